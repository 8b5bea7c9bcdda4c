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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::share;
    use approx::assert_abs_diff_eq;

    #[test]
    fn the_mean_excess_counts_up_to_twice_the_bound() {
        Bench::straight(5.0).look(|scene| {
            let at = |speed_mps: f64| {
                let rollout = by_hand(scene, speed_mps, |_, _| ());
                share(&SpeedLimit::default(), scene, &rollout)
            };
            assert_abs_diff_eq!(at(13.9), 0.0, epsilon = 0.0);
            assert_abs_diff_eq!(at(13.9 + 1.115), 0.5, epsilon = 1e-12);
            assert_abs_diff_eq!(at(30.0), 2.0, epsilon = 0.0);
        });
    }
}
