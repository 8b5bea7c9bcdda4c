//! Perception: camera frames in, 3D detections out.
//!
//! Start at [`register`] for what configs can name. [`OracleLifter`] turns ground truth into
//! detections, perfect or with a noise model, and needs no camera.

mod oracle; // detections from ground truth
mod register; // names under which configs find the modules

pub use oracle::{NoiseModel, NoisyOracleConfig, OracleConfig, OracleLifter};
pub use register::register;
