//! The vocabulary of trunkline: what every stage, world and tool must mean the same thing by.
//!
//! Start at [`messages`] for what flows, [`stages`] for who handles it, [`Registry`] for how a
//! module gets into a stack. No torch, no Rerun, no I/O but configs.
//!
//! Conventions, everywhere: SI units; time in integer nanoseconds ([`Stamp`]); ISO 8855 vehicle axes
//! (x forward, y left, z up), origin at the rear axle's centre on the ground; world frame
//! east-north-up; camera frame x right, y down, z forward; yaw counter-clockwise in (-π, π].
//! Transforms are named `target_from_source`.

mod agent_class; // kinds of road users
mod camera; // where a camera is mounted, how rays become pixels
pub mod config; // TOML with its places kept
pub mod geometry; // boxes, paths, areas, transforms
mod ids; // who is who
mod lane_map; // lanes as a graph with geometry
mod map_grid; // where the pixels of a dense map lie in the image
pub mod messages; // what flows between stages
mod random; // random numbers whose bits never change
mod registry; // names under which configs find modules
mod semantic_class; // kinds of pixels
mod stage; // names of the stages
pub mod stages; // the traits to implement
mod time; // integer nanoseconds
mod vehicle; // our own vehicle's dimensions and limits
mod world; // what a simulator or log must offer

pub use {nalgebra, ndarray}; // whose types stand in messages, in their versions

pub use agent_class::AgentClass;
pub use camera::{CameraMount, Distortion, Intrinsics};
pub use config::{ConfigError, ConfigSource};
pub use ids::{AgentId, DetectionId, JunctionId, LaneId, SignalId, TrackId};
pub use lane_map::{
    Junction, Lane, LaneKind, LaneMap, LaneMatch, Neighbour, Signal, SignalKind, SignalStop, Turn,
    Yield,
};
pub use map_grid::MapGrid;
pub use random::Random;
pub use registry::{Built, ModuleInfo, Registry};
pub use semantic_class::SemanticClass;
pub use stage::Stage;
pub use stages::{StageError, StepContext};
pub use time::{Duration, Stamp};
pub use vehicle::VehicleParams;
pub use world::{Capabilities, Ending, Observation, World, WorldError, WorldInfo};
