//! The stages: small object-safe traits. A stage has no clock, thread or random source of its own:
//! time comes from message stamps, randomness from [`StepContext::rng`]. So it can be tested by
//! calling it. In a run every message of an input has passed
//! [`Validate`](crate::messages::Validate): a stage need not look for NaN again. What it returns
//! is looked at in the same way, and is not used if it fails.
//!
//! What it needs from files (weights, tables) it reads when it is built: there a mistake is told
//! before anything is driven. (Files too large for that it reads step by step; one that is missing
//! is then a failed step.) Paths in a config count from the folder in which the command is
//! started. What is in the files is no part of a recording: a replay reads them again, so who
//! changes them changes the run.
//!
//! A tracker that calls every detection a new road user, and its test:
//!
//! ```
//! use trunkline_interfaces::messages::{Detections3d, EgoState, Tracks};
//! use trunkline_interfaces::stages::{Tracker, TrackerInput};
//! use trunkline_interfaces::{LaneMap, Stage, StageError, Stamp, StepContext, VehicleParams};
//!
//! struct Forgetful;
//!
//! impl Tracker for Forgetful {
//!     fn track(&mut self, i: TrackerInput<'_>, c: &StepContext<'_>) -> Result<Tracks, StageError> {
//!         let from = i.detections.header;
//!         let header = c.header(from.stamp, from.captured); // of then, known now
//!         // Each of `i.detections.detections` would become a `Track` in the world frame here.
//!         Ok(Tracks { header, tracks: Vec::new() })
//!     }
//!     fn reset(&mut self) {}
//! }
//!
//! let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
//! let now = Stamp::from_s(1.0);
//! let context = StepContext { step: 10, ..StepContext::new(Stage::Tracker, now, &vehicle, &map) };
//! let (detections, ego) = (Detections3d::default(), EgoState::default());
//! let tracks = Forgetful.track(TrackerInput { detections: &detections, ego: &ego }, &context)?;
//! assert_eq!((tracks.header.seq, tracks.header.produced), (10, now));
//! # Ok::<(), StageError>(())
//! ```

mod context; // what a step may know besides its input
mod error;
mod traits; // the seven traits and their inputs

pub use crate::stage::Stage;
pub use context::{StepContext, TruthView};
pub use error::StageError;
pub use traits::{
    Controller, ControllerInput, Forecaster, ForecasterInput, Gate, GateInput, Lifter, LifterInput,
    Perceiver, Planner, PlannerInput, Tracker, TrackerInput,
};
