//! A kinematic vehicle with actuator lag, plans along a known path, and what people felt.

use nalgebra::{Vector2, Vector3};
use trunkline_interfaces::geometry::{Pose2, wrap_rad};
use trunkline_interfaces::messages::{
    Actuation, Command, EgoState, Header, Plan, Trajectory, TrajectoryPoint,
};
use trunkline_interfaces::stages::{Controller, ControllerInput};
use trunkline_interfaces::{Duration, LaneMap, Stage, Stamp, StepContext, VehicleParams};

/// Physics and control steps, s.
const PHYSICS_S: f64 = 0.01;
const CONTROL_STEPS: usize = 2;
const PLAN_STEPS: usize = 10;
/// Lags of the simulated ego, s.
const STEERING_LAG_S: f64 = 0.1;
const ACCELERATION_LAG_S: f64 = 0.2;

/// Where the vehicle should be at a time: pose, speed, acceleration, curvature.
pub(crate) type Course = fn(f64) -> TrajectoryPoint;

/// What came of a drive.
#[derive(Debug, Default)]
pub(crate) struct Felt {
    pub(crate) worst_lateral_m: f64,
    pub(crate) last_lateral_m: f64,
    pub(crate) worst_along_m: f64,
    pub(crate) lateral_acceleration_mps2: f64,
    pub(crate) longitudinal_jerk_mps3: f64,
    pub(crate) yaw_acceleration_radps2: f64,
    pub(crate) final_speed_mps: f64,
    pub(crate) final_along_m: f64,
    /// Changes of sign of the commanded acceleration in the last three seconds.
    pub(crate) reversals: usize,
}

/// A step at a time; the rate is the controllers' 50 Hz.
pub(crate) fn context<'a>(
    stage: Stage,
    now: Stamp,
    vehicle: &'a VehicleParams,
    map: &'a LaneMap,
) -> StepContext<'a> {
    StepContext {
        period: Duration::from_ms(20),
        ..StepContext::new(stage, now, vehicle, map)
    }
}

pub(crate) fn ego_at(p: &TrajectoryPoint, stamp: Stamp) -> EgoState {
    let vehicle = VehicleParams::default();
    EgoState {
        header: Header::sensor(0, stamp),
        position_m: Vector3::new(p.position_m.x, p.position_m.y, 0.0),
        yaw_rad: p.yaw_rad,
        pitch_rad: 0.0,
        roll_rad: 0.0,
        velocity_mps: Vector2::new(p.speed_mps, 0.0),
        acceleration_mps2: Vector2::new(p.acceleration_mps2, 0.0),
        yaw_rate_radps: p.speed_mps * p.curvature_1pm,
        steering_rad: (vehicle.wheelbase_m * p.curvature_1pm).atan(),
    }
}

/// The plan that is made at a time: eight seconds of the course.
pub(crate) fn plan_at(course: Course, time_s: f64) -> Plan {
    let points = (0..=80)
        .map(|i| {
            let ahead_s = 0.1 * f64::from(i);
            TrajectoryPoint {
                time_s: ahead_s,
                ..course(time_s + ahead_s)
            }
        })
        .collect();
    Plan {
        header: Header::sensor(0, Stamp::from_s(time_s)),
        trajectory: Trajectory { points },
        ..Plan::default()
    }
}

