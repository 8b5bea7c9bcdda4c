//! Stanley: steer the front axle onto the path (Hoffmann, Tomlin, Montemerlo, Thrun 2007).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::config::range::{not_negative, positive};
use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::{Command, EgoState};
use trunkline_interfaces::stages::{Controller, ControllerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext, VehicleParams};

use crate::geometric::Geometric;
use crate::reference::Target;
use crate::speed_pid::SpeedPidConfig;
use crate::steering::{steepest_approach_rad, steering_of_curvature_rad};

/// Parameters of Stanley.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StanleyConfig {
    /// How fast the front axle's offset decays, 1/s (> 0).
    pub gain_1ps: f64,
    /// Added to the speed, m/s (> 0): calms the steering at walking pace.
    pub softening_mps: f64,
    /// How long a steering angle takes to be there, s (≥ 0): the path is read that far ahead.
    pub lag_s: f64,
    /// Speed control.
    pub speed: SpeedPidConfig,
}

impl Default for StanleyConfig {
    fn default() -> Self {
        Self {
            gain_1ps: 1.2,
            softening_mps: 1.0,
            lag_s: 0.12,
            speed: SpeedPidConfig::default(),
        }
    }
}

/// Stanley with PID speed control.
#[derive(Debug, Clone)]
pub struct Stanley {
    config: StanleyConfig,
    geometric: Geometric,
}

impl Stanley {
    /// A controller at rest.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: StanleyConfig) -> Result<Self, ConfigError> {
        positive("gain_1ps", config.gain_1ps)?;
        positive("softening_mps", config.softening_mps)?;
        not_negative("lag_s", config.lag_s)?;
        let geometric = Geometric::new(config.speed)?;
        Ok(Self { config, geometric })
    }
}

/// δ = ψ_e + atan(k·e/(k_s + v)), eqs 5 and 9 of the paper, with e the front axle's offset.
///
/// The plan is a path of the rear axle. So the front axle's path is the rear's, one wheelbase
/// along its direction, and its direction is turned by the steering angle that the curvature
/// needs; without this the rear axle would cut every corner.
fn wish_rad(
    config: &StanleyConfig,
    ego: &EgoState,
    target: &Target,
    vehicle: &VehicleParams,
) -> f64 {
    let rear = target.path.pose_at(target.s_m);
    let front = ego.pose().forward(vehicle.wheelbase_m).position_m();
    let offset_m = rear.inverse_transform_point(front).y;
    let ahead_m = target.s_m + config.lag_s * ego.speed_mps();
    let curve_rad = steering_of_curvature_rad(target.path.curvature_at(ahead_m), vehicle);
    let course_rad = if ego.speed_mps() > 1.0 {
        libm::atan2(ego.velocity_mps.y, ego.velocity_mps.x) // the rear axle's slip
    } else {
        0.0
    };
    let yaw_error_rad = angle_difference_rad(rear.yaw_rad, ego.yaw_rad + course_rad);
    let pull = config.gain_1ps * offset_m / (config.softening_mps + ego.speed_mps().max(0.0));
    let steepest_rad = steepest_approach_rad(ego.speed_mps());
    curve_rad + yaw_error_rad - libm::atan(pull).clamp(-steepest_rad, steepest_rad)
}

impl Controller for Stanley {
    fn control(
        &mut self,
        input: ControllerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        self.geometric.control(&input, ctx, |target| {
            wish_rad(&self.config, input.ego, target, ctx.vehicle)
        })
    }

    fn reset(&mut self) {
        self.geometric.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::bending_target;
    use approx::assert_abs_diff_eq;
    use nalgebra::{Vector2, Vector3};

    /// What is asked for at (20, y), at a yaw and a velocity of the vehicle frame, on a path whose
    /// curvature grows by so much a metre.
    fn asked_rad(y_m: f64, yaw_rad: f64, velocity_mps: [f64; 2], bend_1pm2: f64) -> f64 {
        let ego = EgoState {
            position_m: Vector3::new(20.0, y_m, 0.0),
            yaw_rad,
            velocity_mps: Vector2::from(velocity_mps),
            ..EgoState::default()
        };
        let target = bending_target(|x| bend_1pm2 * x);
        let config = StanleyConfig::default();
        wish_rad(&config, &ego, &target, &VehicleParams::default())
    }

    #[test]
    fn the_curve_is_read_one_lag_ahead() {
        // x = 20 m + 0.12 s · 10 m/s
        let expected_rad = (2.75 * 1e-3 * 21.2_f64).atan();
        assert_abs_diff_eq!(
            asked_rad(0.0, 0.0, [10.0, 0.0], 1e-3),
            expected_rad,
            epsilon = 1e-9
        );
    }

    #[test]
    fn the_front_axle_is_pulled_onto_the_path_the_less_the_faster() {
        for (y_m, speed_mps) in [(0.5_f64, 5.0), (-0.5, 5.0), (0.3, 20.0)] {
            let expected_rad = -(1.2 * y_m / (1.0 + speed_mps)).atan();
            let asked_rad = asked_rad(y_m, 0.0, [speed_mps, 0.0], 0.0);
            assert_abs_diff_eq!(asked_rad, expected_rad, epsilon = 1e-9);
        }
    }

    #[test]
    fn slip_counts_as_course_above_walking_pace() {
        let slip_rad = 0.1_f64.atan();
        // The course is right; the front axle is off by L·sin(slip) to the right.
        let pull = 1.2 * 2.75 * slip_rad.sin();
        let sliding = |speed_mps| asked_rad(0.0, -slip_rad, [speed_mps, 0.1 * speed_mps], 0.0);
        assert_abs_diff_eq!(sliding(10.0), (pull / 11.0).atan(), epsilon = 1e-9);
        assert_abs_diff_eq!(sliding(1.0), slip_rad + (pull / 2.0).atan(), epsilon = 1e-9);
    }
}
