//! Planner `idm`: along the route's middle, behind whoever is ahead.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::Plan;
use trunkline_interfaces::stages::{Planner, PlannerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use super::preparation::{DrivingConfig, Preparation};
use super::{publish, reason};
use crate::rollout::{Course, Driver, LateralProfile, Rollout, roll_out};
use crate::scene::{LastPlan, PLAN_STEPS};

/// Parameters of [`IdmPlanner`].
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IdmPlannerConfig {
    /// How to drive.
    pub driving: DrivingConfig,
}

/// Follows the route's middle by the intelligent driver model: behind the nearest agent that is
/// or will be on the path, and stops where the rules say so.
#[derive(Debug)]
pub struct IdmPlanner {
    config: IdmPlannerConfig,
    preparation: Preparation,
    rollout: Rollout,
    last: Option<LastPlan>,
}

impl IdmPlanner {
    /// The planner of a config.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if a value is out of its range.
    pub fn from_config(config: IdmPlannerConfig) -> Result<Self, ConfigError> {
        config.driving.check()?;
        Ok(Self {
            config,
            preparation: Preparation::default(),
            rollout: Rollout::default(),
            last: None,
        })
    }
}

impl Planner for IdmPlanner {
    fn plan(&mut self, input: PlannerInput<'_>, ctx: &StepContext<'_>) -> Result<Plan, StageError> {
        let driving = &self.config.driving;
        let scene = self
            .preparation
            .scene(driving, &input, self.last.as_ref(), &[0.0], ctx)?;
        let course = Course {
            config: &driving.idm,
            scene: &scene,
            lateral: LateralProfile::new(scene.start, scene.line, 0.0),
            driver: Driver::Follow { speed_share: 1.0 },
        };
        roll_out(&course, PLAN_STEPS, &mut self.rollout);
        let reason = reason::reason(&scene, &self.rollout, None);
        let plan = publish::plan(&input, ctx, publish::trajectory(&self.rollout), reason);
        self.last = Some(publish::last(&plan));
        Ok(plan)
    }

    fn reset(&mut self) {
        self.preparation.reset();
        self.last = None;
    }
}
