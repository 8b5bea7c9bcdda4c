//! Being too fast: the mean excess over the limit, 2.23 m/s being whole (nuPlan).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};

/// Mean excess that is a whole violation, m/s (nuPlan).
const WHOLE_MPS: f64 = 2.23;

/// Cost of being too fast.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpeedLimit {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for SpeedLimit {
    fn default() -> Self {
        Self { weight: 4.0 }
    }
}

impl CostTerm for SpeedLimit {
    fn name(&self) -> &'static str {
        "speed_limit"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn share(&self, context: &Context<'_>) -> f64 {
        let states = &context.rollout.states;
        let excess_mps: f64 = (states.iter().zip(&context.rollout.line))
            .map(|(state, line)| (state.speed_mps - line.limit_mps).max(0.0))
            .sum();
        (excess_mps / states.len().max(1) as f64 / WHOLE_MPS).min(2.0)
    }
}
