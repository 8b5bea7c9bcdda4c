//! The lifter from clusters by its public face: boxes on a plane, whose truth is known exactly.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod boxes_on_a_plane;

use std::f64::consts::FRAC_PI_2;
use std::sync::Arc;

use approx::assert_abs_diff_eq;
use boxes_on_a_plane::{
    Seen, Standing, bent, camera, car, context, labels, perceived, seen, standing,
};
use nalgebra::{Vector2, Vector3};
use ndarray::Array2;
use proptest::prelude::*;
use trunkline_interfaces::geometry::{Polyline, Pose2, angle_difference_rad};
use trunkline_interfaces::messages::{
    Detection2d, Detection3d, Detections3d, EgoState, Perception, Validate as _,
};
use trunkline_interfaces::stages::{Lifter as _, LifterInput};
use trunkline_interfaces::{
    AgentClass, DetectionId, Lane, LaneId, LaneKind, LaneMap, Stage, StageError, Turn,
    VehicleParams,
};
use trunkline_perception::{ClusterLifter, ClustersConfig};

fn lift_from(
    ego: &EgoState,
    map: &LaneMap,
    (frames, perception): &Seen,
) -> Result<Detections3d, StageError> {
    let mut lifter = ClusterLifter::from_config(ClustersConfig::default()).unwrap();
    let vehicle = VehicleParams::default();
    let input = LifterInput {
        perception,
        frames,
        ego,
    };
    let found = lifter.lift(input, &context(Stage::Lifter, 0, &vehicle, map))?;
    assert_eq!(found.validate(), Ok(()));
    Ok(found)
}

fn lift_on(map: &LaneMap, seen: &Seen) -> Result<Detections3d, StageError> {
    lift_from(&EgoState::default(), map, seen)
}

fn lift(seen: &Seen) -> Vec<Detection3d> {
    lift_on(&LaneMap::default(), seen).unwrap().detections
}

/// One camera that looks ahead.
fn ahead(agents: &[Standing]) -> Seen {
    seen(vec![camera("front", 0.0)], agents)
}

fn off_m(found: &Detection3d, truth: &Standing) -> f64 {
    (found.bbox.center_m - truth.bbox.center_m).xy().norm()
}

/// Difference of the axes, whichever way they point.
fn off_axis_rad(found: &Detection3d, truth: &Standing) -> f64 {
    0.5 * angle_difference_rad(2.0 * found.bbox.yaw_rad, 2.0 * truth.bbox.yaw_rad).abs()
}

/// Detections belong to agents by the numbers of their boxes.
fn of(found: &[Detection3d], agent: u32) -> &Detection3d {
    found.iter().find(|d| d.id == DetectionId(agent)).unwrap()
}

#[test]
fn a_box_of_which_two_sides_are_seen_is_found_whole() {
    for (x, y, yaw_rad) in [(12.0, 4.0, 0.5), (20.0, -6.0, 0.9), (25.0, 3.0, -0.6)] {
        let truth = car(x, y, yaw_rad);
        let found = lift(&ahead(&[truth]));
        assert_eq!(found.len(), 1);
        let found = &found[0];
        assert!(off_m(found, &truth) < 0.15, "{:?}", found.bbox);
        assert!(off_axis_rad(found, &truth) < 0.05, "{:?}", found.bbox);
        let size_m = found.bbox.size_m - truth.bbox.size_m;
        assert!(size_m.amax() < 0.2, "{:?}", found.bbox);
        assert_abs_diff_eq!(found.bbox.center_m.z, 0.75, epsilon = 0.1);
    }
}

#[test]
fn what_is_not_seen_has_the_usual_size_and_lies_behind_what_is() {
    // Straight ahead only the rear is seen: at 20 − 2.15 = 17.85 m. The prior length is 4.3 m.
    let truth = car(20.0, 0.0, 0.0);
    let found = &lift(&ahead(&[truth]))[0];
    assert!(off_m(found, &truth) < 0.3, "{:?}", found.bbox);
    assert!(off_axis_rad(found, &truth) < 0.1, "{:?}", found.bbox);
    assert_abs_diff_eq!(found.bbox.size_m.x, 4.3, epsilon = 0.5);
    let (along, across) = (found.covariance[(0, 0)], found.covariance[(1, 1)]);
    assert!(along > 2.0 * across, "{:?}", found.covariance);
}

