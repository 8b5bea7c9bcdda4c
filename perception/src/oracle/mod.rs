//! Detections and perception from ground truth, perfect or as bad as the real ones.

mod config; // ranges, thresholds, noise
mod lifter; // truth in, detections out
mod noise; // the noise model
mod perceiver; // labels of the cameras in, perception out

pub use config::{NoisyOracleConfig, OracleConfig};
pub use lifter::OracleLifter;
pub use noise::NoiseModel;
pub use perceiver::{NoisyOraclePerceiverConfig, OraclePerceiver, OraclePerceiverConfig};
