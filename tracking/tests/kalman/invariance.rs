//! What must not matter: order, frame, time.

use proptest::prelude::*;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::Detection3d;
use trunkline_interfaces::{AgentClass, Random, Stamp};

use crate::fixtures::{HERE, detection, step, tracker};

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

    #[test]
    fn when_the_run_began_does_not_matter(seed in 0..1000_u64, later_s in -1e6..1e6_f64) {
        let (mut a, mut b) = (tracker(), tracker());
        let shift = Stamp::from_s(later_s.round()) - Stamp::ZERO;
        for (k, frame) in scene(seed).into_iter().enumerate() {
            let t = 0.1 * k as f64;
            let early = step(&mut a, t, HERE, frame.clone()).unwrap();
            let mut late = step(&mut b, t + shift.s(), HERE, frame).unwrap();
            late.header = early.header;
            late.tracks.iter_mut().for_each(|t| t.first_seen = t.first_seen - shift);
            prop_assert_eq!(early, late);
        }
    }
}
