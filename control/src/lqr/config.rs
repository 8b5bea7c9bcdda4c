//! Weights of the LQR.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::within;

/// Weight of an error that is as bad as the others at this size (Bryson's rule).
pub(super) fn weight(error: f64) -> f64 {
    1.0 / (error * error)
}

/// Parameters of the LQR. Weights are given as the errors that are as bad as each other
/// (Bryson's rule: weight = 1/error²).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LqrConfig {
    /// Lateral offset, m (> 0).
    pub offset_m: f64,
    /// Heading error, rad (> 0).
    pub heading_rad: f64,
    /// Steering beyond what the curvature needs, rad (> 0).
    pub steering_rad: f64,
    /// Lateral acceleration by that steering, m/s² (> 0); decides at higher speeds.
    pub lateral_mps2: f64,
    /// Distance ahead of or behind the plan, m (> 0).
    pub distance_m: f64,
    /// Speed error, m/s (> 0).
    pub speed_mps: f64,
    /// Acceleration beyond the plan's, m/s² (> 0).
    pub acceleration_mps2: f64,
    /// Time constant of the steering, s (> 0).
    pub steering_lag_s: f64,
    /// Time constant of drive and brakes, s (> 0).
    pub acceleration_lag_s: f64,
    /// Understeer gradient, rad per m/s² (≥ 0): extra steering per lateral acceleration.
    pub understeer_rads2pm: f64,
}

impl Default for LqrConfig {
    fn default() -> Self {
        Self {
            offset_m: 0.3,
            heading_rad: 0.15,
            steering_rad: 0.1,
            lateral_mps2: 1.5,
            distance_m: 1.5,
            speed_mps: 0.8,
            acceleration_mps2: 1.0,
            steering_lag_s: 0.1,
            acceleration_lag_s: 0.2,
            understeer_rads2pm: 0.001,
        }
    }
}

impl LqrConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (key, value) in [
            ("offset_m", self.offset_m),
            ("heading_rad", self.heading_rad),
            ("steering_rad", self.steering_rad),
            ("lateral_mps2", self.lateral_mps2),
            ("distance_m", self.distance_m),
            ("speed_mps", self.speed_mps),
            ("acceleration_mps2", self.acceleration_mps2),
            ("steering_lag_s", self.steering_lag_s),
            ("acceleration_lag_s", self.acceleration_lag_s),
        ] {
            within(key, value, 1e-3..=1e3)?;
        }
        within("understeer_rads2pm", self.understeer_rads2pm, 0.0..=0.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trunkline_tests::assert_refused;

    #[test]
    fn values_out_of_their_range_are_refused_by_name() {
        assert_refused::<LqrConfig, _>(
            |c| c.check(),
            &[
                ("offset_m", |c| c.offset_m = 0.0),
                ("acceleration_lag_s", |c| c.acceleration_lag_s = f64::NAN),
                ("understeer_rads2pm", |c| c.understeer_rads2pm = -0.001),
                ("understeer_rads2pm", |c| c.understeer_rads2pm = 0.11),
            ],
        );
    }

    #[test]
    fn an_error_twice_as_large_weighs_a_quarter() {
        assert_eq!((weight(1.0), weight(2.0), weight(0.5)), (1.0, 0.25, 4.0));
    }
}
