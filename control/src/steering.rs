//! Steering angles, and rates of them that people like.

use trunkline_interfaces::stages::ControllerInput;
use trunkline_interfaces::{StageError, StepContext, VehicleParams};

use crate::reference::Target;

/// Yaw acceleration that steering may cause, rad/s²: nuPlan's comfort bound is 1.93.
const YAW_ACCELERATION_RADPS2: f64 = 1.7;
/// Lateral jerk that steering may cause, m/s³: nuPlan's bound on the jerk's magnitude is 8.37.
const LATERAL_JERK_MPS3: f64 = 6.0;

/// Lateral speed at which a path is approached from the side, m/s: a brisk lane change has 1.3.
const APPROACH_MPS: f64 = 1.3;
/// Largest angle of that approach, rad, at low speed.
const MAX_APPROACH_RAD: f64 = 0.4;

/// The steepest angle at which a path is approached. Without a bound, a large offset asks for more
/// steering than can be taken back in time at a bounded steering rate, and the vehicle circles.
pub(crate) fn steepest_approach_rad(speed_mps: f64) -> f64 {
    (APPROACH_MPS / speed_mps.abs().max(1.0)).min(MAX_APPROACH_RAD)
}

/// Steering angle of a curvature: δ = atan(L·κ) (Rajamani 2012, eq. 2.26 without slip).
pub(crate) fn steering_of_curvature_rad(curvature_1pm: f64, vehicle: &VehicleParams) -> f64 {
    libm::atan(vehicle.wheelbase_m * curvature_1pm)
}

/// The fastest change of steering that stays comfortable: yaw acceleration v·δ̇/L and lateral
/// jerk v²·δ̇/L are bounded, and so is the steering itself.
fn comfortable_rate_radps(speed_mps: f64, vehicle: &VehicleParams) -> f64 {
    let v = speed_mps.abs().max(1.0);
    let by_yaw = YAW_ACCELERATION_RADPS2 * vehicle.wheelbase_m / v;
    let by_jerk = LATERAL_JERK_MPS3 * vehicle.wheelbase_m / (v * v);
    by_yaw.min(by_jerk).min(vehicle.max_steering_rate_radps)
}

/// Remembers the last angle and changes it at comfortable rates.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct SteeringMemory {
    last_rad: Option<f64>,
}

impl SteeringMemory {
    /// The angle to command now: what the controller wishes, as near as comfort allows; while
    /// holding, the last one.
    ///
    /// # Errors
    /// Those of the wish.
    pub(crate) fn towards(
        &mut self,
        input: &ControllerInput<'_>,
        target: &Target,
        ctx: &StepContext<'_>,
        wish_rad: impl FnOnce() -> Result<f64, StageError>,
    ) -> Result<f64, StageError> {
        let ego = input.ego;
        if target.is_holding {
            return Ok(self.hold(ego.steering_rad));
        }
        Ok(self.approach(
            wish_rad()?,
            ego.steering_rad,
            ego.speed_mps(),
            input.plan.is_emergency,
            ctx.period.s(),
            ctx.vehicle,
        ))
    }

    /// The angle to command: the wish, as near as the rate allows. `actual_rad` is where the wheels
    /// are at the first call; `in_a_hurry` lifts the comfort bound.
    fn approach(
        &mut self,
        wish_rad: f64,
        actual_rad: f64,
        speed_mps: f64,
        in_a_hurry: bool,
        dt_s: f64,
        vehicle: &VehicleParams,
    ) -> f64 {
        let last = self.last_rad.unwrap_or(actual_rad);
        let rate = if in_a_hurry {
            vehicle.max_steering_rate_radps
        } else {
            comfortable_rate_radps(speed_mps, vehicle)
        };
        let wish = wish_rad.clamp(-vehicle.max_steering_rad, vehicle.max_steering_rad);
        let next = last + (wish - last).clamp(-rate * dt_s, rate * dt_s);
        self.last_rad = Some(next);
        next
    }

    /// The last angle, kept.
    fn hold(&mut self, actual_rad: f64) -> f64 {
        *self.last_rad.get_or_insert(actual_rad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn fast_driving_steers_slowly() {
        let vehicle = VehicleParams::default();
        // 10 m/s: 6·2.75/100 = 0.165 rad/s; 1 m/s: the vehicle's own 0.7
        assert_abs_diff_eq!(
            comfortable_rate_radps(10.0, &vehicle),
            0.165,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(comfortable_rate_radps(0.0, &vehicle), 0.7, epsilon = 1e-12);
        let mut memory = SteeringMemory::default();
        let first = memory.approach(1.0, 0.1, 10.0, false, 0.02, &vehicle);
        assert_abs_diff_eq!(first, 0.1 + 0.0033, epsilon = 1e-12);
        let hurried = memory.approach(1.0, 0.1, 10.0, true, 0.02, &vehicle);
        assert_abs_diff_eq!(hurried, first + 0.014, epsilon = 1e-12);
    }

    #[test]
    fn a_path_is_approached_at_a_walk_sideways() {
        assert_abs_diff_eq!(steepest_approach_rad(13.0), 0.1, epsilon = 1e-12);
        assert_abs_diff_eq!(steepest_approach_rad(-13.0), 0.1, epsilon = 1e-12);
        assert_abs_diff_eq!(steepest_approach_rad(0.0), 0.4, epsilon = 1e-12);
    }

    #[test]
    fn the_rate_is_the_tightest_of_its_three_bounds() {
        let quick = VehicleParams {
            max_steering_rate_radps: 9.0,
            ..VehicleParams::default()
        };
        // 2 m/s: 1.7 · 2.75 / 2 by yaw, 6 · 2.75 / 4 by jerk
        assert_abs_diff_eq!(comfortable_rate_radps(2.0, &quick), 2.3375, epsilon = 1e-12);
        assert_abs_diff_eq!(comfortable_rate_radps(-5.0, &quick), 0.66, epsilon = 1e-12);
    }

    #[test]
    fn the_wish_is_kept_within_the_lock_and_holding_keeps_the_last_angle() {
        let vehicle = VehicleParams::default();
        let mut memory = SteeringMemory::default();
        assert_eq!(memory.hold(0.2), 0.2);
        assert_eq!(memory.hold(0.5), 0.2, "where it was first");
        for side in [1.0, -1.0] {
            let mut memory = SteeringMemory::default();
            let locked = memory.approach(9.0 * side, 0.599 * side, 0.0, true, 0.02, &vehicle);
            assert_abs_diff_eq!(locked, 0.6 * side, epsilon = 1e-12);
        }
        assert_abs_diff_eq!(
            steering_of_curvature_rad(-0.1, &vehicle),
            -(0.275_f64.atan()),
            epsilon = 1e-12
        );
    }
}
