//! Driving beyond the middle of the road: the share of the horizon in which the ego's centre is
//! over its lane's border on the side of oncoming traffic, or it rolls backwards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};

/// Cost of driving in the lane of oncoming traffic.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Oncoming {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Oncoming {
    fn default() -> Self {
        Self { weight: 10.0 }
    }
}

impl CostTerm for Oncoming {
    fn name(&self) -> &'static str {
        "oncoming"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn share(&self, context: &Context<'_>) -> f64 {
        let scene = context.scene;
        let states = &context.rollout.states;
        let wrong = states.iter().zip(&context.rollout.line);
        let wrong = wrong.filter(|(state, line)| {
            let over_m = if scene.map.is_left_hand {
                -state.d_m - line.right_m
            } else {
                state.d_m - line.left_m
            };
            over_m > 0.0 || state.speed_mps < -0.5
        });
        wrong.count() as f64 / states.len().max(1) as f64
    }
}
