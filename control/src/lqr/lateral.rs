//! Offset, heading error and steering error, and the feedback on them.

use nalgebra::{Matrix3, RowVector3, Vector3};
use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::EgoState;
use trunkline_interfaces::{StageError, VehicleParams};

use super::config::{LqrConfig, weight};
use super::riccati;
use crate::reference::Target;
use crate::steering::{steepest_approach_rad, steering_of_curvature_rad};

/// Below this speed the model is that of this speed, m/s: at standstill nothing is controllable.
const MIN_DESIGN_SPEED_MPS: f64 = 1.5;
/// Gains are worked out for speeds on this grid, m/s, and kept until the next.
const SPEED_GRID_MPS: f64 = 0.25;
/// Below this speed the direction of motion is that of the body, m/s.
const SLIP_SPEED_MPS: f64 = 2.0;

/// Gain for one speed.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scheduled {
    speed_mps: f64,
    period_s: f64,
    gain: RowVector3<f64>,
}

/// Lateral feedback with its last gain.
#[derive(Debug, Clone, Default)]
pub(super) struct Lateral {
    scheduled: Option<Scheduled>,
}

impl Lateral {
    /// Steering to ask for.
    ///
    /// x = [e, ψ_e, δ − δ_r]: ė = v·ψ_e, ψ̇_e = v/L·(δ − δ_r), δ̇ = (u − δ)/τ (kinematic bicycle at the rear
    /// axle, Rajamani 2012, section 2.2, linearised; first-order actuator), u = δ_r − K·x. Feed-forward
    /// δ_r = atan(L·κ) + K_us·v²·κ (Rajamani 2012, eq. 3.14), with κ read one lag ahead.
    pub(super) fn steering_rad(
        &mut self,
        target: &Target,
        ego: &EgoState,
        config: &LqrConfig,
        vehicle: &VehicleParams,
        period_s: f64,
    ) -> Result<f64, StageError> {
        let gain = self.gain(ego.speed_mps(), config, vehicle, period_s)?;
        let speed = ego.speed_mps().max(0.0);
        let feed_forward = |s_m: f64| {
            let curvature = target.path.curvature_at(s_m);
            steering_of_curvature_rad(curvature, vehicle)
                + config.understeer_rads2pm * speed * speed * curvature
        };
        let slip_rad = if speed > SLIP_SPEED_MPS {
            libm::atan2(ego.velocity_mps.y, ego.velocity_mps.x)
        } else {
            0.0
        };
        let path_yaw_rad = target.path.pose_at(target.s_m).yaw_rad;
        // The offset whose pull is in balance with the steepest approach.
        let most_m = (steepest_approach_rad(speed) * gain[1] / gain[0]).max(0.0); // NaN becomes 0
        let x = Vector3::new(
            target.lateral_m.clamp(-most_m, most_m),
            angle_difference_rad(ego.yaw_rad + slip_rad, path_yaw_rad),
            ego.steering_rad - feed_forward(target.s_m),
        );
        let ahead_m = target.s_m + speed * (config.steering_lag_s + 0.5 * period_s);
        Ok(feed_forward(ahead_m) - (gain * x)[(0, 0)])
    }

    fn gain(
        &mut self,
        speed_mps: f64,
        config: &LqrConfig,
        vehicle: &VehicleParams,
        period_s: f64,
    ) -> Result<RowVector3<f64>, StageError> {
        let on_grid = (speed_mps.abs() / SPEED_GRID_MPS).round() * SPEED_GRID_MPS;
        let v = on_grid.max(MIN_DESIGN_SPEED_MPS);
        if let Some(s) = self.scheduled
            && s.speed_mps == v
            && s.period_s == period_s
        {
            return Ok(s.gain);
        }
        let share = 1.0 - libm::exp(-period_s / config.steering_lag_s); // of a step, after a period
        #[rustfmt::skip]
        let a = Matrix3::new(
            1.0, v * period_s, 0.0,
            0.0, 1.0,          v * period_s / vehicle.wheelbase_m,
            0.0, 0.0,          1.0 - share,
        );
        let b = Vector3::new(0.0, 0.0, share);
        let q = Matrix3::from_diagonal(&Vector3::new(
            weight(config.offset_m),
            weight(config.heading_rad),
            0.0,
        ));
        // Steering is as bad as the lateral acceleration that it causes, v²/L·δ.
        let steering_rad = config
            .steering_rad
            .min(config.lateral_mps2 * vehicle.wheelbase_m / (v * v));
        let gain = riccati::gain(&a, &b, &q, weight(steering_rad)).ok_or_else(|| {
            StageError::Internal {
                reason: format!(
                    "no lateral gain at {v} m/s and a period of {period_s} s: change the weights"
                ),
            }
        })?;
        self.scheduled = Some(Scheduled {
            speed_mps: v,
            period_s,
            gain,
        });
        Ok(gain)
    }
}
