//! What a run holds from one step of the world to the next.

use std::collections::VecDeque;
use std::sync::Arc;

use trunkline_interfaces::messages::{CameraFrame, EgoState, Message};
use trunkline_interfaces::{Duration, Stamp, World};

use super::outlet::Outlet;
use super::stepper::Stepper;
use super::topics::Topics;
use crate::stack::Stack;

/// Numbers of the world's messages on their topics: those that come next.
#[derive(Debug, Default)]
pub(super) struct WorldSeqs {
    pub(super) ego: u64,
    pub(super) route: u64,
    pub(super) truth: u64,
    pub(super) future: u64,
    pub(super) frames: u64,
}

/// A run under way.
pub(super) struct Run<'a> {
    pub(super) world: &'a mut dyn World,
    pub(super) stack: &'a mut Stack,
    pub(super) stepper: Stepper,
    pub(super) outlet: Outlet<'a>,
    pub(super) topics: Topics,
    /// The ego of late, for detections that come late.
    pub(super) egos: VecDeque<Arc<EgoState>>,
    /// How long late detections are waited for.
    pub(super) ego_memory: Duration,
    /// Images of this step.
    pub(super) frames: Vec<Arc<CameraFrame>>,
    pub(super) seqs: WorldSeqs,
    pub(super) start: Stamp,
}

impl Run<'_> {
    pub(super) fn publish(&mut self, message: Message) {
        self.outlet.publish(&mut self.stepper.times, &message);
    }
}
