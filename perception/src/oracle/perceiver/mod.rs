//! Perception from the rendered truth, perfect or as bad as a network's.

mod boxes; // 2D boxes: who is found, and how well
mod config; // sizes, thresholds, noise
mod maps; // classes and depth at the stride of a network
mod slow_noise; // noise that is smooth in space and time
mod stage; // the perceiver

pub use config::{NoisyOraclePerceiverConfig, OraclePerceiverConfig};
pub use stage::OraclePerceiver;
