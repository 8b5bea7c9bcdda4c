//! Shapes of road users, each filling its box: the origin is the middle of the box's bottom.

mod look;
mod placeholder; // who it is, and how it is drawn now

pub use look::{Look, RoadUser};
pub use placeholder::build;
