//! Pure pursuit: steer to a point of the path some way ahead (Coulter 1992).

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::config::range::positive;
use trunkline_interfaces::messages::{Command, EgoState};
use trunkline_interfaces::stages::{Controller, ControllerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use crate::geometric::Geometric;
use crate::reference::Target;
use crate::speed_pid::SpeedPidConfig;
use crate::steering::{steepest_approach_rad, steering_of_curvature_rad};

/// Parameters of pure pursuit.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PurePursuitConfig {
    /// Distance ahead per speed, s (> 0): longer is smoother, shorter cuts corners less.
    pub look_ahead_s: f64,
    /// Shortest distance ahead, m (> 0).
    pub min_look_ahead_m: f64,
    /// Speed control.
    pub speed: SpeedPidConfig,
}

impl Default for PurePursuitConfig {
    fn default() -> Self {
        Self {
            look_ahead_s: 0.7,
            min_look_ahead_m: 3.0,
            speed: SpeedPidConfig::default(),
        }
    }
}

/// Pure pursuit with PID speed control.
#[derive(Debug, Clone)]
pub struct PurePursuit {
    config: PurePursuitConfig,
    geometric: Geometric,
}

impl PurePursuit {
    /// A controller at rest.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: PurePursuitConfig) -> Result<Self, ConfigError> {
        positive("look_ahead_s", config.look_ahead_s)?;
        positive("min_look_ahead_m", config.min_look_ahead_m)?;
        let geometric = Geometric::new(config.speed)?;
        Ok(Self { config, geometric })
    }
}

/// Curvature of the arc through the rear axle, along its heading, to the point ahead:
/// κ = 2·y/l² with the point's lateral offset y and distance l (Coulter 1992, section 2).
fn curvature_1pm(config: &PurePursuitConfig, ego: &EgoState, target: &Target) -> f64 {
    let distance_m = (config.look_ahead_s * ego.speed_mps()).max(config.min_look_ahead_m);
    let goal = target.path.pose_at(target.s_m + distance_m);
    // From far off, a point nearer to the vehicle's side is aimed at.
    let steepest_m = distance_m * steepest_approach_rad(ego.speed_mps());
    let excess_m = target.lateral_m - target.lateral_m.clamp(-steepest_m, steepest_m);
    let goal = goal.transform_point(Vector2::new(0.0, excess_m));
    let goal_ego = ego.pose().inverse_transform_point(goal);
    2.0 * goal_ego.y / goal_ego.norm_squared().max(1.0)
}

impl Controller for PurePursuit {
    fn control(
        &mut self,
        input: ControllerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        self.geometric.control(&input, ctx, |target| {
            let curvature_1pm = curvature_1pm(&self.config, input.ego, target);
            steering_of_curvature_rad(curvature_1pm, ctx.vehicle)
        })
    }

    fn reset(&mut self) {
        self.geometric.reset();
    }
}
