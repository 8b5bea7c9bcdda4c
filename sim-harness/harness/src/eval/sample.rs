//! What a lifter is given, and what it should say.

use std::sync::Arc;

use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::messages::{CameraFrame, EgoState, Perception, Truth};
use trunkline_interfaces::{AgentClass, LaneMap};

/// A box that is really there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruthBox {
    /// What it is.
    pub class: AgentClass,
    /// Vehicle frame.
    pub bbox: OrientedBox,
    /// Whether it should be found; else it may be: neither missing it nor finding it counts.
    pub is_wanted: bool,
}

/// One instant: what the cameras saw, and what was there.
#[derive(Debug, Clone)]
pub struct Sample {
    /// For messages.
    pub name: String,
    /// One per camera.
    pub frames: Vec<Arc<CameraFrame>>,
    /// One per frame, in their order.
    pub perception: Vec<Arc<Perception>>,
    /// The ego then.
    pub ego: EgoState,
    /// The map; empty where there is none.
    pub map: Arc<LaneMap>,
    /// What a lifter should say, vehicle frame.
    pub boxes: Vec<TruthBox>,
    /// The world's own truth, for oracles; recorded frames have none.
    pub truth: Option<Arc<Truth>>,
}
