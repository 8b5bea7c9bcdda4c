//! Leaving the road: corners outside the drivable area, or, where the map has none, outside the
//! room that the route gives to both sides; and an outline that touches a road edge.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};
use crate::rollout::Rollout;
use crate::scene::{Scene, Segment};

/// Steps between states that are looked at.
const STRIDE: usize = 4;
/// A corner this far outside is a whole violation, m (nuPlan's bound).
const WHOLE_M: f64 = 0.3;
/// The outline is this much smaller on each side when it is held against road edges, m: they are
/// drawn by hand, and people drive close to kerbs.
const EDGE_TOLERANCE_M: f64 = 0.15;

/// How far the farthest corner is outside at a step, m.
fn outside_m(scene: &Scene<'_>, edges: &[Segment], rollout: &Rollout, step: usize) -> f64 {
    let (state, line) = (&rollout.states[step], &rollout.line[step]);
    let footprint = &rollout.footprints[step];
    let inner = footprint.grown(-EDGE_TOLERANCE_M, -EDGE_TOLERANCE_M);
    if edges.iter().any(|edge| edge.touches(&inner)) {
        return WHOLE_M;
    }
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
        let (scene, rollout) = (context.scene, context.rollout);
        let edges = scene.edges.along(context.swept);
        let outside_m = |step: usize| outside_m(scene, &edges, rollout, step);
        let mut steps = (0..rollout.states.len()).step_by(STRIDE);
        let already_m = steps.next().map_or(0.0, outside_m);
        let most_m = steps.map(outside_m).fold(0.0, f64::max);
        ((most_m - already_m) / WHOLE_M).clamp(0.0, 1.0)
    }
}
