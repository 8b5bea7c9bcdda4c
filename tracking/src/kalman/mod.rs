//! The baseline: a Kalman filter per agent, gated optimal assignment, a life cycle.

mod config; // parameters
mod filter; // the motion model of a class
mod sighting; // a detection in the world
mod track; // one agent over time
mod tracker; // the stage

pub use config::KalmanConfig;
pub use tracker::KalmanTracker;
