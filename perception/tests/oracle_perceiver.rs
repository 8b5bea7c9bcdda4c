//! The perceiving oracle by its public face: exact maps, the statistics of its noise, errors.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod boxes_on_a_plane;

use std::sync::Arc;

use approx::assert_abs_diff_eq;
use boxes_on_a_plane::{Standing, camera, car, context, labels, standing, truth};
use trunkline_interfaces::messages::{CameraFrame, Perception, Truth, Validate as _};
use trunkline_interfaces::stages::{Perceiver as _, TruthView};
use trunkline_interfaces::{
    AgentClass, LaneMap, Stage, StageError, Stamp, StepContext, VehicleParams,
};
use trunkline_perception::{NoisyOraclePerceiverConfig, OraclePerceiver, OraclePerceiverConfig};

fn scene() -> (CameraFrame, Truth) {
    let agents: [Standing; 3] = [
        car(12.0, 1.0, 0.3),
        car(30.0, -5.0, 0.0),
        standing(AgentClass::Pedestrian, 15.0, -4.0, 0.0, [0.5, 0.6, 1.75]),
    ];
    let frame = camera("front", 0.0);
    let view = labels(&frame, &agents, 0.0);
    (frame, truth(vec![view]))
}

fn perceive(
    perceiver: &mut OraclePerceiver,
    frame: &CameraFrame,
    truth: &Truth,
    step: u64,
) -> Result<Perception, StageError> {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let ctx = StepContext {
        truth: Some(TruthView {
            now: truth,
            future: None,
        }),
        ..context(Stage::Perceiver, step, &vehicle, &map)
    };
    let mut perception = perceiver.perceive(&[Arc::new(frame.clone())], &ctx)?;
    let one = perception.remove(0);
    assert_eq!(one.validate(), Ok(()));
    Ok(one)
}

fn noisy(change: impl FnOnce(&mut NoisyOraclePerceiverConfig)) -> OraclePerceiver {
    let mut config = NoisyOraclePerceiverConfig::default();
    change(&mut config);
    OraclePerceiver::from_noisy_config(config).unwrap()
}

/// No noise but what a test asks for.
fn silent(config: &mut NoisyOraclePerceiverConfig) {
    config.depth_bias = 0.0;
    config.depth_noise = 0.0;
    config.depth_noise_per_m = 0.0;
    config.object_depth_noise = 0.0;
    config.boundary_noise_px = 0.0;
    config.depth_bleeding_px = 0.0;
    config.box_noise_px = 0.0;
    config.box_noise = 0.0;
    config.miss_probability = 0.0;
    config.small_miss_height_px = 0.0;
    config.occlusion_miss_probability = 0.0;
    config.confusion_probability = 0.0;
    config.false_positives_per_frame = 0.0;
}

#[test]
fn perfect_perception_is_the_truth_to_the_bit() {
    let (frame, truth) = scene();
    let mut oracle = OraclePerceiver::from_config(OraclePerceiverConfig::default()).unwrap();
    let seen = perceive(&mut oracle, &frame, &truth, 0).unwrap();
    assert_eq!(seen.depth_m.as_ref(), Some(&truth.views[0].depth_m));
    assert_eq!(seen.segmentation.as_ref(), Some(&truth.views[0].classes));
    let boxes: Vec<_> = seen
        .detections_2d
        .iter()
        .flatten()
        .map(|d| (d.class, d.box_px))
        .collect();
    let true_boxes: Vec<_> = truth.views[0]
        .agents
        .iter()
        .map(|a| (a.class, a.box_px))
        .collect();
    assert_eq!(boxes.len(), 3);
    assert_eq!(boxes, true_boxes);
}

#[test]
fn a_coarse_map_lies_between_the_pixels_of_the_fine_one() {
    let (frame, truth) = scene();
    let mut oracle = OraclePerceiver::from_config(OraclePerceiverConfig {
        stride: 4,
        ..OraclePerceiverConfig::default()
    })
    .unwrap();
    let coarse = perceive(&mut oracle, &frame, &truth, 0)
        .unwrap()
        .depth_m
        .unwrap();
    assert_eq!(coarse.dim(), (90, 160));
    // Row 80 is image row 4·80 + 1.5 = 321.5, 142 rows below the middle (179.5): road at
    // 1.5 m · 320 / 142 = 3.380 m, since the focal length is 320 pixels.
    assert_abs_diff_eq!(coarse[(80, 10)], 3.380_28, epsilon = 1e-3);
}

#[test]
fn what_is_small_or_hidden_is_not_reported() {
    let (frame, truth) = scene();
    let mut oracle = OraclePerceiver::from_config(OraclePerceiverConfig {
        min_height_px: 25.0, // the far car has 320 · 1.5 / 27 = 18
        ..OraclePerceiverConfig::default()
    })
    .unwrap();
    let seen = perceive(&mut oracle, &frame, &truth, 0).unwrap();
    assert_eq!(seen.detections_2d.unwrap().len(), 2);
}

#[test]
fn noise_that_is_silent_changes_nothing() {
    let (frame, truth) = scene();
    let mut quiet = noisy(silent);
    let mut oracle = OraclePerceiver::from_config(OraclePerceiverConfig {
        stride: 4,
        ..OraclePerceiverConfig::default()
    })
    .unwrap();
    let a = perceive(&mut quiet, &frame, &truth, 3).unwrap();
    let b = perceive(&mut oracle, &frame, &truth, 3).unwrap();
    let boxes = |p: &Perception| -> Vec<_> {
        p.detections_2d
            .iter()
            .flatten()
            .map(|d| (d.class, d.box_px))
            .collect()
    };
    assert_eq!(boxes(&a), boxes(&b));
    assert_eq!(a.segmentation, b.segmentation);
}

