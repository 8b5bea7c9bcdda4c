//! Proportional-integral-derivative control of speed, with the plan's acceleration fed forward.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::not_negative;
use trunkline_interfaces::messages::EgoState;

use crate::reference::Target;
use crate::standstill::HOLD_MPS2;

/// Gains of the speed control.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpeedPidConfig {
    /// Acceleration per speed error, 1/s (≥ 0).
    pub proportional_1ps: f64,
    /// Acceleration per integrated speed error (that is, per metre), 1/s² (≥ 0).
    pub integral_1ps2: f64,
    /// Acceleration per error of acceleration, dimensionless, [0, 1).
    pub derivative: f64,
    /// Bound of the integral's share, m/s² (≥ 0).
    pub max_integral_mps2: f64,
    /// How long an acceleration takes to be there, s (≥ 0): the plan is read that far ahead.
    pub lag_s: f64,
}

impl Default for SpeedPidConfig {
    fn default() -> Self {
        Self {
            proportional_1ps: 1.2,
            integral_1ps2: 0.15,
            derivative: 0.1,
            max_integral_mps2: 0.5,
            lag_s: 0.2,
        }
    }
}

impl SpeedPidConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        not_negative("speed.proportional_1ps", self.proportional_1ps)?;
        not_negative("speed.integral_1ps2", self.integral_1ps2)?;
        not_negative("speed.max_integral_mps2", self.max_integral_mps2)?;
        not_negative("speed.lag_s", self.lag_s)?;
        let holds = (0.0..1.0).contains(&self.derivative);
        ConfigError::require(
            holds,
            "speed.derivative",
            self.derivative,
            "must be in [0, 1)",
        )
    }
}

/// The controller with its memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SpeedPid {
    config: SpeedPidConfig,
    integral_mps2: f64,
}

impl SpeedPid {
    pub(crate) fn new(config: SpeedPidConfig) -> Self {
        Self {
            config,
            integral_mps2: 0.0,
        }
    }

    pub(crate) fn lag_s(&self) -> f64 {
        self.config.lag_s
    }

    /// Acceleration to ask for: a = a_plan + k_p·e + k_i·∫e dt + k_d·(a_plan − a), e = v_plan − v; the
    /// integral is bounded, and forgotten while holding, so that nothing winds up at standstill.
    pub(crate) fn acceleration_mps2(&mut self, target: &Target, ego: &EgoState, dt_s: f64) -> f64 {
        if target.is_holding {
            self.integral_mps2 = 0.0;
            return HOLD_MPS2;
        }
        let c = &self.config;
        let error_mps = target.now.speed_mps - ego.speed_mps();
        let bound = c.max_integral_mps2;
        self.integral_mps2 =
            (self.integral_mps2 + c.integral_1ps2 * error_mps * dt_s).clamp(-bound, bound);
        let derivative = c.derivative * (target.now.acceleration_mps2 - ego.acceleration_mps2.x);
        target.ahead.acceleration_mps2
            + c.proportional_1ps * error_mps
            + self.integral_mps2
            + derivative
    }

    pub(crate) fn reset(&mut self) {
        self.integral_mps2 = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::test_target;
    use approx::assert_abs_diff_eq;
    use trunkline_tests::assert_refused;

    fn ego(speed_mps: f64, acceleration_mps2: f64) -> EgoState {
        let mut ego = EgoState::default();
        (ego.velocity_mps.x, ego.acceleration_mps2.x) = (speed_mps, acceleration_mps2);
        ego
    }

    #[test]
    fn each_part_adds_its_share() {
        let mut target = test_target(); // 5 m/s now and ahead
        (target.now.acceleration_mps2, target.ahead.acceleration_mps2) = (0.4, 0.7);
        let mut pid = SpeedPid::new(SpeedPidConfig::default());
        // 0.7 + 1.2 · 2 + 0.15 · 2 · 0.02 + 0.1 · (0.4 − 0.1)
        let first = pid.acceleration_mps2(&target, &ego(3.0, 0.1), 0.02);
        assert_abs_diff_eq!(first, 0.7 + 2.4 + 0.006 + 0.03, epsilon = 1e-12);
        let second = pid.acceleration_mps2(&target, &ego(3.0, 0.1), 0.02);
        assert_abs_diff_eq!(second, first + 0.006, epsilon = 1e-12);
        pid.reset();
        assert_eq!(pid.acceleration_mps2(&target, &ego(3.0, 0.1), 0.02), first);
    }

    #[test]
    fn the_integral_is_bounded_on_both_sides_and_forgotten_while_holding() {
        for side in [1.0, -1.0] {
            let mut target = test_target();
            let mut pid = SpeedPid::new(SpeedPidConfig::default());
            let at = ego(5.0 - 2.0 * side, 0.0);
            let wound = (0..1000)
                .map(|_| pid.acceleration_mps2(&target, &at, 0.02))
                .last();
            assert_abs_diff_eq!(wound.unwrap(), side * (2.4 + 0.5), epsilon = 1e-12);
            target.is_holding = true;
            assert_eq!(pid.acceleration_mps2(&target, &at, 0.02), HOLD_MPS2);
            target.is_holding = false;
            let again = pid.acceleration_mps2(&target, &at, 0.02);
            assert_abs_diff_eq!(again, side * (2.4 + 0.006), epsilon = 1e-12);
        }
    }

    #[test]
    fn gains_out_of_their_range_are_refused_by_name() {
        assert_refused::<SpeedPidConfig, _>(
            |c| c.check(),
            &[
                ("speed.proportional_1ps", |c| c.proportional_1ps = -0.1),
                ("speed.integral_1ps2", |c| c.integral_1ps2 = f64::NAN),
                ("speed.max_integral_mps2", |c| c.max_integral_mps2 = -0.1),
                ("speed.lag_s", |c| c.lag_s = f64::INFINITY),
                ("speed.derivative", |c| c.derivative = 1.0),
            ],
        );
    }
}
