//! The stages: small object-safe traits. A stage has no clock, thread, file or random source of
//! its own: time comes from message stamps, randomness from [`StepContext::rng`]. So it can be
//! tested by calling it.

mod context; // what a step may know besides its input
mod error;
mod stage; // names of the stages
mod traits; // the seven traits and their inputs

pub use context::{StepContext, TruthView};
pub use error::StageError;
pub use stage::Stage;
pub use traits::{
    Controller, ControllerInput, Forecaster, ForecasterInput, Gate, GateInput, Lifter, LifterInput,
    Perceiver, Planner, PlannerInput, Tracker, TrackerInput,
};