#[test]
fn depth_errors_have_the_deviation_that_is_stated_and_are_smooth() {
    let (frame, truth) = scene();
    let mut perceiver = noisy(|config| {
        silent(config);
        config.depth_noise = 0.02;
        config.depth_noise_per_m = 0.001;
    });
    // Map row 62 is image row 249.5, 70 below the middle: road at 1.5 · 320 / 70 = 6.86 m.
    let (row, column, true_m) = (62, 12, 1.5 * 320.0 / 70.0);
    let (mut squares, mut roughest) = (0.0, 0.0_f64);
    let steps = 200;
    for step in 0..steps {
        let seen = perceive(&mut perceiver, &frame, &truth, 5 * step).unwrap();
        let depth_m = seen.depth_m.unwrap();
        let error = |column| f64::from(depth_m[(row, column)]) / true_m - 1.0;
        squares += error(column) * error(column);
        roughest = roughest.max((error(column) - error(column + 1)).abs());
    }
    let deviation = libm::sqrt(squares / steps as f64);
    // 0.02 + 0.001 · 6.86 = 0.0269; standard error 0.0269 / √400 = 0.0013
    assert_abs_diff_eq!(deviation, 0.02 + 0.001 * true_m, epsilon = 0.004);
    assert!(roughest < 0.02, "{roughest}"); // a twelfth of a cell: a fraction of a deviation
}

#[test]
fn misses_come_at_their_rate_and_stay_for_some_frames() {
    let (frame, truth) = scene();
    let mut perceiver = noisy(|config| {
        silent(config);
        config.stride = 64;
        config.miss_probability = 0.3;
    });
    let (mut misses, mut changes, mut before) = (0, 0, None);
    let steps = 3000;
    for step in 0..steps {
        let seen = perceive(&mut perceiver, &frame, &truth, step).unwrap();
        let boxes = seen.detections_2d.unwrap();
        let is_missed = !boxes.iter().any(|d| d.class == AgentClass::Pedestrian);
        misses += u32::from(is_missed);
        changes += u32::from(before.is_some_and(|b| b != is_missed));
        before = Some(is_missed);
    }
    // 600 independent draws: standard error √(0.21/600) = 0.019
    assert_abs_diff_eq!(f64::from(misses) / steps as f64, 0.3, epsilon = 0.08);
    // Every 5 frames with probability 2 · 0.3 · 0.7 = 0.42: 0.084 a frame
    assert_abs_diff_eq!(f64::from(changes) / steps as f64, 0.084, epsilon = 0.02);
}

#[test]
fn boxes_around_nothing_come_at_their_rate() {
    let (frame, truth) = scene();
    let mut perceiver = noisy(|config| {
        silent(config);
        config.stride = 64;
        config.false_positives_per_frame = 1.5;
    });
    let mut count = 0;
    for step in 0..400 {
        let seen = perceive(&mut perceiver, &frame, &truth, step).unwrap();
        count += seen.detections_2d.unwrap().len() - 3;
    }
    // standard error √(1.5/400) = 0.06
    assert_abs_diff_eq!(count as f64 / 400.0, 1.5, epsilon = 0.25);
}

#[test]
fn a_step_can_be_repeated_alone_and_nobody_depends_on_others() {
    let (frame, truth) = scene();
    let mut perceiver = noisy(|config| config.false_positives_per_frame = 0.0);
    let mut alone = truth.clone();
    alone.views[0].agents.remove(0);
    let pedestrian = |p: &Perception| {
        p.detections_2d
            .iter()
            .flatten()
            .find(|d| d.class == AgentClass::Pedestrian)
            .map(|d| d.box_px)
    };
    let mut found = 0;
    for step in 0..20 {
        let a = perceive(&mut perceiver, &frame, &truth, step).unwrap();
        assert_eq!(a, perceive(&mut perceiver, &frame, &truth, step).unwrap());
        let b = perceive(&mut perceiver, &frame, &alone, step).unwrap();
        assert_eq!(pedestrian(&a), pedestrian(&b));
        found += usize::from(pedestrian(&a).is_some());
    }
    assert!(found > 10);
}

#[test]
fn a_truth_without_labels_is_an_error_in_words() {
    let (frame, full) = scene();
    let mut oracle = OraclePerceiver::from_config(OraclePerceiverConfig::default()).unwrap();
    let error = perceive(&mut oracle, &frame, &truth(Vec::new()), 0).unwrap_err();
    assert!(
        error.to_string().contains("no labels of camera `front`"),
        "{error}"
    );

    let mut late = full.clone();
    late.header.stamp = Stamp::from_s(1.1);
    let error = perceive(&mut oracle, &frame, &late, 0).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("of 1.000 s, the truth of 1.100 s"),
        "{error}"
    );

    let mut small = full;
    small.views[0].depth_m = ndarray::Array2::zeros((2, 3));
    let error = perceive(&mut oracle, &frame, &small, 0).unwrap_err();
    assert!(error.to_string().contains("labels are 3 × 2"), "{error}");
}

#[test]
fn values_out_of_range_are_refused_by_name() {
    let error = OraclePerceiver::from_config(OraclePerceiverConfig {
        stride: 0,
        ..OraclePerceiverConfig::default()
    });
    assert!(error.unwrap_err().to_string().contains("stride"));
    let error = OraclePerceiver::from_noisy_config(NoisyOraclePerceiverConfig {
        depth_bias: f64::NAN,
        ..NoisyOraclePerceiverConfig::default()
    });
    assert!(error.unwrap_err().to_string().contains("depth_bias"));
}
