//! Where messages go besides the stack: recordings, viewers, metrics.

use thiserror::Error;

use trunkline_interfaces::WorldInfo;
use trunkline_interfaces::messages::Message;

use crate::fault::Fault;

/// Why a sink cannot take more. The run goes on without it and says so at the end.
#[derive(Debug, Error)]
#[error("cannot write `{target}` at {at_s:.1} s: {reason}")]
pub struct SinkError {
    /// What was written: a path, or a viewer's address.
    pub target: String,
    /// Simulated time.
    pub at_s: f64,
    /// The system's words.
    pub reason: String,
    /// Set if it is a mistake of ours.
    #[source]
    pub fault: Option<Fault>,
}

/// Takes every message of a run, in the order in which they were published.
pub trait Sink: Send {
    /// A run begins; who does not say what to do then does nothing.
    ///
    /// # Errors
    /// [`SinkError`] if the sink cannot take anything.
    fn begin(&mut self, _info: &WorldInfo) -> Result<(), SinkError> {
        Ok(())
    }

    /// One message.
    ///
    /// # Errors
    /// [`SinkError`] if it could not be taken; the sink is not called again but for `finish`.
    fn message(&mut self, message: &Message) -> Result<(), SinkError>;

    /// The run is over; everything taken must be readable from here on. Nothing to do for who has
    /// nothing to complete.
    ///
    /// # Errors
    /// [`SinkError`] if what was taken could not be completed.
    fn finish(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}
