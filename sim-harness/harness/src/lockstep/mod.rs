//! The lockstep executor: one logical clock, stages at their rates in a fixed order. The same
//! config and seed give the same bytes in every message.

mod actuation; // commands as the world takes them
mod clock; // when something is due
mod delayed; // outputs on their way
mod drive; // a run and how to ask for it
mod executor; // the loop
mod health_book; // how each stage is doing
mod outcome; // how a run ended
mod outlet; // messages to sinks
mod stages; // the seven stages of one step
mod stepper; // one step of one stage
mod times; // wall time per stage

pub use drive::{Drive, Progress, drive};
pub use outcome::{DriveEnding, DriveError, DriveOutcome};
pub use times::{Part, StageTimes, Summary};
