//! The stage.

use trunkline_interfaces::messages::Command;
use trunkline_interfaces::stages::{Controller, ControllerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use super::config::LqrConfig;
use super::lateral::Lateral;
use super::longitudinal::Longitudinal;
use crate::command::command;
use crate::reference::Target;
use crate::steering::SteeringMemory;

/// Linear quadratic regulator, lateral and longitudinal, scheduled by speed.
#[derive(Debug, Clone)]
pub struct Lqr {
    config: LqrConfig,
    lateral: Lateral,
    longitudinal: Longitudinal,
    steering: SteeringMemory,
}

impl Lqr {
    /// A controller at rest.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: LqrConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config,
            lateral: Lateral::default(),
            longitudinal: Longitudinal::default(),
            steering: SteeringMemory::default(),
        })
    }
}

impl Controller for Lqr {
    fn control(
        &mut self,
        input: ControllerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError> {
        let target = Target::new(&input, self.config.acceleration_lag_s, ctx)?;
        let period_s = ctx.period.s();
        let ego = input.ego;
        let steering_rad = self.steering.towards(&input, &target, ctx, || {
            self.lateral
                .steering_rad(&target, ego, &self.config, ctx.vehicle, period_s)
        })?;
        let acceleration_mps2 =
            self.longitudinal
                .acceleration_mps2(&target, ego, &self.config, period_s)?;
        Ok(command(&input, steering_rad, acceleration_mps2, ctx))
    }

    fn reset(&mut self) {
        self.steering = SteeringMemory::default();
    }
}
