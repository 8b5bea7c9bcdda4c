//! The Kalman tracker by its public face.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use approx::assert_abs_diff_eq;
use nalgebra::{Matrix4, Vector2, Vector3, Vector4};
use proptest::prelude::*;
use trunkline_interfaces::geometry::{OrientedBox, Pose2, angle_difference_rad, wrap_rad};
use trunkline_interfaces::messages::{
    Detection3d, Detections3d, EgoState, Header, Tracks, Validate as _,
};
use trunkline_interfaces::stages::{Tracker as _, TrackerInput};
use trunkline_interfaces::{
    AgentClass, DetectionId, Duration, LaneMap, Random, Stage, StageError, Stamp, StepContext,
    TrackId, VehicleParams,
};
use trunkline_tracking::{KalmanConfig, KalmanTracker};

fn tracker() -> KalmanTracker {
    KalmanTracker::from_config(KalmanConfig::default()).unwrap()
}

fn ego(pose: Pose2) -> EgoState {
    EgoState {
        header: Header::default(),
        position_m: Vector3::new(pose.x_m, pose.y_m, 0.0),
        yaw_rad: pose.yaw_rad,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps: Vector2::zeros(),
        acceleration_mps2: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        steering_rad: 0.0,
    }
}

fn detection(id: u32, class: AgentClass, x: f64, y: f64, yaw_rad: f64, score: f64) -> Detection3d {
    let size_m = match class {
        AgentClass::Pedestrian => Vector3::new(0.6, 0.6, 1.7),
        _ => Vector3::new(4.5, 1.8, 1.5),
    };
    Detection3d {
        id: DetectionId(id),
        class,
        bbox: OrientedBox {
            center_m: Vector3::new(x, y, 0.5 * size_m.z),
            size_m,
            yaw_rad,
        },
        velocity_mps: None,
        covariance: Matrix4::identity() * 1e-4,
        score,
    }
}

fn car(id: u32, x: f64, y: f64) -> Detection3d {
    detection(id, AgentClass::Car, x, y, 0.0, 1.0)
}

fn step(
    tracker: &mut KalmanTracker,
    time_s: f64,
    pose: Pose2,
    detections: Vec<Detection3d>,
) -> Result<Tracks, StageError> {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let ctx = StepContext {
        stage: Stage::Tracker,
        now: Stamp::from_s(time_s + 0.05),
        step: 0,
        period: Duration::from_ms(100),
        vehicle: &vehicle,
        map: &map,
        truth: None,
        seed: 1,
    };
    let header = Header {
        captured: Stamp::from_s(time_s - 0.03),
        ..Header::sensor(0, Stamp::from_s(time_s))
    };
    let detections = Detections3d { header, detections };
    let tracks = tracker.track(
        TrackerInput {
            detections: &detections,
            ego: &ego(pose),
        },
        &ctx,
    )?;
    tracks.validate()?;
    for t in &tracks.tracks {
        assert_eq!(t.covariance, t.covariance.transpose());
        assert!(t.covariance.cholesky().is_some(), "{t:?}");
    }
    Ok(tracks)
}

const HERE: Pose2 = Pose2 {
    x_m: 0.0,
    y_m: 0.0,
    yaw_rad: 0.0,
};

#[test]
fn a_sure_detection_is_a_track_at_once_and_has_its_speed_at_the_second_frame() {
    let mut tracker = tracker();
    let first = step(&mut tracker, 0.0, HERE, vec![car(7, 20.0, 0.0)]).unwrap();
    assert_eq!(first.tracks.len(), 1);
    assert_eq!(
        (first.header.captured, first.header.stamp),
        (Stamp::from_s(-0.03), Stamp::ZERO)
    );
    assert_eq!(first.tracks[0].detection, Some(DetectionId(7)));
    let second = step(&mut tracker, 0.1, HERE, vec![car(0, 21.2, 0.0)]).unwrap();
    let t = &second.tracks[0];
    assert_eq!(
        (t.id, t.first_seen, t.coasting),
        (first.tracks[0].id, Stamp::ZERO, Duration::ZERO)
    );
    // 1.2 m in 0.1 s
    assert_abs_diff_eq!(t.velocity_mps, Vector2::new(12.0, 0.0), epsilon = 0.3);
    assert_abs_diff_eq!(
        t.bbox.center_m,
        Vector3::new(21.2, 0.0, 0.75),
        epsilon = 0.02
    );
}

