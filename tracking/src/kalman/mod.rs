//! The baseline: a Kalman filter per agent, gated optimal assignment, a life cycle.

mod config; // parameters
mod filter; // the motion model of a class
mod life_cycle; // birth, confirmation, coasting, death
mod track; // one agent over time
mod tracker; // the stage
mod world_detection; // a detection in the world

pub use config::KalmanConfig;
pub use tracker::KalmanTracker;
