//! The last check before actuation: limits, emergency braking, minimal-risk stop.

mod collision; // is a collision imminent
mod config; // thresholds
mod emergency; // the brake for it
mod limits; // what the vehicle can do and people can bear
mod minimal_risk; // the stop while inputs are missing
mod safety; // the stage

pub use config::SafetyConfig;
pub use safety::SafetyGate;
