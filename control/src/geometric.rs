//! What geometric controllers do alike: speed by PID, steering at comfortable rates.

use trunkline_interfaces::messages::Command;
use trunkline_interfaces::stages::ControllerInput;
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use crate::command::command;
use crate::reference::Target;
use crate::speed_pid::{SpeedPid, SpeedPidConfig};
use crate::steering::SteeringMemory;

/// The part of a controller that does not depend on its geometry.
#[derive(Debug, Clone)]
pub(crate) struct Geometric {
    steering: SteeringMemory,
    speed: SpeedPid,
}

impl Geometric {
    /// At rest.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub(crate) fn new(config: SpeedPidConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            steering: SteeringMemory::default(),
            speed: SpeedPid::new(config),
        })
    }

    /// The command of a step; `wish_rad` is the steering that the geometry asks for.
    ///
    /// # Errors
    /// [`StageError`] if plan or ego are not fit for use.
    pub(crate) fn control(
        &mut self,
        input: &ControllerInput<'_>,
        ctx: &StepContext<'_>,
        wish_rad: impl FnOnce(&Target) -> f64,
    ) -> Result<Command, StageError> {
        let target = Target::new(input, self.speed.lag_s(), ctx)?;
        let steering_rad = self
            .steering
            .towards(input, &target, ctx, || Ok(wish_rad(&target)))?;
        let acceleration_mps2 = self
            .speed
            .acceleration_mps2(&target, input.ego, ctx.period.s());
        Ok(command(input, steering_rad, acceleration_mps2, ctx))
    }

    /// Forgets the last steering and the integral.
    pub(crate) fn reset(&mut self) {
        self.steering = SteeringMemory::default();
        self.speed.reset();
    }
}
