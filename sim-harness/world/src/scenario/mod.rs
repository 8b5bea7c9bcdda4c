//! Scenarios: what a drive is to find out, and what happens in it. The format is documented in
//! `scenarios/README.md`.
//!
//! Start at [`Scenario::builtin`] or [`Scenario::load`].

mod builtin; // scenarios that are part of the binary
mod check; // ranges, with the place of what is out of them
mod criteria; // what makes a run passed
mod error; // what can be wrong with a scenario
mod format; // the file, table by table
mod load; // from text to scenario
mod place; // places on the ground, as files give them
mod reference; // expert progress per seed, and writing it
mod storyboard; // scripted agents: events, conditions, actions

#[cfg(test)]
mod tests;

pub use criteria::Criteria;
pub use error::ScenarioError;
pub use format::{EgoSetup, Jitter, Mix, Scenario, SignalSetup, Traffic, Weather};
pub use place::{GroundPoint, GroundPose};
pub use storyboard::{
    Action, Column, Condition, Controller, Event, Heading, Position, RoutePoint, RoutePosition,
    ScriptedAgent,
};
