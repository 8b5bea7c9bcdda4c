//! Stages that have no part in a recorded drive.

use thiserror::Error;
use trunkline_interfaces::{ConfigSource, Stage};

/// A module was asked for that recorded detections stand in for.
#[derive(Debug, Error)]
#[error(
    "`stack.{stage}` has no part in a recorded drive: its detections come from files\n\nhint: leave `stack.{stage}` out of the config"
)]
pub struct NoPart {
    /// Which stage.
    pub stage: Stage,
}

impl NoPart {
    /// Refuses settings that would have no effect.
    ///
    /// # Errors
    /// [`NoPart`] for the first such stage that is set.
    pub(crate) fn check(settings: &ConfigSource) -> Result<(), Self> {
        let set = settings.keys("stack");
        let is_set = |stage: &Stage| set.iter().any(|k| k.key == stage.name());
        match [Stage::Perceiver, Stage::Lifter].into_iter().find(is_set) {
            Some(stage) => Err(Self { stage }),
            None => Ok(()),
        }
    }
}
