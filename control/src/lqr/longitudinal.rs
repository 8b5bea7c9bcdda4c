//! Distance, speed and acceleration error, and the feedback on them.

use nalgebra::{Matrix3, RowVector3, Vector3};
use trunkline_interfaces::StageError;
use trunkline_interfaces::messages::EgoState;

use super::config::{LqrConfig, weight};
use super::riccati;
use crate::reference::Target;
use crate::standstill::HOLD_MPS2;

/// Distances beyond this are treated as this, m: a plan far ahead is caught up with gently.
const MAX_DISTANCE_M: f64 = 2.0;

/// Longitudinal feedback with its gain.
#[derive(Debug, Clone, Default)]
pub(super) struct Longitudinal {
    /// Period and gain.
    scheduled: Option<(f64, RowVector3<f64>)>,
}

impl Longitudinal {
    /// Acceleration to ask for.
    ///
    /// x = [s − s_r, v − v_r, a − a_r]: double integrator behind a first-order actuator (Rajamani 2012,
    /// section 5.3), u = a_r − K·x with a_r read one lag ahead. While holding, nothing but the brake.
    pub(super) fn acceleration_mps2(
        &mut self,
        target: &Target,
        ego: &EgoState,
        config: &LqrConfig,
        period_s: f64,
    ) -> Result<f64, StageError> {
        if target.is_holding {
            return Ok(HOLD_MPS2);
        }
        let gain = self.gain(config, period_s)?;
        let x = Vector3::new(
            -target.behind_m.clamp(-MAX_DISTANCE_M, MAX_DISTANCE_M),
            ego.speed_mps() - target.now.speed_mps,
            ego.acceleration_mps2.x - target.now.acceleration_mps2,
        );
        Ok(target.ahead.acceleration_mps2 - (gain * x)[(0, 0)])
    }

    fn gain(&mut self, config: &LqrConfig, period_s: f64) -> Result<RowVector3<f64>, StageError> {
        if let Some((period, gain)) = self.scheduled
            && period == period_s
        {
            return Ok(gain);
        }
        let share = 1.0 - libm::exp(-period_s / config.acceleration_lag_s);
        #[rustfmt::skip]
        let a = Matrix3::new(
            1.0, period_s, 0.5 * period_s * period_s,
            0.0, 1.0,      period_s,
            0.0, 0.0,      1.0 - share,
        );
        let b = Vector3::new(0.0, 0.0, share);
        let q = Matrix3::from_diagonal(&Vector3::new(
            weight(config.distance_m),
            weight(config.speed_mps),
            0.0,
        ));
        let gain =
            riccati::gain(&a, &b, &q, weight(config.acceleration_mps2)).ok_or_else(|| {
                StageError::Internal {
                    reason: format!(
                        "no longitudinal gain at a period of {period_s} s: change the weights"
                    ),
                }
            })?;
        self.scheduled = Some((period_s, gain));
        Ok(gain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn gains_are_those_of_the_riccati_recursion_for_each_period() {
        // By plain iteration in Python, double precision, with the weights of the defaults.
        let mut longitudinal = Longitudinal::default();
        for (period_s, expected) in [
            (0.02, [0.6562587499, 1.8056756712, 0.3305505721]),
            (0.05, [0.6409332805, 1.7835504291, 0.3549376835]),
            (0.02, [0.6562587499, 1.8056756712, 0.3305505721]),
        ] {
            let gain = longitudinal.gain(&LqrConfig::default(), period_s).unwrap();
            assert_abs_diff_eq!(gain, RowVector3::from(expected), epsilon = 1e-6);
        }
    }
}