#[test]
fn a_parked_car_stands_still_in_the_world_while_the_ego_drives_round_it() {
    let mut tracker = tracker();
    let mut last = Tracks::default();
    for k in 0..30 {
        let t = 0.1 * f64::from(k);
        let pose = Pose2::new(8.0 * t, 2.0 * (0.4 * t).sin(), 0.3 * (0.5 * t).sin());
        let there = pose.inverse_transform_point(Vector2::new(40.0, 3.0));
        let seen = detection(
            0,
            AgentClass::Car,
            there.x,
            there.y,
            wrap_rad(1.0 - pose.yaw_rad),
            1.0,
        );
        last = step(&mut tracker, t, pose, vec![seen]).unwrap();
    }
    assert_eq!(last.tracks.len(), 1);
    assert!(
        last.tracks[0].speed_mps() < 0.01,
        "{}",
        last.tracks[0].speed_mps()
    );
    assert_abs_diff_eq!(last.tracks[0].bbox.yaw_rad, 1.0, epsilon = 1e-6);
}

#[test]
fn a_doubtful_detection_must_be_seen_three_times() {
    let mut tracker = tracker();
    let doubtful = |x: f64| vec![detection(0, AgentClass::Car, x, 0.0, 0.0, 0.5)];
    assert!(
        step(&mut tracker, 0.0, HERE, doubtful(20.0))
            .unwrap()
            .tracks
            .is_empty()
    );
    assert!(
        step(&mut tracker, 0.1, HERE, doubtful(20.1))
            .unwrap()
            .tracks
            .is_empty()
    );
    assert_eq!(
        step(&mut tracker, 0.2, HERE, doubtful(20.2))
            .unwrap()
            .tracks
            .len(),
        1
    );
}

#[test]
fn a_lost_car_coasts_is_hidden_is_found_again_and_is_forgotten_at_last() {
    let mut tracker = tracker();
    let mut time_s = 0.0;
    let mut go = |tracker: &mut KalmanTracker, seen: bool| {
        let x = 20.0 + 10.0 * time_s;
        let found = if seen {
            vec![car(0, x, 0.0)]
        } else {
            Vec::new()
        };
        let tracks = step(tracker, time_s, HERE, found).unwrap();
        time_s += 0.1;
        (tracks, x)
    };
    (0..10).for_each(|_| drop(go(&mut tracker, true)));
    let (coasting, x) = (0..5).map(|_| go(&mut tracker, false)).last().unwrap();
    let t = coasting.tracks[0].clone();
    assert_eq!((t.detection, t.coasting), (None, Duration::from_ms(500)));
    assert_abs_diff_eq!(t.bbox.center_m.x, x, epsilon = 0.1);
    assert!(t.existence < 0.99);
    assert!(
        go(&mut tracker, false).0.tracks.is_empty(),
        "hidden after 0.5 s"
    );
    assert_eq!(go(&mut tracker, true).0.tracks[0].id, t.id);
    (0..20).for_each(|_| drop(go(&mut tracker, false)));
    assert!(
        go(&mut tracker, true).0.tracks[0].id > t.id,
        "ids are never reused"
    );
}

#[test]
fn crossing_cars_keep_their_identities() {
    let mut tracker = tracker();
    let mut ids = Vec::new();
    for k in 0..40 {
        let t = 0.1 * f64::from(k);
        let north = detection(
            0,
            AgentClass::Car,
            20.0,
            -20.0 + 10.0 * t,
            std::f64::consts::FRAC_PI_2,
            1.0,
        );
        let east = detection(1, AgentClass::Car, 3.0 + 10.0 * t, 0.0, 0.0, 1.0);
        let tracks = step(&mut tracker, t, HERE, vec![north, east]).unwrap();
        ids = tracks.tracks.iter().map(|t| t.id).collect();
        assert_eq!(ids.len(), 2, "at {t} s");
    }
    assert_eq!(ids, [TrackId(1), TrackId(2)]);
}

