//! The lane map: lanes as a graph with geometry, junctions, signals, crosswalks, drivable area.
//! World frame, SI units.

mod junction; // where lanes meet, and who goes first
mod lane; // one lane and its neighbours
mod map; // all of it, and what is near
mod signal; // lights and signs, and whom they stop
#[cfg(test)]
mod tests;

pub use junction::{Junction, Yield};
pub use lane::{Lane, LaneKind, Neighbour, Turn};
pub use map::{LaneMap, LaneMatch};
pub use signal::{Signal, SignalKind, SignalStop};
