//! Forecasts along lanes: branches, turns, speeds, and what is refused.

use super::*;
use crate::bench::{CHORD_M, bend};
use crate::fixtures::{forecast_with, junction_map, lane, lane_map, track};
use approx::assert_abs_diff_eq;
use nalgebra::Vector2;
use trunkline_interfaces::geometry::Polyline;
use trunkline_interfaces::messages::Forecast;
use trunkline_tests::assert_refused;

fn forecast(track: Track) -> Forecast {
    let mut forecaster = LaneFollowing::from_config(LaneFollowingConfig::default()).unwrap();
    let mut forecasts = forecast_with(&mut forecaster, vec![track], &junction_map());
    forecasts.forecasts.remove(0)
}

#[test]
fn a_car_before_a_junction_has_a_mode_for_every_way_on() {
    let f = forecast(track(1, AgentClass::Car, -30.0, -1.75, 0.0, 10.0));
    assert_eq!(f.modes.len(), 2, "straight and left");
    let total: f64 = f.modes.iter().map(|m| m.probability).sum();
    assert_abs_diff_eq!(total, 1.0, epsilon = 1e-12);
    // 0.6 : 0.2, normalised: 3/4 straight on
    assert_abs_diff_eq!(f.modes[0].probability, 0.75, epsilon = 1e-12);
    let end = f.modes[0].points.last().unwrap();
    assert_abs_diff_eq!(end.position_m.x, 30.0, epsilon = 0.2); // −30 + 6 s · 10 m/s
    assert!(
        f.modes[1].points.last().unwrap().position_m.y > 5.0,
        "turned left"
    );
}

#[test]
fn a_car_off_the_map_turns_as_now() {
    let mut car = track(1, AgentClass::Car, -30.0, 40.0, 0.0, 10.0);
    car.yaw_rate_radps = 0.2;
    let f = forecast(car);
    assert_eq!(f.modes.len(), 1);
    assert!(f.modes[0].points.last().unwrap().position_m.y > 45.0);
}

#[test]
fn a_pedestrian_on_a_lane_walks_straight_on() {
    let f = forecast(track(
        1,
        AgentClass::Pedestrian,
        -30.0,
        -1.75,
        std::f64::consts::FRAC_PI_2,
        1.0,
    ));
    let end = f.modes[0].points.last().unwrap();
    assert_abs_diff_eq!(end.position_m.y, -1.75 + 6.0, epsilon = 1e-9);
}

#[test]
fn tiny_lanes_that_all_lead_into_each_other_are_followed_a_bounded_number_of_times() {
    let tiny = |id: u32| {
        let mut lane = junction_map().lanes.into_values().next().unwrap();
        let start_m = Vector2::new(0.0, 0.01 * f64::from(id));
        lane.centerline = Polyline::new([start_m, start_m + Vector2::new(0.01, 0.0)]).unwrap();
        lane.id = LaneId(id);
        lane.successors = (0..10).map(LaneId).collect();
        (lane.id, lane)
    };
    let map = LaneMap {
        lanes: (0..10).map(tiny).collect(),
        ..LaneMap::default()
    };
    let first = Chain {
        lanes: vec![LaneId(0)],
        start_s_m: 0.0,
        offset_m: 0.0,
        length_m: 0.01,
        weight: 1.0,
    };
    let mut complete = Vec::new();
    grow(&map, first, 100.0, &mut complete);
    // 9! = 362 880 without a bound; each that is open when it is met is complete then.
    assert!(
        (MAX_CHAINS..MAX_CHAINS + 10).contains(&complete.len()),
        "{}",
        complete.len()
    );
}

#[test]
fn a_parked_car_stays() {
    let f = forecast(track(1, AgentClass::Car, -30.0, -1.75, 0.0, 0.0));
    let end = f.modes[0].points.last().unwrap();
    assert_abs_diff_eq!(end.position_m.x, -30.0, epsilon = 1e-9);
}

