//! Detections from ground truth, perfect or as bad as a detector's.

mod config; // ranges, thresholds, noise
mod noise; // the noise model
mod stage; // the lifter

pub use config::{NoisyOracleConfig, OracleConfig};
pub use stage::OracleLifter;
