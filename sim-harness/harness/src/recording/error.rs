//! What can go wrong with run folders and recordings.

use std::fmt::Display;
use std::path::Path;

use thiserror::Error;

/// Why a run folder cannot be made or a recording cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordingError {
    /// The system refuses.
    #[error("cannot {action} `{path}`: {reason}\n\nhint: {hint}")]
    Io {
        /// "read", "create", "write", "use".
        action: &'static str,
        /// File or folder.
        path: String,
        /// The system's words.
        reason: String,
        /// What to do.
        hint: &'static str,
    },
    /// A folder for what is to be made holds something.
    #[error(
        "`{path}` is not empty\n\nhint: choose a new folder, or delete it; a suite goes on in its own with --resume"
    )]
    NotEmpty {
        /// The folder.
        path: String,
    },
    /// The file is no recording of ours, or was cut before anything was in it.
    #[error(
        "`{path}` is not a recording of trunkline: {reason}\n\nhint: give a run folder, or the messages.mcap in it"
    )]
    NotARecording {
        /// The file.
        path: String,
        /// What is missing or wrong.
        reason: String,
    },
    /// A message does not read back.
    #[error(
        "`{path}`: message {seq} on `{topic}` does not read back: {reason}\n\nhint: the file is damaged or of another version of trunkline"
    )]
    Message {
        /// The file.
        path: String,
        /// Its topic.
        topic: String,
        /// Its number.
        seq: u32,
        /// What is wrong.
        reason: String,
    },
}

impl RecordingError {
    /// The system refuses; `action` is a verb.
    pub(crate) fn io(
        action: &'static str,
        path: &Path,
        reason: impl Display,
        hint: &'static str,
    ) -> Self {
        Self::Io {
            action,
            path: path.display().to_string(),
            reason: reason.to_string(),
            hint,
        }
    }
}
