//! What can go wrong with a viewer.

use thiserror::Error;

/// Why nothing can be shown, or no more.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ViewerError {
    /// There is no viewer on this machine to open.
    #[error(
        "no Rerun viewer of version {version} on this machine's PATH: get it with `pip install rerun-sdk=={version}`, or save the recording and open it elsewhere"
    )]
    NoViewer {
        /// The version that matches recordings of this build.
        version: &'static str,
    },
    /// The viewer is there, but could not be started.
    #[error("the Rerun viewer did not start: {reason}")]
    Spawn {
        /// The system's words.
        reason: String,
    },
    /// The address is none.
    #[error("cannot connect to `{url}`: {reason}\n\nhint: a viewer's address looks like {example}")]
    Connect {
        /// The address as given.
        url: String,
        /// What is wrong with it.
        reason: String,
        /// An address that works.
        example: &'static str,
    },
    /// The recording's file cannot be written.
    #[error("cannot write `{path}`: {reason}")]
    File {
        /// The file.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// Something could not be put into the recording.
    #[error("cannot log `{what}` to {target}: {reason}")]
    Log {
        /// Entity, blueprint or "the rest".
        what: String,
        /// Where the recording goes.
        target: String,
        /// Rerun's words.
        reason: String,
    },
}
