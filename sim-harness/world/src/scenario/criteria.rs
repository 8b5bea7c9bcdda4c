//! What makes a run passed.

use serde::{Deserialize, Serialize};

/// Bounds that a run must keep to be passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Criteria {
    /// Collisions that the ego is to blame for, at most.
    pub max_at_fault_collisions: u32,
    /// Share of the way to the goal that must be driven, in [0, 1].
    pub min_route_completion: f64,
    /// Red lights run, at most.
    pub max_red_lights_run: u32,
    /// nuPlan closed-loop score (docs/METRICS.md 2), at least, 0 to 100; not asked for if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_nuplan: Option<f64>,
}

impl Default for Criteria {
    fn default() -> Self {
        Self {
            max_at_fault_collisions: 0,
            min_route_completion: 0.9,
            max_red_lights_run: 0,
            min_nuplan: None,
        }
    }
}
