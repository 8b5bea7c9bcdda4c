//! What can go wrong with a report.

use thiserror::Error;

use crate::recording::RecordingError;

/// Why there is no report.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] RecordingError),
    /// A picture of it cannot be drawn.
    #[error("cannot draw `{plot}` of the report: {reason}")]
    Plot {
        /// Title of the picture.
        plot: String,
        /// What was wrong.
        reason: String,
    },
    /// The page cannot be put together: a fault of ours.
    #[error("cannot put the report together: {0}")]
    Page(#[from] minijinja::Error),
}
