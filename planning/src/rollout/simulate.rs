//! A candidate driven forward, step by step.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Rectangle;

use super::course::Course;
use super::longitudinal::{acceleration_mps2, wish_mps2};
use super::state::State;
use super::steering::Wheels;
use crate::reference::Sample;
use crate::scene::{DT_S, SWEEPS, Scene, Swept};

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
    rollout.states.clear();
    rollout.line.clear();
    rollout.footprints.clear();
    rollout.push(State::of(course.scene.start), course.scene);
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
