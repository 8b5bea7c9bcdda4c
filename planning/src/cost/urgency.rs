//! Braking at full force is a last resort: others behind do not expect it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};

/// Cost of braking at full force.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Urgency {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Urgency {
    fn default() -> Self {
        Self { weight: 3.0 }
    }
}

impl CostTerm for Urgency {
    fn name(&self) -> &'static str {
        "urgency"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn share(&self, context: &Context<'_>) -> f64 {
        if context.proposal.is_emergency {
            1.0
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::proposals::Proposal;

    #[test]
    fn only_an_emergency_is_urgent() {
        Bench::straight(5.0).look(|scene| {
            let rollout = by_hand(scene, 5.0, |_, _| ());
            let share = |is_emergency: bool| {
                Urgency::default().share(&Context {
                    scene,
                    rollout: &rollout,
                    swept: &rollout.swept(),
                    proposal: &Proposal {
                        is_emergency,
                        ..Proposal::MIDDLE
                    },
                    last_chosen: None,
                    free_progress_m: 40.0,
                })
            };
            assert_eq!((share(true), share(false)), (1.0, 0.0));
        });
    }
}
