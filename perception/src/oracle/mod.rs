//! Detections from ground truth, perfect or as bad as a real detector's.

mod config; // ranges, thresholds, noise
mod lifter; // truth in, detections out
mod noise; // the noise model

pub use config::{NoisyOracleConfig, OracleConfig};
pub use lifter::OracleLifter;
pub use noise::NoiseModel;
