//! The shared KITTI drives, read and tracked. Skipped where they are not there.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::collections::BTreeSet;
use std::f64::consts::PI;
use std::path::Path;

use nalgebra::{Matrix4, Vector2, Vector3};
use trunkline_interfaces::geometry::{OrientedBox, angle_difference_rad};
use trunkline_interfaces::messages::{Detection3d, Track, Tracks, Validate as _};
use trunkline_interfaces::stages::{Tracker as _, TrackerInput};
use trunkline_interfaces::{
    AgentClass, DetectionId, Duration, LaneMap, Stage, Stamp, StepContext, TrackId, VehicleParams,
};
use trunkline_tests::shared_data;
use trunkline_tracking::kitti::{Frame, KittiError, Label, LabelKind, Sequence, sequences};
use trunkline_tracking::{KalmanConfig, KalmanTracker};

#[test]
fn every_shared_drive_is_read_whole() {
    let Some(dir) = shared_data("kitti_tracking") else {
        return;
    };
    let names = sequences(&dir).unwrap();
    assert_eq!(
        names,
        ["0001", "0006", "0012", "0014", "0015", "0018", "0019"]
    );
    let frames = [447, 270, 78, 106, 376, 339, 1059]; // sequences.csv
    for (name, expected) in names.iter().zip(frames) {
        let s = Sequence::load(&dir, name).unwrap();
        let detections: usize = s.frames.iter().map(|f| f.detections.detections.len()).sum();
        let labels: usize = s.frames.iter().map(|f| f.labels.len()).sum();
        println!(
            "{name}: {} frames, {detections} detections, {labels} labels",
            s.frames.len()
        );
        assert_eq!(s.frames.len(), expected, "{name}");
        assert!(s.has_labels && labels > 0 && detections > 0);
        for f in &s.frames {
            assert!(f.ego.validate().is_ok() && f.detections.validate().is_ok());
            assert_eq!(f.ego.header.stamp, f.detections.header.stamp);
        }
    }
}

#[test]
fn the_ego_drives_forward_and_its_boxes_stand_on_the_road() {
    let Some(dir) = shared_data("kitti_tracking") else {
        return;
    };
    let s = Sequence::load(&dir, "0014").unwrap();
    let fastest = s
        .frames
        .iter()
        .map(|f| f.ego.velocity_mps.x)
        .fold(0.0, f64::max);
    let sideways = s
        .frames
        .iter()
        .map(|f| f.ego.velocity_mps.y.abs())
        .fold(0.0, f64::max);
    let is_near_car =
        |d: &&Detection3d| d.class == AgentClass::Car && d.bbox.center_m.xy().norm() < 25.0;
    let bottoms: Vec<f64> = s
        .frames
        .iter()
        .flat_map(|f| f.detections.detections.iter().filter(is_near_car))
        .map(|d| d.bbox.center_m.z - 0.5 * d.bbox.size_m.z)
        .collect();
    let mean = bottoms.iter().sum::<f64>() / bottoms.len() as f64;
    println!(
        "0014: fastest {fastest:.2} m/s, sideways {sideways:.2} m/s, boxes {mean:.2} m above the road"
    );
    assert!(fastest > 3.0 && sideways < 0.1 * fastest);
    assert!(mean.abs() < 0.3, "{mean}");
}

/// Deviations of x, y, z and yaw of the detection that belongs to a label, if there is one.
fn deviations(s: &Sequence, f: &Frame, label: &Label) -> Option<[f64; 4]> {
    let (class, truth) = (
        label.object.kind.class()?,
        s.mounting.vehicle_box(&label.object.camera_box?),
    );
    let distance = |d: &Detection3d| (d.bbox.center_m - truth.center_m).norm();
    let same_class = f.detections.detections.iter().filter(|d| d.class == class);
    let d = same_class.min_by(|p, q| distance(p).total_cmp(&distance(q)))?;
    let e = d.bbox.center_m - truth.center_m;
    let turned = angle_difference_rad(d.bbox.yaw_rad, truth.yaw_rad).abs();
    (e.norm() < 1.5).then_some([e.x.abs(), e.y.abs(), e.z.abs(), turned.min(PI - turned)])
}

#[test]
fn detections_spread_about_labels_as_their_covariance_says() {
    let Some(dir) = shared_data("kitti_tracking") else {
        return;
    };
    let mut errors: [Vec<f64>; 4] = Default::default();
    let mut stated = [0.0; 4];
    for name in ["0014", "0015", "0018"] {
        // the search set: noise may be tuned on it
        let s = Sequence::load(&dir, name).unwrap();
        for (f, label) in s
            .frames
            .iter()
            .flat_map(|f| f.labels.iter().map(move |l| (f, l)))
        {
            for (list, v) in errors
                .iter_mut()
                .zip(deviations(&s, f, label).into_iter().flatten())
            {
                list.push(v);
            }
        }
        let covariance = s
            .frames
            .iter()
            .find_map(|f| f.detections.detections.first())
            .unwrap()
            .covariance;
        stated = std::array::from_fn(|i| covariance[(i, i)].sqrt());
    }
    let count = errors[0].len();
    // Half of what 95 % stay below: the errors have long tails, and a median would deny them.
    let spread = errors.map(|mut list| {
        list.sort_by(f64::total_cmp);
        0.5 * list[list.len() * 95 / 100]
    });
    println!(
        "half of the 95th percentile of x, y, z, yaw over {count} detections: {spread:.3?}, stated {stated:.3?}"
    );
    for (got, stated) in spread.iter().zip(stated) {
        assert!((got / stated - 1.0).abs() < 0.2, "{got} against {stated}");
    }
}

