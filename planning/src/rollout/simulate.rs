//! A candidate driven forward, step by step.

use nalgebra::Vector2;
use trunkline_interfaces::VehicleParams;
use trunkline_interfaces::geometry::Rectangle;
use trunkline_interfaces::messages::TrajectoryPoint;

use super::longitudinal::wish_mps2;
use super::{Driver, LateralProfile};
use crate::idm::IdmConfig;
use crate::reference::Sample;
use crate::scene::{Cause, DT_S, SWEEPS, Scene, Swept};

/// Jerk of ordinary driving, m/s³ (nuPlan's comfort bound is 4.13).
const COMFORT_JERK_MPS3: f64 = 2.5;
/// Jerk per m/s² of braking beyond the comfortable, and at most: harder braking must come, and
/// go, faster.
const URGENT_JERK_1PS: f64 = 3.0;
const MAX_JERK_MPS3: f64 = 15.0;
/// Yaw acceleration that steering is allowed to make, rad/s² (nuPlan's comfort bound is 1.93).
const YAW_ACCELERATION_RADPS2: f64 = 1.2;
/// Lateral acceleration that steering is allowed to make, m/s² (nuPlan's comfort bound is 4.89).
const LATERAL_MPS2: f64 = 4.0;
/// Length over which an offset from the path is steered out, s of driving, within these lengths, m.
const STEERING_S: f64 = 0.9;
const STEERING_LENGTHS_M: (f64, f64) = (3.0, 12.0);
/// Damping of that correction: 1 is critical.
const STEERING_DAMPING: f64 = 1.0;

/// The ego at one step of a rollout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct State {
    pub(crate) position_m: Vector2<f64>,
    pub(crate) yaw_rad: f64,
    /// Unit vector along the yaw.
    pub(crate) axis: Vector2<f64>,
    pub(crate) speed_mps: f64,
    pub(crate) acceleration_mps2: f64,
    pub(crate) curvature_1pm: f64,
    /// Rear axle along the route.
    pub(crate) s_m: f64,
    /// Rear axle across the route, left positive.
    pub(crate) d_m: f64,
    /// What bounds the speed here.
    pub(crate) cause: Cause,
}

impl State {
    /// The ego's outline.
    pub(crate) fn footprint(&self, vehicle: &VehicleParams) -> Rectangle {
        Rectangle {
            center_m: self.position_m + self.axis * vehicle.center_from_rear_axle_m(),
            axis: self.axis,
            half_length_m: 0.5 * vehicle.length_m,
            half_width_m: 0.5 * vehicle.width_m,
        }
    }

    /// The state as a point of a plan.
    pub(crate) fn point(&self, step: usize) -> TrajectoryPoint {
        TrajectoryPoint {
            time_s: step as f64 * DT_S,
            position_m: self.position_m,
            yaw_rad: trunkline_interfaces::geometry::wrap_rad(self.yaw_rad),
            speed_mps: self.speed_mps,
            acceleration_mps2: self.acceleration_mps2,
            curvature_1pm: self.curvature_1pm,
        }
    }
}

/// What a candidate is driven by, and through what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course<'a> {
    pub(crate) config: &'a IdmConfig,
    pub(crate) scene: &'a Scene<'a>,
    pub(crate) lateral: LateralProfile,
    pub(crate) driver: Driver,
}

/// A candidate's states from the start on, [`DT_S`] apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rollout {
    pub(crate) states: Vec<State>,
    /// The route under the rear axle at each state: several terms of the cost look at it.
    pub(crate) line: Vec<Sample>,
    /// The ego's outline at each state, likewise.
    pub(crate) footprints: Vec<Rectangle>,
}

impl Rollout {
    /// Way along the route.
    pub(crate) fn progress_m(&self) -> f64 {
        match (self.states.first(), self.states.last()) {
            (Some(first), Some(last)) => last.s_m - first.s_m,
            _ => 0.0,
        }
    }

