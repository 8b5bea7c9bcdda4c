//! What can go wrong with a report.

use std::path::PathBuf;

use thiserror::Error;

/// Why there is no report.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The file cannot be written.
    #[error("cannot write the report `{path}`: {source}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
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