#[test]
fn who_is_off_its_lane_comes_back_to_it_and_who_reverses_keeps_its_yaw() {
    let f = forecast(track(1, AgentClass::Car, -60.0, -0.75, 0.0, 8.0));
    for (k, point) in f.modes[0].points.iter().enumerate() {
        let time_s = 0.5 * (k + 1) as f64;
        assert_abs_diff_eq!(
            point.position_m.y,
            -1.75 + (-time_s / 4.0).exp(),
            epsilon = 1e-9
        );
        assert_abs_diff_eq!(point.position_m.x, -60.0 + 8.0 * time_s, epsilon = 1e-9);
    }
    let mut reversing = track(1, AgentClass::Car, -40.0, -1.75, std::f64::consts::PI, -3.0);
    reversing.velocity_mps = nalgebra::Vector2::new(3.0, 0.0);
    let point = forecast(reversing).modes[0].points[3];
    assert_abs_diff_eq!(point.position_m.x, -40.0 + 6.0, epsilon = 1e-9);
    assert_abs_diff_eq!(point.yaw_rad.abs(), std::f64::consts::PI, epsilon = 1e-9);
}

#[test]
fn across_a_lane_and_beside_it_the_map_says_nothing() {
    let ways = |y: f64, yaw: f64| {
        forecast(track(1, AgentClass::Car, -30.0, y, yaw, 10.0))
            .modes
            .len()
    };
    assert_eq!((ways(-1.75 - 2.4, 0.0), ways(-1.75 - 2.6, 0.0)), (2, 1));
    assert_eq!((ways(-1.75, -0.79), ways(-1.75, -0.81)), (2, 1));
    assert_eq!(
        forecast(track(1, AgentClass::Bicycle, -30.0, -1.75, 0.0, 8.0))
            .modes
            .len(),
        2
    );
    assert_eq!(
        forecast(track(1, AgentClass::Car, -30.0, -1.75, 0.0, 0.29))
            .modes
            .len(),
        1
    );
}

#[test]
fn curves_are_driven_at_their_lateral_acceleration() {
    // the left arc has r = 11.75 m: √(3 · 11.75) = 5.94 m/s instead of 12
    let f = forecast(track(1, AgentClass::Car, -8.0, -1.66, 0.17, 12.0));
    let left = f
        .modes
        .iter()
        .find(|m| m.points[11].position_m.y > 5.0)
        .unwrap();
    let way_m = (left.points[1].position_m - left.points[0].position_m).norm();
    assert!((2.5..3.6).contains(&way_m), "{way_m} m in half a second");
}

#[test]
fn the_likeliest_ways_are_kept() {
    let modes = |max_modes: usize, min_probability: f64| {
        let config = LaneFollowingConfig {
            max_modes,
            min_probability,
            ..LaneFollowingConfig::default()
        };
        let mut forecaster = LaneFollowing::from_config(config).unwrap();
        let car = track(1, AgentClass::Car, -30.0, -1.75, 0.0, 10.0);
        let mut forecasts = forecast_with(&mut forecaster, vec![car], &junction_map());
        let modes = forecasts.forecasts.remove(0).modes;
        modes.iter().map(|m| m.probability).collect::<Vec<_>>()
    };
    assert_eq!(modes(1, 0.05), [1.0]);
    assert_eq!(modes(3, 0.24).len(), 2); // 3/4 and 1/4
    assert_eq!(modes(3, 0.26), [1.0]);
}

#[test]
fn values_out_of_their_range_are_refused_by_name() {
    assert_refused::<LaneFollowingConfig, _>(
        |c| LaneFollowing::from_config(c).map(drop),
        &[
            ("dt_s", |c| c.dt_s = 0.0),
            ("max_modes", |c| c.max_modes = 0),
            ("max_modes", |c| c.max_modes = 17),
            ("min_probability", |c| c.min_probability = 0.51),
            ("min_probability", |c| c.min_probability = -0.01),
            ("turn_decay_s", |c| c.turn_decay_s = 0.0),
            ("turn_decay_s", |c| c.turn_decay_s = f64::INFINITY),
        ],
    );
}