    fn push(&mut self, state: State, scene: &Scene<'_>) {
        self.states.push(state);
        self.line.push(scene.line.at(state.s_m));
        self.footprints.push(state.footprint(scene.vehicle));
    }

    /// Where the ego is, a few scored steps at a time.
    pub(crate) fn swept(&self) -> [Swept; SWEEPS] {
        Swept::of(self.states.iter().zip(&self.footprints).map(|(s, f)| {
            let reach_m = f.half_length_m + f.half_width_m;
            (f.center_m, reach_m, s.speed_mps.abs())
        }))
    }
}

/// Drives a candidate forward; the rollout's memory is used again.
pub(crate) fn roll_out(course: &Course<'_>, steps: usize, rollout: &mut Rollout) {
    let Course { scene, .. } = *course;
    let start = scene.start;
    let state = State {
        position_m: start.pose.position_m(),
        yaw_rad: start.pose.yaw_rad,
        axis: start.pose.direction(),
        speed_mps: start.speed_mps,
        acceleration_mps2: start.acceleration_mps2,
        curvature_1pm: start.curvature_1pm,
        s_m: start.place.s_m,
        d_m: start.place.d_m,
        cause: Cause::Free,
    };
    rollout.states.clear();
    rollout.line.clear();
    rollout.footprints.clear();
    rollout.push(state, scene);
    go_on(course, steps, rollout);
}

/// Drives a candidate on from where its rollout ends, until it has so many steps.
pub(crate) fn go_on(course: &Course<'_>, steps: usize, rollout: &mut Rollout) {
    let wheels = Wheels::of(course.scene.vehicle);
    for step in rollout.states.len().saturating_sub(1)..steps {
        let (state, line) = (&mut rollout.states[step], &rollout.line[step]);
        let (wish_mps2, cause) = wish_mps2(course, state, line, step);
        state.cause = cause;
        let next = next(course, &wheels, state, line, wish_mps2);
        rollout.push(next, course.scene);
    }
}

/// One step of the kinematic bicycle, reference point on the rear axle (Rajamani 2012,
/// section 2.2), with the middle yaw of the step.
fn next(
    course: &Course<'_>,
    wheels: &Wheels,
    state: &State,
    line: &Sample,
    wish_mps2: f64,
) -> State {
    let acceleration_mps2 = acceleration_mps2(course.config, course.driver, state, wish_mps2);
    let mut speed_mps = state.speed_mps + acceleration_mps2 * DT_S;
    // Braking ends at a standstill, from either direction.
    if speed_mps * state.speed_mps < 0.0 || (state.speed_mps == 0.0 && speed_mps < 0.0) {
        speed_mps = 0.0;
    }
    let stands = speed_mps == 0.0 && acceleration_mps2 <= 0.0;
    let curvature_1pm = wheels.curvature_1pm(course, state, line);
    let step_m = 0.5 * (state.speed_mps + speed_mps) * DT_S;
    let turn_rad = step_m * 0.5 * (state.curvature_1pm + curvature_1pm);
    let yaw_rad = state.yaw_rad + turn_rad;
    let middle = state.yaw_rad + 0.5 * turn_rad;
    let position_m = state.position_m + direction(middle) * step_m;
    let near_s_m = state.s_m + step_m;
    let foot = course.scene.line.foot(near_s_m);
    let off = position_m - foot.position_m;
    let s_m = near_s_m + off.dot(&foot.tangent).clamp(-1.0, 1.0);
    State {
        position_m,
        yaw_rad,
        axis: direction(yaw_rad),
        speed_mps,
        acceleration_mps2: if stands { 0.0 } else { acceleration_mps2 },
        curvature_1pm,
        s_m,
        d_m: foot.tangent.perp(&off),
        cause: state.cause,
    }
}

