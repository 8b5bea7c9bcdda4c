//! Not getting on: the share of the way that the road alone would allow and the candidate leaves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};

/// Where the road itself allows less than this, standing is no loss, m.
const LEAST_M: f64 = 1.0;

/// Cost of not getting on.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Progress {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Progress {
    fn default() -> Self {
        Self { weight: 5.0 }
    }
}

impl CostTerm for Progress {
    fn name(&self) -> &'static str {
        "progress"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn share(&self, context: &Context<'_>) -> f64 {
        if context.free_progress_m < LEAST_M {
            return 0.0;
        }
        (1.0 - context.rollout.progress_m() / context.free_progress_m).clamp(0.0, 2.0)
    }
}