fn step(ego: &mut EgoState, request: (f64, f64), vehicle: &VehicleParams) {
    let share = |tau: f64| 1.0 - (-PHYSICS_S / tau).exp();
    let most = vehicle.max_steering_rate_radps * PHYSICS_S;
    ego.steering_rad += ((request.0 - ego.steering_rad) * share(STEERING_LAG_S)).clamp(-most, most);
    ego.acceleration_mps2.x += (request.1 - ego.acceleration_mps2.x) * share(ACCELERATION_LAG_S);
    let before = ego.velocity_mps.x;
    let speed = (before + ego.acceleration_mps2.x * PHYSICS_S).max(0.0);
    let distance = 0.5 * (before + speed) * PHYSICS_S;
    let turn = distance * ego.steering_rad.tan() / vehicle.wheelbase_m;
    let moved =
        Pose2::new(ego.position_m.x, ego.position_m.y, ego.yaw_rad + 0.5 * turn).forward(distance);
    ego.position_m = Vector3::new(moved.x_m, moved.y_m, 0.0);
    ego.yaw_rad = wrap_rad(ego.yaw_rad + turn);
    ego.velocity_mps.x = speed;
    ego.yaw_rate_radps = turn / PHYSICS_S;
    ego.acceleration_mps2.y = speed * ego.yaw_rate_radps;
}

/// Drives a course for `duration_s` from a lateral offset; plans are `plan_age_s` late.
pub(crate) fn drive(
    controller: &mut dyn Controller,
    course: Course,
    duration_s: f64,
    offset_m: f64,
    plan_age_s: f64,
) -> Felt {
    let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
    let mut start = course(0.0);
    start.position_m += Vector2::new(-start.yaw_rad.sin(), start.yaw_rad.cos()) * offset_m;
    let mut ego = ego_at(&start, Stamp::ZERO);
    let mut plan = plan_at(course, 0.0);
    let mut request = (0.0, 0.0);
    let mut felt = Felt::default();
    let mut last_rates: Option<(f64, f64)> = None;
    let steps = (duration_s / PHYSICS_S).round() as usize;
    for k in 0..steps {
        let now_s = k as f64 * PHYSICS_S;
        if k % PLAN_STEPS == 0 && now_s >= plan_age_s {
            plan = plan_at(course, now_s - plan_age_s);
        }
        if k % CONTROL_STEPS == 0 {
            let now = Stamp::from_s(now_s);
            ego.header = Header::sensor(k as u64, now);
            let ctx = context(Stage::Controller, now, &vehicle, &map);
            let command = controller
                .control(
                    ControllerInput {
                        plan: &plan,
                        ego: &ego,
                    },
                    &ctx,
                )
                .unwrap();
            let before = request;
            request = control(&command);
            felt.reversals += usize::from(now_s > duration_s - 3.0 && before.1 * request.1 < 0.0);
        }
        step(&mut ego, request, &vehicle);
        let target = course(now_s + PHYSICS_S);
        let error = target.pose().inverse_transform_point(ego.position_m.xy());
        felt.worst_lateral_m = felt.worst_lateral_m.max(error.y.abs());
        felt.worst_along_m = felt.worst_along_m.max(error.x.abs());
        felt.last_lateral_m = error.y;
        felt.final_along_m = error.x;
        felt.lateral_acceleration_mps2 = felt
            .lateral_acceleration_mps2
            .max(ego.acceleration_mps2.y.abs());
        // Rates over a tenth of a second, as comfort is measured at 10 Hz.
        if k % 10 == 9 {
            if let Some((acceleration, yaw_rate)) = last_rates {
                let jerk = (ego.acceleration_mps2.x - acceleration) / 0.1;
                let is_moving = ego.velocity_mps.x > 0.0;
                felt.longitudinal_jerk_mps3 =
                    felt.longitudinal_jerk_mps3
                        .max(if is_moving { jerk.abs() } else { 0.0 });
                let yaw = (ego.yaw_rate_radps - yaw_rate) / 0.1;
                felt.yaw_acceleration_radps2 = felt.yaw_acceleration_radps2.max(yaw.abs());
            }
            last_rates = Some((ego.acceleration_mps2.x, ego.yaw_rate_radps));
        }
    }
    felt.final_speed_mps = ego.velocity_mps.x;
    felt
}

pub(crate) fn control(command: &Command) -> (f64, f64) {
    match command.actuation {
        Actuation::Control {
            steering_rad,
            acceleration_mps2,
        } => (steering_rad, acceleration_mps2),
        Actuation::Trajectory(_) => panic!("not steering and acceleration"),
    }
}