fn track(tracker: &mut KalmanTracker, i: usize, f: &Frame) -> Tracks {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let ctx = StepContext {
        step: i as u64,
        ..StepContext::new(Stage::Tracker, f.ego.header.stamp, &vehicle, &map)
    };
    let input = TrackerInput {
        detections: &f.detections,
        ego: &f.ego,
    };
    let tracks = tracker.track(input, &ctx).unwrap();
    assert!(tracks.validate().is_ok());
    tracks
}

#[test]
fn the_tracker_follows_a_drive_and_its_results_lie_on_the_labels() {
    let Some(dir) = shared_data("kitti_tracking") else {
        return;
    };
    for name in ["0014", "0015", "0018"] {
        let s = Sequence::load(&dir, name).unwrap();
        let mut tracker = KalmanTracker::from_config(KalmanConfig::default()).unwrap();
        let (mut found, mut visible, mut switches) = (0, 0, 0);
        let mut track_of_label = std::collections::BTreeMap::new();
        let mut ids = BTreeSet::new();
        for (i, f) in s.frames.iter().enumerate() {
            let tracks = track(&mut tracker, i, f);
            let lines: Vec<_> = tracks
                .tracks
                .iter()
                .filter_map(|t| s.result_line(i, t))
                .collect();
            ids.extend(
                tracks
                    .tracks
                    .iter()
                    .filter(|t| t.class == AgentClass::Car)
                    .map(|t| t.id),
            );
            let is_clear = |l: &&Label| {
                l.object.kind.class() == Some(AgentClass::Car) && l.object.occluded == 0
            };
            for label in f.labels.iter().filter(is_clear) {
                let Some(b) = label.object.camera_box else {
                    continue;
                };
                visible += 1;
                let distance = |p: &nalgebra::Vector3<f64>| (p - b.bottom_center_m).norm();
                let near = lines.iter().min_by(|p, q| {
                    distance(&p.camera_box.bottom_center_m)
                        .total_cmp(&distance(&q.camera_box.bottom_center_m))
                });
                if let Some(line) = near.filter(|l| distance(&l.camera_box.bottom_center_m) < 1.5) {
                    found += 1;
                    let before = track_of_label.insert(label.track, line.track);
                    switches += usize::from(before.is_some_and(|t| t != line.track));
                }
            }
        }
        println!(
            "{name}: {found} of {visible} unoccluded labelled cars have a track within 1.5 m, {switches} changes of identity, {} car tracks",
            ids.len()
        );
        assert!(found as f64 > 0.8 * f64::from(visible));
    }
}

/// A tiny drive of two frames.
fn write_drive(dir: &Path) {
    let write = |name: &str, text: &str| {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "calib/0000.txt",
        "P2: 700 0 600 0 0 700 180 0 0 0 1 0\nTr_velo_to_cam: 0 -1 0 0 0 0 -1 -0.08 1 0 0 -0.27\n",
    );
    write(
        "poses/0000.txt",
        "1 0 0 0 0 1 0 0 0 0 1 0\n1 0 0 0 0 1 0 0 0 0 1 0.5\n",
    );
    write(
        "detections/Car/0000.txt",
        "1,2,0,0,9,9,3.5,1.5,1.6,4.0,2.0,1.65,20.0,-1.57,0.1\n",
    );
    write("labels/0000.txt", "");
}

fn track_of(class: AgentClass, detection: Option<DetectionId>, x: f64) -> Track {
    Track {
        id: TrackId(9),
        class,
        bbox: OrientedBox {
            center_m: Vector3::new(x, 0.0, 1.0),
            size_m: Vector3::new(4.0, 1.6, 1.5),
            yaw_rad: 0.0,
        },
        velocity_mps: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        covariance: Matrix4::identity(),
        existence: 0.75,
        detection,
        first_seen: Stamp::ZERO,
        coasting: Duration::ZERO,
    }
}

