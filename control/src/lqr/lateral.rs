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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::bending_target;
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;

    const PERIOD_S: f64 = 0.02;

    /// On the path's middle, east, at a velocity of the vehicle frame.
    fn ego(velocity_mps: [f64; 2]) -> EgoState {
        EgoState {
            position_m: Vector3::new(20.0, 0.0, 0.0),
            velocity_mps: Vector2::from(velocity_mps),
            ..EgoState::default()
        }
    }

    fn steering_rad(target: &Target, ego: &EgoState) -> f64 {
        let (config, vehicle) = (LqrConfig::default(), VehicleParams::default());
        let steering = Lateral::default().steering_rad(target, ego, &config, &vehicle, PERIOD_S);
        steering.unwrap()
    }

    #[test]
    fn gains_are_those_of_the_riccati_recursion_for_each_speed_and_period() {
        // By plain iteration in Python, double precision: A, b, Q and r as in `gain`, wheelbase
        // 2.75 m, weights of the defaults.
        let (config, vehicle) = (LqrConfig::default(), VehicleParams::default());
        let mut lateral = Lateral::default();
        for (speed_mps, period_s, expected) in [
            (10.0, 0.02, [0.1331059273, 1.0454598970, 0.3581613094]),
            (10.0, 0.05, [0.1267675645, 1.0561882464, 0.4117582388]),
            (3.0, 0.02, [0.3279784051, 1.6087364338, 0.1786229020]),
            (3.1, 0.02, [0.3279784051, 1.6087364338, 0.1786229020]), // of the grid
        ] {
            let gain = lateral
                .gain(speed_mps, &config, &vehicle, period_s)
                .unwrap();
            assert_abs_diff_eq!(gain, RowVector3::from(expected), epsilon = 1e-6);
        }
    }

    #[test]
    fn feed_forward_is_that_of_the_curvature_one_lag_and_half_a_period_ahead() {
        let target = bending_target(|x| 1e-3 * x);
        // atan(L·κ) + K_us·v²·κ at x m
        let needed_rad = |x: f64| (2.75 * 1e-3 * x).atan() + 0.001 * 100.0 * 1e-3 * x;
        let ego = EgoState {
            steering_rad: needed_rad(20.0),
            ..ego([10.0, 0.0])
        };
        // 10 m/s · (0.1 s + 0.01 s)
        assert_abs_diff_eq!(
            steering_rad(&target, &ego),
            needed_rad(21.1),
            epsilon = 1e-9
        );
    }

    #[test]
    fn who_slips_along_the_path_is_on_course_and_a_crawling_car_does_not_slip() {
        let target = bending_target(|_| 0.0);
        let slipping = |speed_mps: f64| EgoState {
            yaw_rad: -(0.1_f64.atan()),
            ..ego([speed_mps, 0.1 * speed_mps])
        };
        assert_abs_diff_eq!(steering_rad(&target, &slipping(10.0)), 0.0, epsilon = 1e-9);
        assert!(steering_rad(&target, &slipping(1.9)) > 0.05);
        let at_the_limit = steering_rad(&target, &slipping(SLIP_SPEED_MPS));
        assert!(at_the_limit > 0.05, "{at_the_limit}");
    }

    #[test]
    fn the_pull_of_an_offset_ends_at_the_steepest_approach() {
        let mut target = bending_target(|_| 0.0);
        for side in [1.0, -1.0] {
            target.lateral_m = 100.0 * side;
            // Gain of the heading at 10 m/s, as above.
            let expected_rad = -side * steepest_approach_rad(10.0) * 1.0454598970;
            let asked_rad = steering_rad(&target, &ego([10.0, 0.0]));
            assert_abs_diff_eq!(asked_rad, expected_rad, epsilon = 1e-6);
        }
    }
}
