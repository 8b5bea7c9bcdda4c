//! The stages: small object-safe traits. A stage has no clock, thread, file or random source of
//! its own: time comes from message stamps, randomness from [`StepContext::rng`]. So it can be
//! tested by calling it. In a run every message of an input has passed
//! [`Validate`](crate::messages::Validate): a stage need not look for NaN again.
//!
//! A tracker that calls every detection a new road user, and its test:
//!
//! ```
//! use trunkline_interfaces::messages::{Detections3d, EgoState, Tracks};
//! use trunkline_interfaces::stages::{Tracker, TrackerInput};
//! use trunkline_interfaces::{
//!     Duration, LaneMap, Stage, StageError, Stamp, StepContext, VehicleParams,
//! };
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
//! let context = StepContext {
//!     stage: Stage::Tracker,
//!     now: Stamp::from_s(1.0),
//!     step: 10,
//!     period: Duration::from_ms(100),
//!     vehicle: &vehicle,
//!     map: &map,
//!     truth: None,
//!     seed: 7,
//! };
//! let (detections, ego) = (Detections3d::default(), EgoState::default());
//! let tracks = Forgetful.track(TrackerInput { detections: &detections, ego: &ego }, &context)?;
//! assert_eq!((tracks.header.seq, tracks.header.produced), (10, Stamp::from_s(1.0)));
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
