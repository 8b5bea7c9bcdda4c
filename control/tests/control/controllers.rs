//! Every controller on courses that it must master: error and comfort bounds.

use nalgebra::Vector2;
use proptest::prelude::*;
use trunkline_control::{Lqr, LqrConfig, PurePursuit, PurePursuitConfig, Stanley, StanleyConfig};
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::{Plan, TrajectoryPoint, Validate as _};
use trunkline_interfaces::stages::{Controller, ControllerInput};
use trunkline_interfaces::{LaneMap, Stage, StageError, Stamp, VehicleParams};

use crate::vehicle::{context, control, drive, ego_at, plan_at};

fn all() -> Vec<(&'static str, Box<dyn Controller>)> {
    vec![
        (
            "pure_pursuit",
            Box::new(PurePursuit::from_config(PurePursuitConfig::default()).unwrap()),
        ),
        (
            "stanley",
            Box::new(Stanley::from_config(StanleyConfig::default()).unwrap()),
        ),
        (
            "lqr",
            Box::new(Lqr::from_config(LqrConfig::default()).unwrap()),
        ),
    ]
}

fn below(name: &str, what: &str, value: f64, bound: f64) {
    assert!(
        value < bound,
        "{name}: {what} is {value}, not below {bound}"
    );
}

fn point(
    x: f64,
    y: f64,
    yaw_rad: f64,
    speed_mps: f64,
    acceleration_mps2: f64,
    curvature_1pm: f64,
) -> TrajectoryPoint {
    TrajectoryPoint {
        time_s: 0.0,
        position_m: Vector2::new(x, y),
        yaw_rad,
        speed_mps,
        acceleration_mps2,
        curvature_1pm,
    }
}

/// 10 m/s straight ahead.
fn straight(t: f64) -> TrajectoryPoint {
    point(10.0 * t, 0.0, 0.0, 10.0, 0.0, 0.0)
}

/// Distance, angle and curvature of a bend of r = 20 m that is entered and left by clothoids of 9 m.
fn bend_pose(s: f64) -> (f64, f64, f64, f64) {
    let curvature = |s: f64| {
        ((s - 20.0) / 9.0)
            .clamp(0.0, 1.0)
            .min(((65.0 - s) / 9.0).clamp(0.0, 1.0))
            / 20.0
    };
    let (mut x, mut y, mut yaw, n) = (0.0, 0.0, 0.0, 600);
    let ds = s / f64::from(n);
    for i in 0..n {
        let k = curvature((f64::from(i) + 0.5) * ds);
        let middle: f64 = yaw + 0.5 * k * ds;
        x += ds * middle.cos();
        y += ds * middle.sin();
        yaw += k * ds;
    }
    (x, y, yaw, curvature(s))
}

/// Straight, bend of r = 20 m at 6 m/s, straight.
fn bend(t: f64) -> TrajectoryPoint {
    let (x, y, yaw, k) = bend_pose(6.0 * t);
    point(x, y, yaw, 6.0, 0.0, k)
}

/// 3.5 m to the left within 5 s at 12 m/s, quintic.
fn lane_change(t: f64) -> TrajectoryPoint {
    let u = ((t - 1.0) / 5.0).clamp(0.0, 1.0);
    let y = 3.5 * u.powi(3) * (10.0 - 15.0 * u + 6.0 * u * u);
    let slope = 3.5 * 30.0 * u * u * (1.0 - u).powi(2) / 60.0; // dy/dx: 5 s are 60 m
    let bending = 3.5 * 60.0 * u * (1.0 - u) * (1.0 - 2.0 * u) / 3600.0;
    point(
        12.0 * t,
        y,
        slope.atan(),
        12.0,
        0.0,
        bending / (1.0 + slope * slope).powf(1.5),
    )
}

/// From 8 m/s to a stop with −1.6 m/s² after 1 s: stands after 6 s at 8 + 20 = 28 m.
fn stop(t: f64) -> TrajectoryPoint {
    let b = (t - 1.0).clamp(0.0, 5.0);
    let speed = 8.0 - 1.6 * b;
    let x = 8.0 * t.min(1.0) + 8.0 * b - 0.8 * b * b;
    let acceleration = if t > 1.0 && t < 6.0 { -1.6 } else { 0.0 };
    point(x, 0.0, 0.0, speed, acceleration, 0.0)
}

