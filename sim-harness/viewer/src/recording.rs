//! The stream into Rerun: one timeline, our errors.

use rerun::components::AggregationPolicy;
use rerun::{AsComponents, RecordingStream, Scalars, SeriesLines, TextLog, TimeCell};

use trunkline_interfaces::Stamp;

use crate::error::ViewerError;

/// The only timeline: seconds since the start of the run.
pub(crate) const TIMELINE: &str = "sim_time";

/// A stream of one recording, and where it goes.
pub(crate) struct Recording {
    stream: RecordingStream,
    target: String,
}

impl Recording {
    pub(crate) fn new(stream: RecordingStream, target: String) -> Self {
        // Wall time would differ between two recordings of one run.
        stream.set_log_time_enabled(false);
        stream.set_log_tick_enabled(false);
        Self { stream, target }
    }

    /// Everything logged from here on happened at `now`.
    pub(crate) fn set_time(&self, now: Stamp) {
        self.stream
            .set_time(TIMELINE, TimeCell::from_duration_nanos(now.ns()));
    }

    pub(crate) fn log(&self, path: &str, shape: &impl AsComponents) -> Result<(), ViewerError> {
        self.stream
            .log(path, shape)
            .map_err(|e| self.error(path, &e))
    }

    /// Logs what holds for the whole run.
    pub(crate) fn log_static(
        &self,
        path: &str,
        shape: &impl AsComponents,
    ) -> Result<(), ViewerError> {
        self.stream
            .log_static(path, shape)
            .map_err(|e| self.error(path, &e))
    }

    /// One value of a plot.
    pub(crate) fn scalar(&self, path: &str, value: f64) -> Result<(), ViewerError> {
        self.log(path, &Scalars::single(value))
    }

    /// Name and colour of a plot's line.
    pub(crate) fn series(
        &self,
        path: &str,
        name: &str,
        color: [u8; 4],
        width_px: f32,
    ) -> Result<(), ViewerError> {
        // Seen from afar, a line of many points shows the largest of them: a peak is what counts.
        let style = SeriesLines::new()
            .with_names([name])
            .with_colors([color])
            .with_widths([width_px])
            .with_aggregation_policy(AggregationPolicy::Max);
        self.log_static(path, &style)
    }

    /// One line of the decision log.
    pub(crate) fn text(&self, path: &str, level: &str, text: &str) -> Result<(), ViewerError> {
        self.log(path, &TextLog::new(text).with_level(level))
    }

    /// The stream itself, for what only Rerun's own calls can do.
    pub(crate) fn stream(&self) -> &RecordingStream {
        &self.stream
    }

    pub(crate) fn flush(&self) -> Result<(), ViewerError> {
        self.stream
            .flush_blocking()
            .map_err(|e| self.error("the rest", &e))
    }

    pub(crate) fn error(&self, what: &str, reason: &dyn std::fmt::Display) -> ViewerError {
        ViewerError::Log {
            what: what.to_owned(),
            target: self.target.clone(),
            reason: reason.to_string(),
        }
    }
}