fn forecast_on(map: &LaneMap, config: LaneFollowingConfig, track: Track) -> Forecast {
    let mut forecaster = LaneFollowing::from_config(config).unwrap();
    forecast_with(&mut forecaster, vec![track], map)
        .forecasts
        .remove(0)
}

#[test]
fn a_branch_counts_from_where_the_horizon_reaches_it() {
    // lane 1 ends at x = −10; 6 s at 5 m/s and 1 m reach 31 m
    let ways = |x: f64| {
        forecast(track(1, AgentClass::Car, x, -1.75, 0.0, 5.0))
            .modes
            .len()
    };
    assert_eq!((ways(-41.1), ways(-40.9)), (1, 2));
}

#[test]
fn of_two_lanes_the_one_that_fits_in_offset_and_direction_is_likelier() {
    // past the car at (50, 1), which faces 0.2 rad: lane 1 a metre to its right, along x, and
    // lane 2 half a metre to its left, at 0.3 rad
    let car = track(1, AgentClass::Car, 50.0, 1.0, 0.2, 5.0);
    let (sin, cos) = 0.3_f64.sin_cos();
    let beside = |along: f64| {
        [
            50.0 + along * cos + 0.5 * sin,
            1.0 + along * sin - 0.5 * cos,
        ]
    };
    let map = lane_map(
        "two",
        vec![
            lane(1, &[[0.0, 0.0], [100.0, 0.0]], &[], Turn::Straight),
            lane(2, &[beside(-40.0), beside(45.0)], &[], Turn::Straight),
        ],
    );
    // exp(−½·((1/0.8)² + (0.2/0.25)²)) and exp(−½·((0.5/0.8)² + (0.1/0.25)²))
    let one = (-0.5 * (1.5625 + 0.64_f64)).exp();
    let two = (-0.5 * (0.390_625 + 0.16_f64)).exp();
    let share = one / (one + two);
    let of = |min_probability: f64| {
        let config = LaneFollowingConfig {
            min_probability,
            ..LaneFollowingConfig::default()
        };
        let modes = forecast_on(&map, config, car.clone()).modes;
        modes.iter().map(|m| m.probability).collect::<Vec<_>>()
    };
    let both = of(share - 1e-3);
    assert_eq!(both.len(), 2);
    assert_abs_diff_eq!(both[0], 1.0 - share, epsilon = 1e-9);
    assert_abs_diff_eq!(both[1], share, epsilon = 1e-9);
    // 0.304, though its weight is 0.332
    assert_eq!(of(share + 1e-3), [1.0]);
}

#[test]
fn a_curve_is_followed_at_its_speed_and_the_offset_fades() {
    // 0.08 1/m: √(3 / 0.08) = √37.5 = 6.12 m/s instead of 12
    let points: Vec<[f64; 2]> = bend(0.7, 0.08, 120)
        .path
        .iter()
        .map(|p| p.position_m.into())
        .collect();
    let map = lane_map("bend", vec![lane(1, &points, &[], Turn::Left)]);
    let centerline = &map.lanes[&LaneId(1)].centerline;
    let from_s_m = 20.5 * CHORD_M; // the middle of a chord, as steep as it
    let start = centerline.pose_at(from_s_m, 0.4);
    let mut car = track(
        1,
        AgentClass::Car,
        start.x_m,
        start.y_m,
        start.yaw_rad,
        12.0,
    );
    car.bbox.yaw_rad += 0.1; // and slips so much all the way
    let f = forecast_on(&map, LaneFollowingConfig::default(), car.clone());
    assert_eq!((f.modes.len(), f.modes[0].points.len()), (1, 12));
    for (k, point) in f.modes[0].points.iter().enumerate() {
        let time_s = 0.5 * (k + 1) as f64;
        let s_m = from_s_m + 37.5_f64.sqrt() * time_s;
        let expected = centerline.pose_at(s_m, 0.4 * (-time_s / 4.0).exp());
        assert_abs_diff_eq!(point.position_m, expected.position_m(), epsilon = 1e-6);
        let off = angle_difference_rad(point.yaw_rad, expected.yaw_rad);
        assert_abs_diff_eq!(off, 0.1, epsilon = 1e-6);
        let expected = covariance_m2(&car, expected.yaw_rad, time_s);
        assert_abs_diff_eq!(point.covariance_m2, expected, epsilon = 1e-6);
    }
}