#[test]
fn a_track_is_written_as_kitti_writes_it() {
    let dir = tempfile::tempdir().unwrap();
    write_drive(dir.path());
    let s = Sequence::load(dir.path(), "0000").unwrap();
    // At the second frame the ego has come 0.5 m; the camera is 1.03 m ahead and 1.65 m up.
    let line = s
        .result_line(1, &track_of(AgentClass::Car, None, 21.53))
        .unwrap();
    let b = line.camera_box;
    assert!(
        (b.bottom_center_m - Vector3::new(0.0, 1.4, 20.0)).norm() < 1e-9,
        "{b:?}"
    );
    assert_eq!(
        (line.frame, line.track, b.height_m, b.length_m),
        (1, 9, 1.5, 4.0)
    );
    assert!((b.rotation_y_rad + PI / 2.0).abs() < 1e-9 && (line.alpha_rad + PI / 2.0).abs() < 1e-9);
    // While coasting: the log of odds 3 and the projected box, 700 · 0.8 / 18 to either side of 600.
    assert!((line.score - 3.0_f64.ln()).abs() < 1e-9);
    assert!(
        (line.image_box.x1_px - (600.0 - 31.111)).abs() < 1e-3,
        "{:?}",
        line.image_box
    );
    // Turned with the ego; who is certain still has finite odds.
    let mut turned = s.clone();
    turned.frames[1].ego.yaw_rad = 0.2;
    let mut sure = track_of(AgentClass::Car, None, 21.53);
    sure.existence = 1.0;
    let line = turned.result_line(1, &sure).unwrap();
    assert!((line.camera_box.rotation_y_rad - (0.2 - PI / 2.0)).abs() < 1e-9);
    assert!(
        (line.score - (1e6_f64 - 1.0).ln()).abs() < 1e-6,
        "{}",
        line.score
    );
    // With a detection: what the detector said.
    let line = s
        .result_line(1, &track_of(AgentClass::Car, Some(DetectionId(0)), 21.53))
        .unwrap();
    assert_eq!((line.score, line.image_box.x2_px), (3.5, 9.0));
    assert!(
        s.result_line(2, &track_of(AgentClass::Car, None, 21.53))
            .is_none()
    );
    let kinds = [
        (AgentClass::Pedestrian, LabelKind::Pedestrian),
        (AgentClass::Car, LabelKind::Car),
        (AgentClass::Truck, LabelKind::Truck),
        (AgentClass::Bus, LabelKind::Tram),
        (AgentClass::Motorcycle, LabelKind::Car),
        (AgentClass::Bicycle, LabelKind::Cyclist),
        (AgentClass::StaticObject, LabelKind::Misc),
    ];
    for (class, kind) in kinds {
        let line = s.result_line(0, &track_of(class, None, 20.0)).unwrap();
        assert_eq!(line.kind, kind);
    }
}

#[test]
fn broken_files_are_named_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    write_drive(dir.path());
    assert_eq!(
        Sequence::load(dir.path(), "0000").unwrap().frames[1]
            .detections
            .detections
            .len(),
        1
    );
    let error = Sequence::load(dir.path(), "0009").unwrap_err();
    assert!(
        matches!(&error, KittiError::UnknownSequence { known, .. } if known == "0000"),
        "{error}"
    );
    let cases = [
        (
            "detections/Car/0000.txt",
            "1,2,0,0,9,9,3.5,1.5,1.6\n",
            "line 1",
        ),
        (
            "detections/Car/0000.txt",
            "5,2,0,0,9,9,3.5,1.5,1.6,4.0,2.0,1.65,20.0,-1.57,0.1\n",
            "line 1, column 1: frame 5 has no pose, there are 2 poses",
        ),
        (
            "poses/0000.txt",
            "1 0 0 0 0 1 0 0 0 0 1 0\n1 0 0 0 0 1 x 0 0 0 1 0.5\n",
            "line 2, column 13",
        ),
        ("calib/0000.txt", "P2: 700\n", "P2"),
        (
            "labels/0000.txt",
            "0 1 Cat 0 0 0 1 1 1 1 1 1 1 1 1 1 1\n",
            "type `Cat`",
        ),
        (
            "labels/0000.txt",
            "2 1 Car 0 0 0 1 1 1 1 1 1 1 1 1 1 1\n",
            "frame 2 has no pose",
        ),
        (
            "labels/0000.txt",
            "1 1 Car 0 0 0 1 1 1 1 1.5 -1.6 4 1 1 1 1\n",
            "column 27: size `-1.6` is not above zero",
        ),
        ("poses/0000.txt", "", "poses/0000.txt`: there is no pose"),
        ("calib/0000.txt", "", "matrix `P2` is missing"),
    ];
    for (file, text, expected) in cases {
        write_drive(dir.path());
        std::fs::write(dir.path().join(file), text).unwrap();
        let error = Sequence::load(dir.path(), "0000").unwrap_err().to_string();
        assert!(error.contains(expected), "{file}: {error}");
    }
    write_drive(dir.path());
    let detections = dir.path().join("detections/Car/0000.txt");
    std::fs::write(detections, [0xff, 0xfe, 0x00]).unwrap();
    is_unreadable(dir.path(), "detections/Car/0000.txt");
    write_drive(dir.path());
    std::fs::remove_file(dir.path().join("calib/0000.txt")).unwrap();
    is_unreadable(dir.path(), "calib/0000.txt");
    write_drive(dir.path());
    std::fs::remove_dir_all(dir.path().join("detections")).unwrap();
    is_unreadable(dir.path(), "detections");
}

fn is_unreadable(dir: &Path, place: &str) {
    let error = Sequence::load(dir, "0000").unwrap_err();
    assert!(matches!(error, KittiError::Unreadable { .. }), "{error}");
    assert!(error.to_string().contains(&format!("{place}`")), "{error}");
}