/// Stands for 1 s, then 1.5 m/s² for 4 s.
fn start(t: f64) -> TrajectoryPoint {
    let b = (t - 1.0).clamp(0.0, 4.0);
    let x = 0.75 * b * b + 6.0 * (t - 5.0).max(0.0);
    let acceleration = if t > 1.0 && t < 5.0 { 1.5 } else { 0.0 };
    point(x, 0.0, 0.0, 1.5 * b, acceleration, 0.0)
}

#[test]
fn an_offset_on_a_straight_vanishes_without_overshoot_or_discomfort() {
    for (name, mut controller) in all() {
        let felt = drive(controller.as_mut(), straight, 10.0, 0.8, 0.0);
        println!("straight {name}: {felt:.3?}");
        below(name, "last_lateral_m", felt.last_lateral_m.abs(), 0.02);
        below(name, "worst_lateral_m", felt.worst_lateral_m, 0.81);
        below(
            name,
            "lateral_acceleration_mps2",
            felt.lateral_acceleration_mps2,
            4.0,
        );
        below(
            name,
            "yaw_acceleration_radps2",
            felt.yaw_acceleration_radps2,
            1.93,
        );
    }
}

#[test]
fn a_narrow_bend_is_followed() {
    for (name, mut controller) in all() {
        let felt = drive(controller.as_mut(), bend, 13.0, 0.0, 0.1);
        println!("bend {name}: {felt:.3?}");
        let bound = if name == "lqr" { 0.1 } else { 0.3 };
        below(name, "worst_lateral_m", felt.worst_lateral_m, bound);
        below(
            name,
            "lateral_acceleration_mps2",
            felt.lateral_acceleration_mps2,
            2.6,
        ); // 36/20 = 1.8
        below(
            name,
            "yaw_acceleration_radps2",
            felt.yaw_acceleration_radps2,
            1.0,
        );
    }
}

#[test]
fn a_lane_change_is_smooth() {
    for (name, mut controller) in all() {
        let felt = drive(controller.as_mut(), lane_change, 10.0, 0.0, 0.1);
        println!("lane change {name}: {felt:.3?}");
        let bound = if name == "lqr" { 0.1 } else { 0.3 };
        below(name, "worst_lateral_m", felt.worst_lateral_m, bound);
        below(
            name,
            "lateral_acceleration_mps2",
            felt.lateral_acceleration_mps2,
            1.3,
        );
    }
}

#[test]
fn a_stop_is_comfortable_and_stays_a_stop() {
    for (name, mut controller) in all() {
        let felt = drive(controller.as_mut(), stop, 12.0, 0.0, 0.1);
        println!("stop {name}: {felt:.3?}");
        assert!(
            felt.final_speed_mps < 1e-9,
            "{name}: {}",
            felt.final_speed_mps
        );
        below(name, "final_along_m", felt.final_along_m.abs(), 0.5);
        assert!(
            felt.reversals <= 1,
            "{name} moves to and fro: {}",
            felt.reversals
        );
        below(
            name,
            "longitudinal_jerk_mps3",
            felt.longitudinal_jerk_mps3,
            8.37,
        );
    }
}

#[test]
fn a_start_from_standstill_keeps_up_with_the_plan() {
    for (name, mut controller) in all() {
        let felt = drive(controller.as_mut(), start, 9.0, 0.0, 0.1);
        println!("start {name}: {felt:.3?}");
        assert!(
            (felt.final_speed_mps - 6.0).abs() < 0.15,
            "{name}: {}",
            felt.final_speed_mps
        );
        below(name, "worst_along_m", felt.worst_along_m, 1.0);
    }
}

#[test]
fn a_plan_that_starts_on_the_other_side_is_approached_at_an_angle_not_in_a_circle() {
    for (name, mut controller) in all() {
        let felt = drive(controller.as_mut(), straight, 15.0, 6.0, 0.0);
        println!("far off {name}: {felt:.3?}");
        below(name, "last_lateral_m", felt.last_lateral_m.abs(), 0.2);
        below(
            name,
            "lateral_acceleration_mps2",
            felt.lateral_acceleration_mps2,
            8.0,
        );
    }
}

fn once(
    controller: &mut dyn Controller,
    plan: &Plan,
    now_s: f64,
) -> Result<(f64, f64), StageError> {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let now = Stamp::from_s(now_s);
    let ctx = context(Stage::Controller, now, &vehicle, &map);
    let ego = ego_at(&straight(0.0), now);
    let command = controller.control(ControllerInput { plan, ego: &ego }, &ctx)?;
    command.validate()?;
    Ok(control(&command))
}