#[test]
fn lanes_are_changed_in_their_middle_and_past_the_last_it_goes_straight_on() {
    // 60 m from x = 45, and lane 3 ends at 80
    let f = forecast(track(1, AgentClass::Car, 45.0, -1.75, 0.0, 10.0));
    for (k, point) in f.modes[0].points.iter().enumerate() {
        let expected = Vector2::new(45.0 + 5.0 * (k + 1) as f64, -1.75);
        assert_abs_diff_eq!(point.position_m, expected, epsilon = 1e-9);
    }
    // over lanes of 7 m, two of them in some steps
    let ids: Vec<u32> = (1..=9).collect();
    let lanes = ids.iter().map(|id| {
        let at = |k: u32| [4.2 * f64::from(k), 5.6 * f64::from(k)];
        lane(*id, &[at(*id), at(*id + 1)], &[*id + 1], Turn::Straight)
    });
    let yaw = 4.0_f64.atan2(3.0);
    let car = track(1, AgentClass::Car, 6.0, 8.0, yaw, 17.0);
    let map = lane_map("tiny", lanes.collect());
    let f = forecast_on(&map, LaneFollowingConfig::default(), car);
    assert_eq!(f.modes.len(), 1);
    for (k, point) in f.modes[0].points.iter().enumerate() {
        let way = Vector2::new(0.6, 0.8) * (10.0 + 8.5 * (k + 1) as f64);
        assert_abs_diff_eq!(point.position_m, way, epsilon = 1e-9);
    }
}

#[test]
fn chains_are_as_long_as_the_reach_but_of_few_links_and_never_a_ring() {
    let at = |id: u32, next: u32| {
        let x = f64::from(id);
        lane(id, &[[x, 0.0], [x + 1.0, 0.0]], &[next], Turn::Straight)
    };
    let row = lane_map("row", (0..40).map(|id| at(id, id + 1)).collect());
    let ring = lane_map("ring", (0..5).map(|id| at(id, (id + 1) % 5)).collect());
    let grown = |map: &LaneMap, reach_m: f64| {
        let first = Chain {
            lanes: vec![LaneId(0)],
            start_s_m: 0.25,
            offset_m: 0.5,
            length_m: 0.75,
            weight: 0.3,
        };
        let mut complete = Vec::new();
        grow(map, first, reach_m, &mut complete);
        assert_eq!(complete.len(), 1);
        let chain = complete.remove(0);
        assert_eq!(
            (chain.start_s_m, chain.offset_m, chain.weight),
            (0.25, 0.5, 0.3)
        );
        (chain.lanes.len(), chain.length_m)
    };
    assert_eq!(grown(&row, 10.5), (11, 10.75));
    assert_eq!(grown(&row, 10.75), (11, 10.75));
    assert_eq!(grown(&row, 10.8), (12, 11.75));
    assert_eq!(grown(&row, 99.0), (MAX_LINKS, 23.75));
    assert_eq!(grown(&ring, 99.0), (5, 4.75));
}

