//! The lockstep executor: one logical clock, stages at their rates in a fixed order. The same
//! config and seed give the same bytes in every message.

mod actuation; // commands as the world takes them
mod delayed; // outputs on their way
mod executor; // the loop
mod health_book; // how each stage is doing
mod outcome; // how a run ended
mod outlet; // messages to sinks
mod request; // a run to be made
mod run; // what a run holds from step to step
mod schedule; // when something is due
mod stages; // the seven stages of one step
mod stepper; // one step of one stage
mod times; // wall time per stage
mod topics; // what flows between the stages
mod world_side; // the world's side of a step

pub use executor::drive;
pub use outcome::{DriveEnding, DriveError, DriveOutcome};
pub use request::{Drive, Progress};
pub use times::{Part, StageTimes, Summary};
