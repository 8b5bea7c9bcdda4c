//! What can be wrong with a scenario.

use thiserror::Error;

use trunkline_interfaces::ConfigError;

/// Why a scenario cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error(
        "cannot read scenario `{path}`: {reason}\n\nhint: scenarios that are built in: {builtin}"
    )]
    Unreadable {
        /// The path as given.
        path: String,
        /// The system's words.
        reason: String,
        /// Names that need no file.
        builtin: String,
    },
    /// A place in the file is wrong: line, key, what, what to do.
    #[error(transparent)]
    Invalid(#[from] ConfigError),
}
