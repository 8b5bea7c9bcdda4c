//! What flows between the stages, as it is visible now.

use std::sync::Arc;

use trunkline_interfaces::messages::{
    CameraFrame, Command, Detections3d, Forecasts, Perception, Plan, Route, Tracks,
};

use super::delayed::Delayed;

/// The images of one step and what was seen in them.
#[derive(Default)]
pub(super) struct Sight {
    pub(super) perception: Vec<Arc<Perception>>,
    pub(super) frames: Vec<Arc<CameraFrame>>,
}

/// What flows, as it is visible now.
#[derive(Default)]
pub(super) struct Topics {
    pub(super) route: Option<Arc<Route>>,
    pub(super) sight: Delayed<Sight>,
    pub(super) detections: Delayed<Detections3d>,
    pub(super) tracks: Delayed<Tracks>,
    pub(super) forecasts: Delayed<Forecasts>,
    pub(super) plan: Delayed<Plan>,
    pub(super) wish: Delayed<Command>,
    pub(super) command: Delayed<Command>,
}
