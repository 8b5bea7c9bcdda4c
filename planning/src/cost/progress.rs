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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::share;
    use crate::proposals::Proposal;
    use approx::assert_abs_diff_eq;

    #[test]
    fn the_share_is_what_is_left_of_the_free_way() {
        Bench::straight(5.0).look(|scene| {
            let at = |speed_mps| {
                share(
                    &Progress::default(),
                    scene,
                    &by_hand(scene, speed_mps, |_, _| ()),
                )
            };
            assert_abs_diff_eq!(at(2.5), 0.75, epsilon = 1e-12); // 10 of 40 m
            assert_abs_diff_eq!(at(15.0), 0.0, epsilon = 0.0);
            assert_abs_diff_eq!(at(-15.0), 2.0, epsilon = 0.0);
            let standing = by_hand(scene, 0.0, |_, _| ());
            let swept = standing.swept();
            let context = |free_progress_m| Context {
                scene,
                rollout: &standing,
                swept: &swept,
                proposal: &Proposal::MIDDLE,
                last_chosen: None,
                free_progress_m,
            };
            assert_eq!(Progress::default().share(&context(0.99)), 0.0);
            assert_eq!(Progress::default().share(&context(1.0)), 1.0);
        });
    }
}
