//! The last check before actuation: limits, emergency braking, minimal-risk stop.

mod config; // thresholds
mod emergency; // is a collision imminent
mod limits; // what the vehicle can do and people can bear
mod safety; // the stage

pub use config::SafetyConfig;
pub use safety::SafetyGate;
