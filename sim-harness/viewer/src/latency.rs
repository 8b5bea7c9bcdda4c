//! How long each stage took: the time from what its output is valid for to its publication.

use trunkline_interfaces::messages::Message;
use trunkline_interfaces::stages::Stage;

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;

pub(crate) fn show(recording: &Recording, message: &Message) -> Result<(), ViewerError> {
    let Some(stage) = source(message) else {
        return Ok(());
    };
    let header = message.header();
    let latency_ms = 1e3 * (header.produced - header.stamp).s();
    recording.scalar(&path(stage), latency_ms)
}

/// Lines of the latency plot.
pub(crate) fn style(recording: &Recording) -> Result<(), ViewerError> {
    Stage::ALL
        .into_iter()
        .try_for_each(|s| recording.series(&path(s), s.name(), colors::stage(s), 1.5))
}

fn path(stage: Stage) -> String {
    format!("{}/{}", paths::PLOT_LATENCY, stage.name())
}

fn source(message: &Message) -> Option<Stage> {
    match message {
        Message::Perception(_) => Some(Stage::Perceiver),
        Message::Detections3d(_) => Some(Stage::Lifter),
        Message::Tracks(_) => Some(Stage::Tracker),
        Message::Forecasts(_) => Some(Stage::Forecaster),
        Message::Plan(_) => Some(Stage::Planner),
        Message::Wish(_) => Some(Stage::Controller),
        Message::Command(_) => Some(Stage::Gate),
        Message::CameraFrame(_)
        | Message::EgoState(_)
        | Message::Route(_)
        | Message::Truth(_)
        | Message::TruthFuture(_)
        | Message::Health(_) => None,
    }
}
