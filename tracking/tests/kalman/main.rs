//! The Kalman tracker by its public face.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod fixtures; // a tracker and what it is shown
mod invariance; // what must not matter

use approx::assert_abs_diff_eq;
use nalgebra::{Matrix4, Vector2, Vector3, Vector4};
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad, wrap_rad};
use trunkline_interfaces::messages::{Detection3d, Tracks};
use trunkline_interfaces::stages::Tracker as _;
use trunkline_interfaces::{AgentClass, DetectionId, Duration, Random, StageError, Stamp, TrackId};
use trunkline_tracking::KalmanTracker;

use fixtures::{HERE, car, detection, step, tracker};

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
    let spoil: [fn(&mut Detection3d); 12] = [
        |d| d.bbox.center_m.x = f64::NAN,
        |d| d.bbox.center_m.y = 1e300,
        |d| d.covariance = -Matrix4::identity(),
        |d| d.score = 2.0,
        |d| d.bbox.size_m.x = -1.0,
        |d| d.bbox.size_m.y = 1001.0,
        |d| d.bbox.center_m.z = 10_001.0,
        |d| d.bbox.yaw_rad = f64::NAN,
        |d| d.velocity_mps = Some(Vector2::new(0.0, 1001.0)),
        |d| d.covariance[(3, 3)] = 1e7,
        |d| d.covariance[(0, 1)] = f64::NAN,
        |d| d.score = f64::NAN,
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

#[test]
fn sizes_and_heights_are_averages_that_forget() {
    let mut tracker = tracker();
    let mut last = Tracks::default();
    for k in 0..3 {
        let mut seen = car(0, 20.0, 0.0);
        (seen.bbox.size_m.x, seen.bbox.center_m.z) = (4.0 + f64::from(k), f64::from(k));
        last = step(&mut tracker, 0.1 * f64::from(k), HERE, vec![seen]).unwrap();
    }
    // Of three each counts a third.
    assert_abs_diff_eq!(last.tracks[0].bbox.size_m.x, 5.0, epsilon = 1e-12);
    assert_abs_diff_eq!(last.tracks[0].bbox.center_m.z, 1.0, epsilon = 1e-12);
    for k in 3..20 {
        let mut seen = car(0, 20.0, 0.0);
        (seen.bbox.size_m.x, seen.bbox.center_m.z) = (5.0, 1.0);
        step(&mut tracker, 0.1 * f64::from(k), HERE, vec![seen]).unwrap();
    }
    let mut seen = car(0, 20.0, 0.0);
    (seen.bbox.size_m.x, seen.bbox.center_m.z) = (6.0, 2.0);
    last = step(&mut tracker, 2.0, HERE, vec![seen]).unwrap();
    // From then on the newest counts a tenth of the size and three tenths of the height.
    assert_abs_diff_eq!(last.tracks[0].bbox.size_m.x, 5.1, epsilon = 1e-12);
    assert_abs_diff_eq!(last.tracks[0].bbox.center_m.z, 1.3, epsilon = 1e-12);
}

#[test]
fn a_tracker_that_was_reset_begins_anew() {
    let mut tracker = tracker();
    let first = step(
        &mut tracker,
        5.0,
        HERE,
        vec![car(0, 20.0, 0.0), car(1, 40.0, 0.0)],
    )
    .unwrap();
    assert_eq!(
        first.tracks.iter().map(|t| t.id).collect::<Vec<_>>(),
        [TrackId(1), TrackId(2)]
    );
    tracker.reset();
    let again = step(&mut tracker, 0.0, HERE, vec![car(0, 40.0, 0.0)]).unwrap();
    assert_eq!((again.tracks.len(), again.tracks[0].id), (1, TrackId(1)));
}

#[test]
fn boxes_of_other_kinds_and_boxes_that_hardly_overlap_are_others() {
    let mut tracker = tracker();
    let other = detection(1, AgentClass::Bicycle, 20.0, 0.0, 0.0, 1.0);
    let tracks = step(&mut tracker, 0.0, HERE, vec![car(0, 20.0, 0.0), other]).unwrap();
    assert_eq!(tracks.tracks.len(), 2);
    // Two cars that share less than three tenths are two: 1.8 of 7.2 m is a quarter.
    tracker.reset();
    let tracks = step(
        &mut tracker,
        0.0,
        HERE,
        vec![car(0, 20.0, 0.0), car(1, 22.7, 0.0)],
    )
    .unwrap();
    assert_eq!(tracks.tracks.len(), 2);
    let tracks = step(
        &mut tracker,
        0.1,
        HERE,
        vec![car(0, 60.0, 0.0), car(1, 61.0, 0.0)],
    )
    .unwrap();
    assert_eq!(
        tracks
            .tracks
            .iter()
            .filter(|t| t.detection.is_some())
            .count(),
        1
    );
}

#[test]
fn a_car_that_is_not_seen_does_not_hide_one_that_is() {
    let mut tracker = tracker();
    for k in 0..10 {
        step(
            &mut tracker,
            0.1 * f64::from(k),
            HERE,
            vec![car(0, 20.0, 0.0)],
        )
        .unwrap();
    }
    // 2 m on: far beyond the gate of a car that stood, but 2.5 of 6.5 m of both boxes.
    let tracks = step(&mut tracker, 1.0, HERE, vec![car(0, 22.0, 0.0)]).unwrap();
    let seen: Vec<bool> = tracks
        .tracks
        .iter()
        .map(|t| t.detection.is_some())
        .collect();
    assert_eq!(seen, [false, true]);
}

#[test]
fn equal_votes_go_to_the_class_that_is_named_first() {
    let mut tracker = tracker();
    let truck = detection(0, AgentClass::Truck, 20.0, 0.0, 0.0, 1.0);
    let first = step(&mut tracker, 0.0, HERE, vec![truck]).unwrap();
    let second = step(&mut tracker, 0.1, HERE, vec![car(0, 20.0, 0.0)]).unwrap();
    let class = |tracks: &Tracks| tracks.tracks[0].class;
    assert_eq!(
        (class(&first), class(&second)),
        (AgentClass::Truck, AgentClass::Car)
    );
}