#[test]
fn classes_are_voted_on() {
    let mut tracker = tracker();
    let mut last = Tracks::default();
    for k in 0..6 {
        let class = if k == 2 || k == 0 {
            AgentClass::Truck
        } else {
            AgentClass::Car
        };
        let seen = detection(0, class, 20.0, 0.0, 0.0, 1.0);
        last = step(&mut tracker, 0.1 * f64::from(k), HERE, vec![seen]).unwrap();
    }
    assert_eq!(
        (last.tracks.len(), last.tracks[0].class),
        (1, AgentClass::Car)
    );
}

#[test]
fn a_second_box_of_the_same_car_is_no_second_car() {
    let mut tracker = tracker();
    for k in 0..5 {
        let seen = vec![
            car(0, 20.0, 0.0),
            detection(1, AgentClass::Car, 20.5, 0.2, 0.0, 0.9),
        ];
        let tracks = step(&mut tracker, 0.1 * f64::from(k), HERE, seen).unwrap();
        assert_eq!(tracks.tracks.len(), 1);
    }
}

#[test]
fn duplicate_and_reversed_stamps_are_refused_and_change_nothing() {
    let mut tracker = tracker();
    step(&mut tracker, 0.0, HERE, vec![car(0, 20.0, 0.0)]).unwrap();
    for time_s in [0.0, -0.1] {
        let error = step(&mut tracker, time_s, HERE, vec![car(0, 25.0, 0.0)]).unwrap_err();
        assert!(matches!(error, StageError::Input { .. }), "{error}");
    }
    let tracks = step(&mut tracker, 0.1, HERE, vec![car(0, 20.0, 0.0)]).unwrap();
    assert_abs_diff_eq!(tracks.tracks[0].bbox.center_m.x, 20.0, epsilon = 0.01);
}

#[test]
fn garbage_is_refused_without_a_panic() {
    let spoil: [fn(&mut Detection3d); 5] = [
        |d| d.bbox.center_m.x = f64::NAN,
        |d| d.bbox.center_m.y = 1e300,
        |d| d.covariance = -Matrix4::identity(),
        |d| d.score = 2.0,
        |d| d.bbox.size_m.x = -1.0,
    ];
    for spoil in spoil {
        let mut tracker = tracker();
        let mut broken = car(0, 20.0, 0.0);
        spoil(&mut broken);
        step(&mut tracker, 0.0, HERE, vec![car(0, 20.0, 0.0)]).unwrap();
        assert!(step(&mut tracker, 0.1, HERE, vec![broken]).is_err());
        assert_eq!(
            step(&mut tracker, 0.2, HERE, vec![car(0, 20.0, 0.0)])
                .unwrap()
                .tracks
                .len(),
            1
        );
    }
}

#[test]
fn thousands_of_boxes_are_survived() {
    let mut random = Random::new(3, "test", 0);
    let crowd: Vec<Detection3d> = (0..2000)
        .map(|i| car(i, random.range(-90.0, 90.0), random.range(-90.0, 90.0)))
        .collect();
    let heap: Vec<Detection3d> = (0..2000).map(|i| car(i, 20.0, 0.0)).collect();
    let people: Vec<Detection3d> = (0..1000)
        .map(|i| {
            detection(
                i,
                AgentClass::Pedestrian,
                random.range(-9.0, 9.0),
                random.range(-9.0, 9.0),
                0.0,
                1.0,
            )
        })
        .collect();
    for boxes in [crowd, heap, people] {
        let mut tracker = tracker();
        for k in 0..3 {
            assert!(step(&mut tracker, 0.1 * f64::from(k), HERE, boxes.clone()).is_ok());
        }
    }
}

