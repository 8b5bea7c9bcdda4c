//! A run to be made, and how far it is.

use std::sync::atomic::AtomicBool;

use trunkline_interfaces::{Duration, World};

use crate::config::RunConfig;
use crate::sink::Sink;
use crate::stack::Stack;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Logical time since the start.
    pub simulated: Duration,
    /// How long the run is to last at most.
    pub planned: Duration,
}

/// A run to be made.
pub struct Drive<'a> {
    /// Where to drive.
    pub world: &'a mut dyn World,
    /// What drives.
    pub stack: &'a mut Stack,
    /// Rates and latencies.
    pub config: &'a RunConfig,
    /// Seed of world and stages, as a rule the config's.
    pub seed: u64,
    /// Who gets every message, in the order of publication.
    pub sinks: Vec<&'a mut dyn Sink>,
    /// Set from elsewhere to end the run cleanly.
    pub abort: &'a AtomicBool,
    /// Called at the sensing rate.
    pub progress: &'a mut dyn FnMut(Progress),
}
