//! The oracle lifter by its public face: geometry, thresholds, and the statistics of its noise.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use approx::assert_abs_diff_eq;
use nalgebra::{Vector2, Vector3};
use trunkline_interfaces::geometry::{OrientedBox, angle_difference_rad};
use trunkline_interfaces::messages::{
    Detections3d, EgoState, Header, Truth, TruthAgent, Validate as _,
};
use trunkline_interfaces::stages::{Lifter as _, LifterInput, TruthView};
use trunkline_interfaces::{
    AgentClass, AgentId, LaneMap, Stage, StageError, Stamp, StepContext, VehicleParams,
};
use trunkline_perception::{NoisyOracleConfig, OracleConfig, OracleLifter};

fn ego(x: f64, y: f64, yaw_rad: f64) -> EgoState {
    EgoState {
        header: Header::default(),
        position_m: Vector3::new(x, y, 0.0),
        yaw_rad,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps: Vector2::new(5.0, 0.0),
        acceleration_mps2: Vector2::zeros(),
        yaw_rate_radps: 0.0,
        steering_rad: 0.0,
    }
}

fn car(id: u32, x: f64, y: f64, yaw_rad: f64) -> TruthAgent {
    TruthAgent {
        id: AgentId(id),
        class: AgentClass::Car,
        bbox: OrientedBox {
            center_m: Vector3::new(x, y, 0.75),
            size_m: Vector3::new(4.5, 1.8, 1.5),
            yaw_rad,
        },
        velocity_mps: Vector2::new(0.0, 3.0),
        yaw_rate_radps: 0.0,
        visibility: 1.0,
    }
}

fn truth(ego: EgoState, agents: Vec<TruthAgent>) -> Truth {
    Truth {
        header: Header::sensor(4, Stamp::from_s(0.4)),
        ego,
        agents,
        collisions: Vec::new(),
        signals: Vec::new(),
        views: Vec::new(),
    }
}

fn lift(
    lifter: &mut OracleLifter,
    truth: Option<&Truth>,
    step: u64,
) -> Result<Detections3d, StageError> {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let ctx = StepContext {
        step,
        truth: truth.map(|now| TruthView { now, future: None }),
        seed: 7,
        ..StepContext::new(Stage::Lifter, Stamp::from_s(0.5), &vehicle, &map)
    };
    let nobody = ego(0.0, 0.0, 0.0);
    lifter.lift(
        LifterInput {
            perception: &[],
            frames: &[],
            ego: &nobody,
        },
        &ctx,
    )
}

fn perfect() -> OracleLifter {
    OracleLifter::from_config(OracleConfig {
        measure_velocity: true,
        ..OracleConfig::default()
    })
    .unwrap()
}

#[test]
fn boxes_are_in_the_vehicle_frame_at_the_truths_stamp() {
    // Ego at (10, 20) facing north; a car 5 m north of it and 2 m west is 5 m ahead, 2 m left.
    let half_pi = std::f64::consts::FRAC_PI_2;
    let truth = truth(ego(10.0, 20.0, half_pi), vec![car(3, 8.0, 25.0, half_pi)]);
    let out = lift(&mut perfect(), Some(&truth), 4).unwrap();
    assert_eq!(
        (out.header.stamp, out.header.produced, out.header.captured),
        (Stamp::from_s(0.4), Stamp::from_s(0.5), Stamp::from_s(0.4))
    );
    let d = &out.detections[0];
    assert_abs_diff_eq!(
        d.bbox.center_m,
        Vector3::new(5.0, 2.0, 0.75),
        epsilon = 1e-9
    );
    assert_abs_diff_eq!(d.bbox.yaw_rad, 0.0, epsilon = 1e-9);
    // 3 m/s north, in the axes of a vehicle that faces north: forward
    assert_abs_diff_eq!(
        d.velocity_mps.unwrap(),
        Vector2::new(3.0, 0.0),
        epsilon = 1e-9
    );
    assert_abs_diff_eq!(d.score, 1.0, epsilon = 0.0);
}

#[test]
fn what_is_too_far_or_hidden_is_not_detected() {
    let hidden = TruthAgent {
        visibility: 0.01,
        ..car(2, 10.0, 0.0, 0.0)
    };
    let truth = truth(
        ego(0.0, 0.0, 0.0),
        vec![car(1, 101.0, 0.0, 0.0), hidden, car(3, 99.0, 0.0, 0.0)],
    );
    let out = lift(&mut perfect(), Some(&truth), 0).unwrap();
    assert_eq!(out.detections.len(), 1);
    assert_abs_diff_eq!(out.detections[0].bbox.center_m.x, 99.0, epsilon = 1e-9);
}

#[test]
fn without_truth_there_is_an_error() {
    assert_eq!(lift(&mut perfect(), None, 0), Err(StageError::NoTruth));
}