#[test]
fn two_cars_in_a_row_are_two() {
    // 3 m of road between them; the second shows over and beside the first.
    let truths = [car(12.0, 1.0, 0.0), car(19.0, 4.5, 0.0)];
    let found = lift(&ahead(&truths));
    assert_eq!(found.len(), 2);
    for (k, truth) in truths.iter().enumerate() {
        let off = off_m(of(&found, k as u32), truth);
        assert!(off < 0.5, "car {k}: {off} m, {:?}", found[k].bbox);
    }
}

#[test]
fn a_car_half_behind_another_keeps_its_size() {
    let truths = [car(10.0, -0.5, 0.0), car(18.0, 1.2, 0.0)];
    let found = lift(&ahead(&truths));
    let hidden = of(&found, 1);
    assert!(off_m(hidden, &truths[1]) < 0.6, "{:?}", hidden.bbox);
    assert!(hidden.bbox.size_m.y > 1.5, "{:?}", hidden.bbox);
}

#[test]
fn a_car_cut_by_the_image_keeps_its_size() {
    // The image ends at 45 degrees: the rear is out of it.
    let truth = car(6.5, 4.5, 0.0);
    let found = lift(&ahead(&[truth]));
    assert!(off_m(&found[0], &truth) < 0.8, "{:?}", found[0].bbox);
    assert!(found[0].bbox.size_m.x > 3.5, "{:?}", found[0].bbox);
}

#[test]
fn a_pedestrian_before_a_wall_of_depth_is_found_without_a_mask() {
    let truths = [
        standing(AgentClass::Pedestrian, 12.0, 2.0, 0.3, [0.5, 0.6, 1.75]),
        standing(AgentClass::Truck, 20.0, 4.0, 0.0, [8.0, 2.5, 3.2]),
    ];
    let (frames, perception) = ahead(&truths);
    let mut blind = perception[0].as_ref().clone();
    blind.segmentation = None;
    let found = lift(&(frames, vec![Arc::new(blind)]));
    let pedestrian = of(&found, 0);
    assert!(off_m(pedestrian, &truths[0]) < 0.2, "{:?}", pedestrian.bbox);
    // Nobody can tell which way they look: π²/3.
    assert!(pedestrian.covariance[(3, 3)] > 3.0);
}

#[test]
fn sparse_depth_is_enough() {
    // One pixel in 25 has depth, as with a lidar, and there is no mask.
    let truth = car(18.0, 4.0, 0.4);
    let (frames, perception) = ahead(&[truth]);
    let mut sparse = perception[0].as_ref().clone();
    sparse.segmentation = None;
    for ((row, column), depth_m) in sparse.depth_m.as_mut().unwrap().indexed_iter_mut() {
        if row % 5 != 0 || column % 5 != 0 {
            *depth_m = 0.0;
        }
    }
    let found = lift(&(frames, vec![Arc::new(sparse)]));
    assert!(off_m(&found[0], &truth) < 0.3, "{:?}", found[0].bbox);
    assert!(
        off_axis_rad(&found[0], &truth) < 0.15,
        "{:?}",
        found[0].bbox
    );
}

#[test]
fn hills_are_followed() {
    let slope = 0.06;
    let mut truth = car(30.0, 3.0, 0.3);
    truth.bbox.center_m.z = slope * 30.0 + 0.75;
    let frame = camera("front", 0.0);
    let perception = perceived(&labels(&frame, &[truth], slope), &frame);
    let found = lift(&(vec![Arc::new(frame)], vec![Arc::new(perception)]));
    assert!(off_m(&found[0], &truth) < 0.5, "{:?}", found[0].bbox);
    // 30 · 0.06 + 0.75 = 2.55
    assert_abs_diff_eq!(found[0].bbox.center_m.z, 2.55, epsilon = 0.2);
}

#[test]
fn a_lens_that_bends_is_straightened() {
    let truth = car(15.0, 7.0, 0.6);
    let found = lift(&seen(vec![bent(camera("front", 0.0))], &[truth]));
    assert!(off_m(&found[0], &truth) < 0.2, "{:?}", found[0].bbox);
}

