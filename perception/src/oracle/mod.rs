//! Detections and perception from ground truth, perfect or as bad as the real ones.

mod chance; // scores and mistakes of any detector
mod lifter; // truth in, detections out
mod perceiver; // labels of the cameras in, perception out

pub use lifter::{NoisyOracleConfig, OracleConfig, OracleLifter};
pub use perceiver::{NoisyOraclePerceiverConfig, OraclePerceiver, OraclePerceiverConfig};
