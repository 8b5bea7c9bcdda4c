//! What stops an evaluation.

use std::path::{Path, PathBuf};

use thiserror::Error;
use trunkline_interfaces::{ConfigError, Stage, StageError, WorldError};
use trunkline_tracking::kitti::KittiError;

use crate::still::MomentError;

/// Why a module could not be evaluated.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file of the data set cannot be read.
    #[error("cannot read `{path}`: {reason}\n\nhint: {hint}")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        reason: String,
        /// What should be there.
        hint: &'static str,
    },
    /// A file of the data set is not what it should be.
    #[error(transparent)]
    Kitti(#[from] KittiError),
    /// The config cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A world cannot be set up or does not go on.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A drive to an instant failed, or was interrupted.
    #[error(transparent)]
    Moment(#[from] MomentError),
    /// Nobody looks.
    #[error(
        "the stack has no perceiver or no camera\n\nhint: leave out stack.perceiver=none, or name a perceiver (the command `modules perceiver` lists them)"
    )]
    Blind,
    /// Recorded frames have no truth, and their pictures are not read.
    #[error(
        "lifter `{module}` needs {need}, which recorded frames do not give\n\nhint: another lifter (the command `modules lifter` lists them), or --dataset rendered"
    )]
    Needs {
        /// The lifter.
        module: String,
        /// What it asks for.
        need: &'static str,
    },
    /// A module failed.
    #[error("{stage} `{module}` failed on `{sample}`: {source}")]
    Stage {
        /// Stage of the module.
        stage: &'static str,
        /// Its name.
        module: String,
        /// The frame.
        sample: String,
        /// In its own words.
        source: Box<StageError>,
    },
}

impl EvalError {
    pub(super) fn stage(stage: Stage, module: &str, sample: &str, source: StageError) -> Self {
        Self::Stage {
            stage: stage.name(),
            module: module.to_owned(),
            sample: sample.to_owned(),
            source: Box::new(source),
        }
    }

    pub(super) fn unreadable(
        path: &Path,
        reason: impl std::fmt::Display,
        hint: &'static str,
    ) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            reason: reason.to_string(),
            hint,
        }
    }
}
