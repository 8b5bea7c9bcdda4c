//! All terms together: the cost is their weighted sum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::messages::CostTerm as NamedCost;

use super::change::Change;
use super::collision::Collision;
use super::comfort::Comfort;
use super::drivable::Drivable;
use super::oncoming::Oncoming;
use super::progress::Progress;
use super::speed_limit::SpeedLimit;
use super::stop_lines::StopLines;
use super::term::{Context, CostTerm};
use super::time_to_collision::TimeToCollision;
use super::urgency::Urgency;

/// Parameters of the cost, term by term.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CostConfig {
    /// Hitting somebody.
    pub collision: Collision,
    /// Leaving the road.
    pub drivable: Drivable,
    /// Driving in the lane of oncoming traffic.
    pub oncoming: Oncoming,
    /// Passing a line at which to stop.
    pub rules: StopLines,
    /// Being too close for the speed.
    pub time_to_collision: TimeToCollision,
    /// Not getting on.
    pub progress: Progress,
    /// Being rough.
    pub comfort: Comfort,
    /// Being too fast.
    pub speed_limit: SpeedLimit,
    /// Changing one's mind, and keeping off the middle.
    pub change: Change,
    /// Braking at full force.
    pub urgency: Urgency,
}

impl CostConfig {
    fn terms(&self) -> [&dyn CostTerm; 10] {
        [
            &self.collision,
            &self.drivable,
            &self.oncoming,
            &self.rules,
            &self.time_to_collision,
            &self.progress,
            &self.comfort,
            &self.speed_limit,
            &self.change,
            &self.urgency,
        ]
    }

    /// Checks that every weight is finite and not negative.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for term in self.terms() {
            let weight = term.weight();
            ConfigError::require(
                weight >= 0.0 && weight.is_finite(),
                "weight",
                format!("{weight} ({})", term.name()),
                "must be ≥ 0 and finite",
            )?;
        }
        Ok(())
    }

    /// Total cost of a candidate; its parts by name are added to `parts`.
    pub(crate) fn cost(&self, context: &Context<'_>, parts: &mut Vec<NamedCost>) -> f64 {
        let mut total = 0.0;
        for term in self.terms() {
            let value = term.weight() * term.share(context);
            parts.push(NamedCost {
                name: term.name().to_owned(),
                value,
            });
            total += value;
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, driven};
    use crate::fixtures::track;
    use crate::proposals::{Proposal, ProposalsConfig};
    use proptest::prelude::*;
    use trunkline_interfaces::{AgentClass, VehicleParams};

    #[test]
    fn weights_that_are_no_weights_are_refused_by_name() {
        assert!(CostConfig::default().check().is_ok());
        for weight in [-1e-9, f64::NAN, f64::INFINITY] {
            let mut config = CostConfig::default();
            config.comfort.weight = weight;
            let error = config.check().unwrap_err().to_string();
            assert!(error.contains("comfort"), "{error}");
        }
        let mut free = CostConfig::default();
        free.comfort.weight = 0.0;
        assert!(free.check().is_ok());
    }

    #[test]
    fn every_term_has_its_name_and_its_weight() {
        let named = |config: &CostConfig| -> Vec<(&str, f64)> {
            let terms = config.terms();
            terms.iter().map(|t| (t.name(), t.weight())).collect()
        };
        let expected = [
            ("collision", 100.0),
            ("drivable", 50.0),
            ("oncoming", 10.0),
            ("stop_lines", 60.0),
            ("time_to_collision", 5.0),
            ("progress", 5.0),
            ("comfort", 2.0),
            ("speed_limit", 4.0),
            ("change", 0.4),
            ("urgency", 3.0),
        ];
        assert_eq!(named(&CostConfig::default()), expected);
        let other = CostConfig {
            collision: Collision { weight: 1.1 },
            drivable: Drivable { weight: 1.2 },
            oncoming: Oncoming { weight: 1.3 },
            rules: StopLines { weight: 1.4 },
            time_to_collision: TimeToCollision { weight: 1.5 },
            progress: Progress { weight: 1.6 },
            comfort: Comfort { weight: 1.7 },
            speed_limit: SpeedLimit { weight: 1.8 },
            change: Change { weight: 1.9 },
            urgency: Urgency { weight: 2.1 },
        };
        let weights: Vec<f64> = named(&other).iter().map(|t| t.1).collect();
        let given = [1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.1];
        assert_eq!(weights, given);
    }

    #[test]
    fn the_cost_is_the_sum_of_shares_times_weights() {
        // An emergency that stands: off the route's middle by 0.4 m, no way of 30 m driven.
        Bench::straight(0.0).look(|scene| {
            let rollout = crate::bench::by_hand(scene, 0.0, |_, _| ());
            let proposal = Proposal {
                offset_m: 0.4,
                is_emergency: true,
                ..Proposal::MIDDLE
            };
            let context = Context {
                scene,
                rollout: &rollout,
                swept: &rollout.swept(),
                proposal: &proposal,
                last_chosen: None,
                free_progress_m: 30.0,
            };
            let config = CostConfig {
                progress: Progress { weight: 4.5 },
                change: Change { weight: 0.3 },
                urgency: Urgency { weight: 3.1 },
                ..CostConfig::default()
            };
            let mut parts = Vec::new();
            let cost = config.cost(&context, &mut parts);
            // 4.5 · 1 + 0.3 · 0.4 + 3.1 · 1
            assert!((cost - 7.72).abs() < 1e-12, "{parts:?}");
        });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_term_is_finite_and_not_negative_and_they_add_up(
            speed in -2.0..20.0_f64, y in -3.0..3.0_f64, yaw in -0.5..0.5_f64,
            others in prop::collection::vec(
                (-20.0..60.0_f64, -8.0..8.0_f64, -3.1..3.1_f64, 0.0..15.0_f64), 0..6),
        ) {
            let mut bench = Bench::straight(speed).ego_at(0.0, y, yaw);
            for (id, (x, y, yaw, v)) in others.into_iter().enumerate() {
                bench = bench.with(track(id as u32, AgentClass::Car, x, y, yaw, v));
            }
            let config = CostConfig::default();
            bench.look(|scene| -> Result<(), TestCaseError> {
                for proposal in ProposalsConfig::default().all(y, &VehicleParams::default()) {
                    let rollout = driven(scene, proposal.offset_m, proposal.driver);
                    let context = Context {
                        scene,
                        rollout: &rollout,
                        swept: &rollout.swept(),
                        proposal: &proposal,
                        last_chosen: Some(&proposal),
                        free_progress_m: 30.0,
                    };
                    let mut parts = Vec::new();
                    let cost = config.cost(&context, &mut parts);
                    prop_assert_eq!(parts.len(), 10);
                    prop_assert!(parts.iter().all(|p| p.value.is_finite() && p.value >= 0.0), "{:?}", parts);
                    let total: f64 = parts.iter().map(|p| p.value).sum();
                    prop_assert!((total - cost).abs() < 1e-9);
                    for (term, part) in config.terms().iter().zip(&parts) {
                        prop_assert_eq!(part.value, term.weight() * term.share(&context));
                        prop_assert_eq!(part.name.as_str(), term.name());
                    }
                }
                Ok(())
            })?;
        }
    }
}