#[test]
fn noise_is_smoothed_and_its_covariance_is_honest() {
    // A car at 10 m/s, position noise 0.3 m, yaw noise 0.05 rad.
    let mut random = Random::new(5, "test", 0);
    let (mut squared, mut mahalanobis, mut speed_error, mut count) = (0.0, 0.0, 0.0, 0.0);
    for _ in 0..40 {
        let mut tracker = tracker();
        for k in 0..60 {
            let x = 20.0 + f64::from(k);
            let mut seen = car(0, x + 0.3 * random.normal(), 0.3 * random.normal());
            seen.bbox.yaw_rad = wrap_rad(0.05 * random.normal());
            seen.covariance = Matrix4::from_diagonal(&Vector4::new(0.09, 0.09, 0.01, 0.0025));
            let tracks = step(&mut tracker, 0.1 * f64::from(k), HERE, vec![seen]).unwrap();
            if k >= 20 {
                let t = &tracks.tracks[0];
                let e = Vector4::new(
                    t.bbox.center_m.x - x,
                    t.bbox.center_m.y,
                    angle_difference_rad(t.bbox.yaw_rad, 0.0),
                    t.speed_mps() - 10.0,
                );
                squared += e.xy().norm_squared();
                mahalanobis += e.dot(&t.covariance.cholesky().unwrap().solve(&e));
                speed_error += e[3] * e[3];
                count += 1.0;
            }
        }
    }
    let (position_m, speed_mps, nees) = (
        f64::sqrt(squared / count),
        f64::sqrt(speed_error / count),
        mahalanobis / count,
    );
    println!(
        "position {position_m:.3} m of 0.424 m, speed {speed_mps:.3} m/s, NEES {nees:.2} of at most 4"
    );
    assert!(position_m < 0.3, "{position_m}"); // raw: 0.3·√2 = 0.424
    assert!(speed_mps < 0.6, "{speed_mps}");
    // 4 degrees of freedom; below 4 the car is calmer than the model assumes.
    assert!((0.5..4.4).contains(&nees), "{nees}");
}

fn scene(seed: u64) -> Vec<Vec<Detection3d>> {
    let mut random = Random::new(seed, "scene", 0);
    let agents: Vec<[f64; 4]> = (0..12)
        .map(|_| {
            [
                random.range(-40.0, 40.0),
                random.range(-40.0, 40.0),
                random.range(-3.0, 3.0),
                random.range(0.0, 12.0),
            ]
        })
        .collect();
    (0..12)
        .map(|k| {
            let t = 0.1 * f64::from(k);
            let mut frame = Vec::new();
            for (i, [x, y, yaw, v]) in agents.iter().enumerate() {
                let (nx, ny) = (0.1 * random.normal(), 0.1 * random.normal());
                let class = if i % 3 == 0 {
                    AgentClass::Pedestrian
                } else {
                    AgentClass::Car
                };
                let (x, y) = (x + v * t * yaw.cos() + nx, y + v * t * yaw.sin() + ny);
                if random.chance(0.9) {
                    frame.push(detection(i as u32, class, x, y, *yaw, 0.9));
                }
            }
            frame
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_detections_does_not_matter(seed in 0..1000_u64, turn in 1..11_usize) {
        let (mut a, mut b) = (tracker(), tracker());
        for (k, frame) in scene(seed).into_iter().enumerate() {
            let mut turned = frame.clone();
            turned.rotate_left(turn % frame.len().max(1));
            let t = 0.1 * k as f64;
            prop_assert_eq!(step(&mut a, t, HERE, frame).unwrap(), step(&mut b, t, HERE, turned).unwrap());
        }
    }

    #[test]
    fn the_frame_does_not_matter(
        seed in 0..1000_u64, x in -100.0..100.0_f64, y in -100.0..100.0_f64, yaw in -3.1..3.1_f64,
    ) {
        let pose = Pose2::new(x, y, yaw);
        let (mut a, mut b) = (tracker(), tracker());
        for (k, frame) in scene(seed).into_iter().enumerate() {
            let t = 0.1 * k as f64;
            let here = step(&mut a, t, HERE, frame.clone()).unwrap();
            let there = step(&mut b, t, pose, frame).unwrap();
            prop_assert_eq!(here.tracks.len(), there.tracks.len());
            for (track, other) in here.tracks.iter().zip(&there.tracks) {
                let p = pose.transform_point(track.bbox.center_m.xy());
                let v = pose.rotate(track.velocity_mps);
                prop_assert_eq!(track.id, other.id);
                prop_assert!((other.bbox.center_m.xy() - p).norm() < 1e-6 && (other.velocity_mps - v).norm() < 1e-6);
            }
        }
    }
}
