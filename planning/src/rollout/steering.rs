//! How a candidate steers: onto its path, within the limits of the wheels and of comfort.

use trunkline_interfaces::VehicleParams;

use super::course::Course;
use super::state::State;
use crate::reference::Sample;
use crate::scene::DT_S;

/// Yaw acceleration that steering is allowed to make, rad/s² (nuPlan's comfort bound is 1.93).
const YAW_ACCELERATION_RADPS2: f64 = 1.2;
/// Lateral acceleration that steering is allowed to make, m/s² (nuPlan's comfort bound is 4.89).
const LATERAL_MPS2: f64 = 4.0;
/// Length over which an offset from the path is steered out, s of driving, within these lengths, m.
const STEERING_S: f64 = 0.9;
const STEERING_LENGTHS_M: (f64, f64) = (3.0, 12.0);
/// Damping of that correction: 1 is critical.
const STEERING_DAMPING: f64 = 1.0;

/// What the steered wheels allow.
pub(super) struct Wheels {
    wheelbase_m: f64,
    /// Curvature at full lock.
    most_1pm: f64,
    max_rate_radps: f64,
}

impl Wheels {
    pub(super) fn of(vehicle: &VehicleParams) -> Self {
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
    pub(super) fn curvature_1pm(&self, course: &Course<'_>, state: &State, line: &Sample) -> f64 {
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
