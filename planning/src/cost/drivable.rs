//! Leaving the road: corners outside the drivable area, or, where the map has none, outside the
//! room that the route gives to both sides; and an outline that touches a road edge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, CostTerm};

use crate::rollout::State;
use crate::scene::Scene;

/// Steps between states that are looked at.
const STRIDE: usize = 4;
/// A corner this far outside is a whole violation, m (nuPlan's bound).
const WHOLE_M: f64 = 0.3;

/// The outline is this much smaller on each side when it is held against road edges, m: they are
/// drawn by hand, and people drive close to kerbs.
const EDGE_TOLERANCE_M: f64 = 0.15;

/// How far the farthest corner is outside, m.
fn outside_m(scene: &Scene<'_>, state: &State) -> f64 {
    let footprint = state.footprint(scene.vehicle);
    let inner = footprint.grown(-EDGE_TOLERANCE_M, -EDGE_TOLERANCE_M);
    if scene.edges.touch(&inner) {
        return WHOLE_M;
    }
    let line = scene.line.at(state.s_m);
    let along = footprint.axis.dot(&line.tangent).abs();
    let across = footprint.axis.perp(&line.tangent).abs();
    let half_m = footprint.half_width_m * along + footprint.half_length_m * across;
    let outside_lane_m = (state.d_m + half_m - line.left_m).max(half_m - state.d_m - line.right_m);
    if outside_lane_m <= 0.0 || scene.map.drivable.is_empty() {
        return outside_lane_m.max(0.0);
    }
    footprint
        .corners_m()
        .iter()
        .map(|corner| scene.map.drivable.distance_outside_m(*corner, 1.0))
        .fold(0.0, f64::max)
}

/// Cost of leaving the road.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Drivable {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Drivable {
    fn default() -> Self {
        Self { weight: 50.0 }
    }
}

impl CostTerm for Drivable {
    fn name(&self) -> &'static str {
        "drivable"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// How far outside, over and above where the ego stands already.
    fn share(&self, context: &Context<'_>) -> f64 {
        let mut states = context.rollout.states.iter().step_by(STRIDE);
        let already_m = states.next().map_or(0.0, |s| outside_m(context.scene, s));
        let most_m = states
            .map(|state| outside_m(context.scene, state))
            .fold(0.0, f64::max);
        ((most_m - already_m) / WHOLE_M).clamp(0.0, 1.0)
    }
}
