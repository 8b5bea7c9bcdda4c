//! Changing one's mind: metres of offset away from what was chosen last, and off the middle.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};

/// Share per metre off the middle of the route, and per metre away from the last choice. The
/// middle must pull harder: else an offset that was useful once is kept for ever.
const OFF_MIDDLE_PER_M: f64 = 1.0;
const AWAY_PER_M: f64 = 0.5;

/// Cost of changing one's mind and of keeping off the middle of the route.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Change {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Change {
    fn default() -> Self {
        Self { weight: 0.4 }
    }
}

impl CostTerm for Change {
    fn name(&self) -> &'static str {
        "change"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn share(&self, context: &Context<'_>) -> f64 {
        let offset_m = context.proposal.offset_m;
        let moved_m = context
            .last_chosen
            .map_or(0.0, |last| (offset_m - last.offset_m).abs());
        AWAY_PER_M * moved_m + OFF_MIDDLE_PER_M * offset_m.abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::proposals::Proposal;
    use approx::assert_abs_diff_eq;

    #[test]
    fn off_the_middle_costs_more_than_away_from_the_last_choice() {
        Bench::straight(5.0).look(|scene| {
            let rollout = by_hand(scene, 5.0, |_, _| ());
            let at = |offset_m: f64| Proposal {
                offset_m,
                ..Proposal::MIDDLE
            };
            let share = |now_m: f64, last_m: Option<f64>| {
                let last = last_m.map(at);
                Change::default().share(&Context {
                    scene,
                    rollout: &rollout,
                    swept: &rollout.swept(),
                    proposal: &at(now_m),
                    last_chosen: last.as_ref(),
                    free_progress_m: 40.0,
                })
            };
            assert_abs_diff_eq!(share(-1.0, None), 1.0, epsilon = 1e-12);
            assert_abs_diff_eq!(share(1.0, Some(-1.0)), 1.0 + 0.5 * 2.0, epsilon = 1e-12);
            assert!(share(0.0, Some(1.0)) < share(1.0, Some(1.0)));
            // 0.5 · |0.7 + 0.4| + 1 · 0.7
            assert_abs_diff_eq!(share(0.7, Some(-0.4)), 1.25, epsilon = 1e-12);
            // 0.5 · |−0.7 + 0.2| + 1 · 0.7
            assert_abs_diff_eq!(share(-0.7, Some(-0.2)), 0.95, epsilon = 1e-12);
        });
    }
}