/// Unit vector along a yaw.
fn direction(yaw_rad: f64) -> Vector2<f64> {
    let (sin, cos) = libm::sincos(yaw_rad);
    Vector2::new(cos, sin)
}

/// The wish within the driver's limits of force and jerk.
fn acceleration_mps2(config: &IdmConfig, driver: Driver, state: &State, wish_mps2: f64) -> f64 {
    if state.speed_mps < 0.0 {
        return config.braking_mps2; // rolling backwards: brake
    }
    let hardest = match driver {
        Driver::Follow { .. } => config.max_braking_mps2,
        Driver::Halt { braking_mps2 } => braking_mps2,
    };
    let wish = wish_mps2.clamp(-hardest, config.acceleration_mps2);
    let hardest_mps2 = -wish.min(state.acceleration_mps2);
    let urgency = (hardest_mps2 - config.braking_mps2).max(0.0);
    let jerk_mps3 = (COMFORT_JERK_MPS3 + URGENT_JERK_1PS * urgency).min(MAX_JERK_MPS3);
    let change = (wish - state.acceleration_mps2).clamp(-jerk_mps3 * DT_S, jerk_mps3 * DT_S);
    state.acceleration_mps2 + change
}

/// What the steered wheels allow.
struct Wheels {
    wheelbase_m: f64,
    /// Curvature at full lock.
    most_1pm: f64,
    max_rate_radps: f64,
}

impl Wheels {
    fn of(vehicle: &VehicleParams) -> Self {
        let wheelbase_m = vehicle.wheelbase_m.max(0.1);
        Self {
            wheelbase_m,
            most_1pm: libm::tan(vehicle.max_steering_rad.clamp(0.01, 1.4)) / wheelbase_m,
            max_rate_radps: vehicle.max_steering_rate_radps,
        }
    }

    /// Curvature of the next step: that of the path, minus offset and angle steered out over a
    /// length L as a damped oscillator over distance (d'' = −d/L² − 2ζ·d'/L), within the limits of
    /// the wheels and of comfort.
    fn curvature_1pm(&self, course: &Course<'_>, state: &State, line: &Sample) -> f64 {
        let speed_mps = state.speed_mps.abs();
        let (target_m, slope, _) = course.lateral.at(state.s_m);
        let ahead_s_m = state.s_m + speed_mps * DT_S;
        let (target_ahead_m, _, bend) = course.lateral.at(ahead_s_m);
        let line_1pm = course.scene.line.curvature_at(ahead_s_m);
        let squeeze = (1.0 - line_1pm * target_ahead_m).max(0.2);
        let path_1pm = line_1pm / squeeze + bend;
        let (cos, sin) = (
            line.tangent.dot(&state.axis),
            line.tangent.perp(&state.axis),
        );
        let off_m = state.d_m - target_m;
        let angle_rad = libm::atan2(sin, cos)
            - libm::atan(slope / (1.0 - line.curvature_1pm * target_m).max(0.2));
        let length_m = (STEERING_S * speed_mps).clamp(STEERING_LENGTHS_M.0, STEERING_LENGTHS_M.1);
        let wish_1pm = path_1pm
            - off_m.clamp(-length_m, length_m) / (length_m * length_m)
            - 2.0 * STEERING_DAMPING * angle_rad.clamp(-1.0, 1.0) / length_m;
        let bound_1pm = self
            .most_1pm
            .min(LATERAL_MPS2 / (speed_mps * speed_mps).max(0.1));
        let bent = self.wheelbase_m * state.curvature_1pm;
        let wheels_rate = self.max_rate_radps * (1.0 + bent * bent) / self.wheelbase_m;
        let rate = wheels_rate.min(YAW_ACCELERATION_RADPS2 / speed_mps.max(0.5));
        let change = (wish_1pm.clamp(-bound_1pm, bound_1pm) - state.curvature_1pm)
            .clamp(-rate * DT_S, rate * DT_S);
        state.curvature_1pm + change
    }
}