#[test]
fn a_coarse_map_gives_the_same_box_nearly() {
    let truth = car(15.0, 3.0, 0.5);
    let (frames, perception) = ahead(&[truth]);
    let mut coarse = perception[0].as_ref().clone();
    // Pixel 4·i + 2 stands for 4·i + 1.5: half a pixel off.
    coarse.depth_m = coarse
        .depth_m
        .map(|d| d.slice(ndarray::s![2..;4, 2..;4]).to_owned());
    coarse.segmentation = coarse
        .segmentation
        .map(|d| d.slice(ndarray::s![2..;4, 2..;4]).to_owned());
    let found = lift(&(frames, vec![Arc::new(coarse)]));
    assert!(off_m(&found[0], &truth) < 0.25, "{:?}", found[0].bbox);
}

#[test]
fn one_car_in_two_cameras_is_one() {
    // Cut by the edge between the two at 45 degrees.
    let truth = car(9.0, 8.0, 0.0);
    let cameras = vec![camera("front", 0.0), camera("left", FRAC_PI_2)];
    let both = seen(cameras, &[truth]);
    assert!(
        both.1
            .iter()
            .all(|p| p.detections_2d.as_ref().unwrap().len() == 1)
    );
    let found = lift(&both);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(off_m(&found[0], &truth) < 0.3, "{:?}", found[0].bbox);
}

/// A road of two lanes before a vehicle that stands there: its own, and one that comes towards it.
fn two_lanes(world_from_ego: &Pose2) -> LaneMap {
    let lane = |y: f64, x: [f64; 2], id| Lane {
        id: LaneId(id),
        name: format!("lane {id}"),
        kind: LaneKind::Driving,
        centerline: Polyline::new(x.map(|x| world_from_ego.transform_point(Vector2::new(x, y))))
            .unwrap(),
        elevation_m: vec![0.0; 2],
        width_m: vec![3.5; 2],
        speed_limit_mps: None,
        predecessors: Vec::new(),
        successors: Vec::new(),
        left: None,
        right: None,
        junction: None,
        turn: Turn::Straight,
    };
    let lanes = [lane(0.0, [-10.0, 90.0], 1), lane(3.5, [90.0, -10.0], 2)];
    LaneMap {
        lanes: lanes.map(|lane| (lane.id, lane)).into(),
        ..LaneMap::default()
    }
}

#[test]
fn the_lane_tells_which_way_a_car_points() {
    let map = two_lanes(&EgoState::default().pose());
    let truths = [car(15.0, 0.0, 0.0), car(20.0, 3.5, std::f64::consts::PI)];
    let found = lift_on(&map, &ahead(&truths)).unwrap().detections;
    for (k, truth) in truths.iter().enumerate() {
        let yaw_rad = of(&found, k as u32).bbox.yaw_rad;
        let off_rad = angle_difference_rad(yaw_rad, truth.bbox.yaw_rad);
        assert!(off_rad.abs() < 0.1, "car {k}: {yaw_rad}");
    }
}

#[test]
fn a_box_around_nothing_is_nothing() {
    let (frames, perception) = ahead(&[]);
    let mut mistaken = perception[0].as_ref().clone();
    mistaken.detections_2d = Some(vec![Detection2d {
        id: DetectionId(0),
        class: AgentClass::Car,
        box_px: [300.0, 220.0, 360.0, 260.0], // road
        score: 0.5,
    }]);
    assert!(lift(&(frames, vec![Arc::new(mistaken)])).is_empty());
}

#[test]
fn the_order_of_the_boxes_does_not_matter() {
    let truths = [
        car(12.0, 1.0, 0.0),
        car(19.0, 4.5, 0.0),
        car(25.0, -6.0, 1.0),
    ];
    let (frames, perception) = ahead(&truths);
    let mut reversed = perception[0].as_ref().clone();
    reversed.detections_2d.as_mut().unwrap().reverse();
    let forward = lift(&(frames.clone(), perception));
    assert_eq!(forward.len(), 3);
    assert_eq!(forward, lift(&(frames, vec![Arc::new(reversed)])));
}

