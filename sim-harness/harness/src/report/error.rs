//! What can go wrong with a report.

use thiserror::Error;

use crate::fault::Fault;
use crate::recording::RecordingError;

/// Why there is no report.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] RecordingError),
    /// It cannot be drawn or put together: a mistake of ours.
    #[error("{0}")]
    Fault(#[from] Fault),
}