#[test]
fn values_out_of_range_are_refused_by_name() {
    for (config, key) in [
        (
            NoisyOracleConfig {
                range_m: f64::NAN,
                ..NoisyOracleConfig::default()
            },
            "range_m",
        ),
        (
            NoisyOracleConfig {
                size_noise: -0.1,
                ..NoisyOracleConfig::default()
            },
            "size_noise",
        ),
        (
            NoisyOracleConfig {
                miss_probability: 1.1,
                ..NoisyOracleConfig::default()
            },
            "miss_probability",
        ),
    ] {
        let error = OracleLifter::from_noisy_config(config)
            .unwrap_err()
            .to_string();
        assert!(error.contains(key), "{error}");
    }
}

#[test]
fn noise_has_the_covariance_that_is_reported() {
    let truth = truth(ego(0.0, 0.0, 0.0), vec![car(1, 40.0, 0.0, 0.3)]);
    let mut lifter = OracleLifter::from_noisy_config(NoisyOracleConfig {
        false_positives_per_frame: 0.0,
        ..NoisyOracleConfig::default()
    })
    .unwrap();
    let steps = 20_000;
    let (mut count, mut sum) = (0.0, nalgebra::Vector4::zeros());
    let mut squares = nalgebra::Matrix4::zeros();
    let mut reported = nalgebra::Matrix4::zeros();
    for step in 0..steps {
        let out = lift(&mut lifter, Some(&truth), step).unwrap();
        assert!(out.validate().is_ok());
        for d in &out.detections {
            let c = d.bbox.center_m;
            let e = nalgebra::Vector4::new(
                c.x - 40.0,
                c.y,
                c.z - 0.75,
                angle_difference_rad(d.bbox.yaw_rad, 0.3),
            );
            count += 1.0;
            sum += e;
            squares += e * e.transpose();
            reported = d.covariance;
        }
    }
    let mean = sum / count;
    let covariance = squares / count - mean * mean.transpose();
    println!(
        "measured {covariance:.5} reported {reported:.5} detected {}",
        count / steps as f64
    );
    assert!(mean.abs().max() < 0.02, "biased: {mean}");
    for i in 0..4 {
        // 4 standard errors of a variance from 18 000 draws: 4·√(2/18000) = 0.042
        let ratio = covariance[(i, i)] / reported[(i, i)];
        assert!((ratio - 1.0).abs() < 0.05, "coordinate {i}: {ratio}");
    }
    // 1 − (0.02 + 0.002·40) = 0.9; standard error √(0.09/20000) = 0.002
    assert_abs_diff_eq!(count / steps as f64, 0.9, epsilon = 0.01);
}

#[test]
fn false_positives_come_at_their_rate() {
    let empty = truth(ego(0.0, 0.0, 0.0), Vec::new());
    let mut lifter = OracleLifter::from_noisy_config(NoisyOracleConfig {
        false_positives_per_frame: 2.5,
        ..NoisyOracleConfig::default()
    })
    .unwrap();
    let mut total = 0;
    for step in 0..4000 {
        let out = lift(&mut lifter, Some(&empty), step).unwrap();
        assert!(out.validate().is_ok());
        assert!(
            out.detections
                .iter()
                .enumerate()
                .all(|(i, d)| d.id.0 as usize == i)
        );
        total += out.detections.len();
    }
    // standard error √(2.5/4000) = 0.025
    assert_abs_diff_eq!(total as f64 / 4000.0, 2.5, epsilon = 0.1);
}

#[test]
fn a_step_can_be_repeated_alone_and_a_miss_shifts_nothing() {
    let near = truth(
        ego(0.0, 0.0, 0.0),
        vec![car(1, 20.0, 0.0, 0.0), car(2, 30.0, 5.0, 0.0)],
    );
    let mut far = near.clone();
    far.agents[0].bbox.center_m.x = 500.0; // out of range: not detected
    let mut lifter = OracleLifter::from_noisy_config(NoisyOracleConfig::default()).unwrap();
    let mut seen = 0;
    for step in 0..50 {
        let a = lift(&mut lifter, Some(&near), step).unwrap();
        assert_eq!(a, lift(&mut lifter, Some(&near), step).unwrap());
        let b = lift(&mut lifter, Some(&far), step).unwrap();
        let second = |d: &Detections3d| {
            d.detections
                .iter()
                .find(|d| {
                    (d.bbox.center_m.y - 5.0).abs() < 2.5 && (d.bbox.center_m.x - 30.0).abs() < 5.0
                })
                .map(|d| d.bbox)
        };
        assert_eq!(second(&a), second(&b));
        seen += usize::from(second(&a).is_some());
    }
    assert!(seen > 30);
}