#[test]
fn detections_are_named_after_their_boxes() {
    // Two cameras with ids 0, 1 and 0: those of the second follow those of the first.
    let agents = [car(15.0, 0.0, 0.0), car(15.0, -8.0, 0.0)];
    let front = seen(vec![camera("front", 0.0)], &agents);
    let back = seen(
        vec![camera("back", std::f64::consts::PI)],
        &[car(-15.0, 0.0, 0.0)],
    );
    let both = ([front.0, back.0].concat(), [front.1, back.1].concat());
    let ids: Vec<u32> = lift(&both).iter().map(|d| d.id.0).collect();
    assert_eq!(ids, [0, 1, 2]);
}

#[test]
fn the_covariance_is_that_of_the_errors() {
    // Depths of each object are off by a share with the deviation that the config states.
    let config = ClustersConfig::default();
    let (mut sum, mut count, mut within) = (0.0, 0.0, 0.0);
    for k in 0..30_u32 {
        let turn = f64::from(k) * 0.37;
        let truth = car(12.0 + f64::from(k) * 0.8, 6.0 * libm::sin(turn), turn);
        let (frames, perception) = ahead(&[truth]);
        let mut noisy = perception[0].as_ref().clone();
        // Quantiles of a normal distribution, in a scattered order.
        let share = (f64::from((k * 7) % 30) + 0.5) / 30.0;
        let normal = libm::sqrt(2.0) * inverse_erf(2.0 * share - 1.0);
        let factor = 1.0 + config.depth_noise * normal;
        noisy.depth_m = noisy
            .depth_m
            .map(|d| d.mapv(|v| (f64::from(v) * factor) as f32));
        let found = lift(&(frames, vec![Arc::new(noisy)]));
        let off = found[0].bbox.center_m - truth.bbox.center_m;
        let axis =
            0.5 * angle_difference_rad(2.0 * found[0].bbox.yaw_rad, 2.0 * truth.bbox.yaw_rad);
        let error = nalgebra::Vector4::new(off.x, off.y, off.z, axis);
        let squared = error.dot(&found[0].covariance.cholesky().unwrap().solve(&error));
        sum += squared / 4.0;
        count += 1.0;
        within += f64::from(u8::from(squared < 9.488)); // χ², 4 degrees of freedom, 95 %
    }
    println!(
        "mean of e²/4 {}, {} within 95 %",
        sum / count,
        within / count
    );
    assert!((0.15..1.5).contains(&(sum / count)), "{}", sum / count);
    assert!(within / count > 0.9);
}

/// Winitzki 2008, to 0.2 %.
fn inverse_erf(x: f64) -> f64 {
    let a = 0.147;
    let ln = libm::log(1.0 - x * x);
    let b = 2.0 / (std::f64::consts::PI * a) + 0.5 * ln;
    libm::copysign((((b * b - ln / a).sqrt()) - b).sqrt(), x)
}

#[test]
fn no_camera_is_no_detection_and_half_an_input_is_refused() {
    let (frames, perception) = ahead(&[car(15.0, 0.0, 0.0)]);
    assert!(lift(&(Vec::new(), Vec::new())).is_empty());
    let error = lift_on(&LaneMap::default(), &(frames, Vec::new())).unwrap_err();
    assert!(
        error.to_string().contains("0 perceptions of 1 frames"),
        "{error}"
    );
    assert_eq!(perception.len(), 1);
}

#[test]
fn what_is_not_finite_is_refused_by_name() {
    let (frames, perception) = ahead(&[car(15.0, 0.0, 0.0)]);
    let mut broken = perception[0].as_ref().clone();
    broken.depth_m.as_mut().unwrap()[(200, 300)] = f32::NAN;
    let error = lift_on(&LaneMap::default(), &(frames, vec![Arc::new(broken)])).unwrap_err();
    assert!(error.to_string().contains("depth_m"), "{error}");
}

#[test]
fn values_out_of_range_are_refused_by_name() {
    let error = ClusterLifter::from_config(ClustersConfig {
        depth_noise: f64::NAN,
        ..ClustersConfig::default()
    });
    assert!(error.unwrap_err().to_string().contains("depth_noise"));
}

