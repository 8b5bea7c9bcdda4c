//! Where a run is shown: a file, a viewer on this machine, a viewer elsewhere.

use std::path::Path;

use rerun::{RecordingStream, RecordingStreamBuilder};

use trunkline_interfaces::messages::Message;
use trunkline_interfaces::{LaneMap, VehicleParams};

use crate::error::ViewerError;

/// Version of Rerun that recordings are written with; the viewer should be the same.
pub const RERUN_VERSION: &str = "0.36.3";
/// Name of the application under which viewers keep a user's own layout.
const APPLICATION: &str = "trunkline";

/// Shows the messages of one run.
pub struct Viewer {
    recording: RecordingStream,
    target: String,
}

impl Viewer {
    /// Writes the recording to a file.
    ///
    /// # Errors
    /// [`ViewerError::File`] if it cannot be written.
    pub fn save(path: &Path, run_id: &str) -> Result<Self, ViewerError> {
        let recording = builder(run_id).save(path).map_err(|e| ViewerError::File {
            path: path.display().to_string(),
            reason: e.to_string(),
        })?;
        Ok(Self::new(recording, path.display().to_string()))
    }

    /// Opens a viewer on this machine, or takes the one that is open.
    ///
    /// # Errors
    /// [`ViewerError::NoViewer`] if none is installed, [`ViewerError::Spawn`] if it does not start.
    pub fn spawn(run_id: &str) -> Result<Self, ViewerError> {
        let recording = builder(run_id).spawn().map_err(|e| ViewerError::Spawn {
            reason: e.to_string(),
        })?;
        Ok(Self::new(recording, "the viewer".to_owned()))
    }

    /// Sends the recording to a viewer that listens at `url`.
    ///
    /// # Errors
    /// [`ViewerError::Connect`] if `url` is no viewer's address.
    pub fn connect(url: &str, run_id: &str) -> Result<Self, ViewerError> {
        let recording =
            builder(run_id)
                .connect_grpc_opts(url)
                .map_err(|e| ViewerError::Connect {
                    url: url.to_owned(),
                    reason: e.to_string(),
                    example: rerun::DEFAULT_CONNECT_URL,
                })?;
        Ok(Self::new(recording, url.to_owned()))
    }

    fn new(recording: RecordingStream, target: String) -> Self {
        recording.set_log_time_enabled(false);
        recording.set_log_tick_enabled(false);
        Self { recording, target }
    }

    /// A run begins: the layout, and what does not change.
    ///
    /// # Errors
    /// [`ViewerError::Log`] if the recording does not take it.
    pub fn begin(
        &mut self,
        _map: &LaneMap,
        _vehicle: &VehicleParams,
        _name: &str,
    ) -> Result<(), ViewerError> {
        Ok(())
    }

    /// Shows one message.
    ///
    /// # Errors
    /// [`ViewerError::Log`] if the recording does not take it.
    pub fn message(&mut self, _message: &Message) -> Result<(), ViewerError> {
        Ok(())
    }

    /// The run is over: everything is written out.
    ///
    /// # Errors
    /// [`ViewerError::Log`] if something could not be written.
    pub fn finish(&mut self) -> Result<(), ViewerError> {
        self.recording
            .flush_blocking()
            .map_err(|e| ViewerError::Log {
                what: "the rest".to_owned(),
                target: self.target.clone(),
                reason: e.to_string(),
            })
    }
}

fn builder(run_id: &str) -> RecordingStreamBuilder {
    RecordingStreamBuilder::new(APPLICATION)
        .recording_id(run_id)
        .enabled(true)
}
