//! One planning step's view of the world: where the ego is on its route, where the others are
//! going to be, where it must stop.

mod agents; // everybody else over the horizon, along the route
mod cause; // what makes the ego do what it does
mod edges; // kerbs and walls near the ego
mod leaders; // whom a candidate may have to drive behind
mod start; // the state from which plans begin
mod swept; // where somebody is over a few steps

pub(crate) use agents::{AgentState, Agents, Mode};
pub(crate) use cause::{Cause, Stop};
pub(crate) use edges::{Edges, Segment};
pub(crate) use leaders::Corridor;
pub use start::StartConfig;
pub(crate) use start::{LastPlan, Start};
pub(crate) use swept::{SWEEPS, Swept};

use trunkline_interfaces::{LaneMap, VehicleParams};

use crate::reference::{Line, SpeedProfile};

/// Step of rollouts and plans, s.
pub(crate) const DT_S: f64 = 0.1;
/// Steps that candidates are simulated and scored over: 4 s, as PDM-Closed does.
pub(crate) const SCORED_STEPS: usize = 40;
/// Steps of the plan that is published: 8 s.
pub(crate) const PLAN_STEPS: usize = 80;

/// Everything that rollouts and cost terms look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) start: &'a Start,
    pub(crate) line: &'a Line,
    pub(crate) profile: &'a SpeedProfile,
    pub(crate) agents: &'a Agents,
    pub(crate) edges: &'a Edges,
    /// Where the ego must stop, by ascending arc length.
    pub(crate) stops: &'a [Stop],
    /// Speed that is wanted where nothing bounds it.
    pub(crate) cruise_mps: f64,
    pub(crate) vehicle: &'a VehicleParams,
    pub(crate) map: &'a LaneMap,
}

impl Scene<'_> {
    /// Speed that the road and our wish allow at an arc length.
    pub(crate) fn allowed_mps(&self, s_m: f64) -> f64 {
        let limit_mps = self.line.limit_at(s_m);
        let wish_mps = if limit_mps.is_finite() {
            limit_mps
        } else {
            self.cruise_mps
        };
        self.profile.at(self.line, s_m).min(wish_mps)
    }
}