#[test]
fn plans_that_are_unfit_are_refused_and_odd_ones_answered() {
    for (name, mut controller) in all() {
        assert!(
            once(controller.as_mut(), &Plan::default(), 0.0).is_err(),
            "{name}: empty plan"
        );
        let mut broken = plan_at(straight, 0.0);
        broken.trajectory.points[3].speed_mps = f64::NAN;
        assert!(
            once(controller.as_mut(), &broken, 0.0).is_err(),
            "{name}: not a number"
        );
        let mut single = plan_at(straight, 0.0);
        single.trajectory.points.truncate(1);
        assert!(
            once(controller.as_mut(), &single, 0.0).is_ok(),
            "{name}: one point"
        );
        assert!(
            once(controller.as_mut(), &plan_at(straight, 0.0), 1e4).is_ok(),
            "{name}: very old"
        );
        assert!(
            once(controller.as_mut(), &plan_at(straight, 5.0), 0.0).is_ok(),
            "{name}: of the future"
        );
    }
}

/// A plan along an arc from the origin, of a speed.
fn arc(curvature_1pm: f64, speed_mps: f64) -> Plan {
    let mut plan = plan_at(straight, 0.0);
    for p in &mut plan.trajectory.points {
        let s = speed_mps * p.time_s;
        let pose = Pose2::new(0.0, 0.0, 0.5 * curvature_1pm * s).forward(s);
        p.position_m = pose.position_m();
        (p.yaw_rad, p.speed_mps, p.curvature_1pm) = (curvature_1pm * s, speed_mps, curvature_1pm);
    }
    plan
}

proptest! {
    #[test]
    fn left_is_as_right(
        y in -4.0..4.0_f64, yaw in -0.8..0.8_f64, speed in 0.0..20.0_f64, slip in -0.5..0.5_f64,
        steering in -0.5..0.5_f64, bend in -0.05..0.05_f64, planned in 0.0..20.0_f64,
    ) {
        let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
        let ctx = context(Stage::Controller, Stamp::from_s(0.1), &vehicle, &map);
        let answer = |controller: &mut dyn Controller, side: f64| {
            let mut ego = ego_at(&point(0.5, side * y, side * yaw, speed, 0.0, 0.0), Stamp::ZERO);
            ego.velocity_mps.y = side * slip;
            ego.steering_rad = side * steering;
            let plan = arc(side * bend, planned);
            let steps = (0..3).map(|_| {
                let input = ControllerInput { plan: &plan, ego: &ego };
                control(&controller.control(input, &ctx).unwrap())
            });
            steps.last().unwrap()
        };
        for ((name, mut one), (_, mut other)) in all().into_iter().zip(all()) {
            let (left, right) = (answer(one.as_mut(), 1.0), answer(other.as_mut(), -1.0));
            prop_assert!((left.0 + right.0).abs() < 1e-9, "{}: {:?} {:?}", name, left, right);
            prop_assert!((left.1 - right.1).abs() < 1e-9, "{}: {:?} {:?}", name, left, right);
            prop_assert!(left.0.abs() <= vehicle.max_steering_rad);
            prop_assert!((-vehicle.max_braking_mps2..=vehicle.max_acceleration_mps2).contains(&left.1));
        }
    }

    #[test]
    fn an_ego_beside_the_path_steers_towards_it_and_a_slow_one_speeds_up(
        y in 0.05..3.0_f64, speed in 1.0..15.0_f64,
    ) {
        let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
        let ctx = context(Stage::Controller, Stamp::ZERO, &vehicle, &map);
        for (name, mut controller) in all() {
            let ego = ego_at(&point(0.0, y, 0.0, speed - 0.5, 0.0, 0.0), Stamp::ZERO);
            let plan = arc(0.0, speed);
            let input = ControllerInput { plan: &plan, ego: &ego };
            let (steering_rad, acceleration_mps2) = control(&controller.control(input, &ctx).unwrap());
            prop_assert!(steering_rad < 0.0 && acceleration_mps2 > 0.0, "{}", name);
        }
    }
}

#[test]
fn after_a_reset_a_controller_answers_as_at_first() {
    for (name, mut controller) in all() {
        let first = once(controller.as_mut(), &arc(0.02, 14.0), 0.0).unwrap();
        let second = once(controller.as_mut(), &arc(0.02, 14.0), 0.0).unwrap();
        assert_ne!(first, second, "{name} remembers nothing");
        controller.reset();
        let again = once(controller.as_mut(), &arc(0.02, 14.0), 0.0).unwrap();
        assert_eq!(first, again, "{name}");
    }
}
