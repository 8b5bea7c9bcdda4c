//! Why a stage could not do its step. The executor tells a bad input from a fault of the stage.

use thiserror::Error;

use crate::messages::InvalidMessage;

/// Why a stage could not do its step.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum StageError {
    /// The input cannot be used; the stage itself is fine and may be called again.
    #[error("unusable input: {reason}")]
    Input {
        /// What is wrong with which field, and what to do.
        reason: String,
    },
    /// A message is not fit to be consumed.
    #[error(transparent)]
    Message(#[from] InvalidMessage),
    /// The stage needs ground truth, but was not registered as an oracle or the world has none.
    #[error("needs ground truth, which this world or this registration does not give")]
    NoTruth,
    /// The stage failed in itself.
    #[error("internal failure: {reason}")]
    Internal {
        /// What failed on which value.
        reason: String,
    },
}
