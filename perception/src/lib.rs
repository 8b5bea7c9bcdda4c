//! Perception: camera frames in, 3D detections out.
//!
//! Start at [`register`] for what configs can name. [`OraclePerceiver`] turns the labels of
//! rendered images into perception, perfect or with a noise model; [`OracleLifter`] turns ground
//! truth into detections and needs no camera; [`ClusterLifter`] lifts what any perceiver sees.

mod lifting; // 2D boxes, masks and depth to 3D boxes
mod oracle; // perception and detections from ground truth
mod register; // names under which configs find the modules

pub use lifting::{ClusterLifter, ClustersConfig};
pub use oracle::{
    NoisyOracleConfig, NoisyOraclePerceiverConfig, OracleConfig, OracleLifter, OraclePerceiver,
    OraclePerceiverConfig,
};
pub use register::register;