#[test]
fn a_box_that_fits_at_any_distance_is_no_detection_and_a_whole_one_without_depth_is() {
    let agents = [car(15.0, 0.0, 0.0)];
    let found = |change: fn(&mut Perception)| {
        let (frames, perception) = ahead(&agents);
        let mut seen = perception[0].as_ref().clone();
        seen.depth_m = None;
        change(&mut seen);
        lift(&(frames, vec![Arc::new(seen)])).len()
    };
    assert_eq!(found(|_| {}), 1);
    // All four sides are cut by the image's edge: no side says how large it is.
    let fill = |seen: &mut Perception| {
        seen.detections_2d.as_mut().unwrap()[0].box_px = [-0.5, -0.5, 639.5, 359.5];
    };
    assert_eq!(found(fill), 0);
}

/// `[left, top, right, bottom]` of any two corners.
fn in_order([x, y, u, v]: [f64; 4]) -> [f64; 4] {
    [x.min(u), y.min(v), x.max(u), y.max(v)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_boxes_and_maps_give_boxes_or_nothing(
        boxes in proptest::collection::vec(
            (proptest::array::uniform4(prop_oneof![-1e9..1e9_f64, -50.0..700.0_f64]), 0.0..1.0_f64, 0..7_usize),
            0..8,
        ),
        shape in (0..40_usize, 0..40_usize),
        class_shape in (0..40_usize, 0..40_usize),
        depths in proptest::collection::vec(prop_oneof![Just(0.0_f32), 0.0..100.0_f32, Just(f32::MAX)], 1600),
        labels in proptest::collection::vec(0..23_u8, 1600),
        ids in 1..9_u32,
    ) {
        let frame = camera("front", 0.0);
        let detections = boxes.iter().enumerate().map(|(k, (box_px, score, class))| Detection2d {
            id: DetectionId(k as u32 % ids),
            class: AgentClass::ALL[*class],
            box_px: in_order(*box_px),
            score: *score,
        });
        let perception = Perception {
            header: frame.header,
            camera: frame.camera.clone(),
            segmentation: Some(Array2::from_shape_fn(class_shape, |(r, c)| labels[40 * r + c])),
            depth_m: Some(Array2::from_shape_fn(shape, |(r, c)| depths[40 * r + c])),
            depth_noise: None,
            detections_2d: Some(detections.collect()),
            detections_3d: None,
        };
        let seen = (vec![Arc::new(frame)], vec![Arc::new(perception)]);
        let found = lift_on(&LaneMap::default(), &seen).unwrap();
        for detection in found.detections {
            // One that is no covariance makes a tracker refuse all detections of the step.
            prop_assert!(detection.covariance.cholesky().is_some(), "{detection:?}");
            let range_m = ClustersConfig::default().range_m;
            let variance_m2 = detection.covariance.diagonal().xy().max();
            prop_assert!(variance_m2 <= range_m * range_m, "{detection:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn where_in_the_world_rig_and_scene_stand_changes_nothing(
        x in -1e4..1e4_f64,
        y in -1e4..1e4_f64,
        yaw_rad in -3.1..3.1_f64,
    ) {
        let truths = [car(15.0, 0.0, 0.1), car(20.0, 3.5, std::f64::consts::PI)];
        let seen = ahead(&truths);
        let lift_there = |ego: &EgoState| {
            lift_from(ego, &two_lanes(&ego.pose()), &seen).unwrap().detections
        };
        let here = lift_there(&EgoState::default());
        let there = lift_there(&EgoState {
            position_m: Vector3::new(x, y, 0.0),
            yaw_rad,
            ..EgoState::default()
        });
        prop_assert_eq!(here.len(), truths.len());
        prop_assert_eq!(here.len(), there.len());
        for (a, b) in here.iter().zip(&there) {
            let apart_m = (a.bbox.center_m - b.bbox.center_m).amax();
            let turned_rad = angle_difference_rad(a.bbox.yaw_rad, b.bbox.yaw_rad).abs();
            // A world of 10 km rounds to 2e-12 m; the fit is well conditioned.
            prop_assert!(apart_m < 1e-6 && turned_rad < 1e-6, "{} m, {} rad", apart_m, turned_rad);
        }
    }
}
