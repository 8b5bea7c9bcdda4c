//! What a rule may look at.

use trunkline_interfaces::messages::{Route, Tracks};
use trunkline_interfaces::{LaneMap, VehicleParams};

use crate::idm::IdmConfig;
use crate::reference::Line;
use crate::scene::Start;

/// A line that the front has passed by more than this is behind us, m: the ego goes on.
pub(super) const PASSED_M: f64 = 1.0;

/// Everything that a rule may look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleInput<'a> {
    pub(crate) route: &'a Route,
    pub(crate) line: &'a Line,
    pub(crate) start: &'a Start,
    /// Arc length of the ego's front bumper.
    pub(crate) front_s_m: f64,
    pub(crate) vehicle: &'a VehicleParams,
    pub(crate) tracks: &'a Tracks,
    pub(crate) map: &'a LaneMap,
    pub(crate) idm: &'a IdmConfig,
    pub(crate) cruise_mps: f64,
}

impl RuleInput<'_> {
    /// Way of the ego's front to a line, m; negative where it has passed.
    pub(super) fn gap_m(&self, stop_s_m: f64) -> f64 {
        stop_s_m - self.front_s_m
    }
}