#[test]
fn a_branch_has_the_share_of_its_turn() {
    let to = |id: u32, y: f64, turn: Turn| lane(id, &[[9.0, 0.0], [60.0, y]], &[], turn);
    let map = lane_map(
        "four ways",
        vec![
            lane(1, &[[0.0, 0.0], [9.0, 0.0]], &[2, 3, 4, 5], Turn::Straight),
            to(2, 0.0, Turn::Straight),
            to(3, 30.0, Turn::Left),
            to(4, -30.0, Turn::Right),
            to(5, 60.0, Turn::UTurn),
        ],
    );
    let first = Chain {
        lanes: vec![LaneId(1)],
        start_s_m: 4.0,
        offset_m: 0.0,
        length_m: 5.0,
        weight: 0.51,
    };
    let mut complete = Vec::new();
    grow(&map, first, 20.0, &mut complete);
    complete.sort_by(|a, b| a.lanes.cmp(&b.lanes));
    // 0.6 + 0.2 + 0.2 + 0.02 = 1.02, twice the weight before
    let weights: Vec<f64> = complete.iter().map(|c| c.weight).collect();
    for (got, expected) in weights.iter().zip([0.3, 0.1, 0.1, 0.01]) {
        assert_abs_diff_eq!(*got, expected, epsilon = 1e-12);
    }
    assert_eq!(weights.len(), 4);
    assert_abs_diff_eq!(
        complete[1].length_m,
        5.0 + 51.0_f64.hypot(30.0),
        epsilon = 1e-9
    );
}

#[test]
fn who_may_follow_a_lane_does_unless_it_rests() {
    let turned = |class: AgentClass, speed: f64| {
        // towards the lane: who follows it turns into its direction
        let f = forecast(track(1, class, -30.0, -1.75, 0.3, speed));
        f.modes[0].points[0].yaw_rad.abs() < 0.1
    };
    for class in [AgentClass::Car, AgentClass::Bus, AgentClass::Bicycle] {
        assert!(turned(class, 0.31) && !turned(class, 0.29));
    }
    assert!(!turned(AgentClass::StaticObject, 2.0) && !turned(AgentClass::Pedestrian, 2.0));
}

#[test]
fn it_is_the_curve_of_the_next_six_metres_that_slows() {
    // straight for 30 m, then a bend of 0.2 1/m: √(3 / 0.2) = 3.9 m/s
    let mut points: Vec<[f64; 2]> = (0..30).map(|k| [f64::from(k) - 27.0, -2.0]).collect();
    points.extend(
        bend(0.0, 0.2, 40)
            .path
            .iter()
            .map(|p| <[f64; 2]>::from(p.position_m)),
    );
    let map = lane_map("ahead", vec![lane(1, &points, &[], Turn::Left)]);
    let centerline = &map.lanes[&LaneId(1)].centerline;
    // at s = 27 m half of them are in the bend
    let car = track(1, AgentClass::Car, 0.0, -2.0, 0.0, 9.0);
    let f = forecast_on(&map, LaneFollowingConfig::default(), car);
    let turn_rad = centerline.yaw_at(33.0) - centerline.yaw_at(27.0);
    assert!(turn_rad > 0.4);
    let speed_mps = (3.0 * 6.0 / turn_rad).sqrt();
    let first = f.modes[0].points[0].position_m;
    let expected = centerline.position_at(27.0 + 0.5 * speed_mps);
    assert_abs_diff_eq!(first, expected, epsilon = 1e-9);
}

#[test]
fn a_left_turn_ends_on_the_lane_that_it_leads_to() {
    // 30 m to lane 4, 18.4 m along it, then north along x = 1.75
    let f = forecast(track(1, AgentClass::Car, -40.0, -1.75, 0.0, 11.3));
    let end = f.modes[1].points[11];
    assert_abs_diff_eq!(end.position_m.x, 1.75, epsilon = 1e-9);
    assert!(end.position_m.y > 10.0);
    let north = std::f64::consts::FRAC_PI_2;
    assert!(angle_difference_rad(end.yaw_rad, north).abs() < 0.1);
}
