//! Shapes of road users, each filling its box: the origin is the middle of the box's bottom.

mod build; // the shape of whoever it is
mod car;
mod look; // who it is, and how it is drawn now
mod paint; // surfaces and colours
mod wheel; // of cars, lorries and buses

pub use build::build;
pub use look::{Look, RoadUser};
