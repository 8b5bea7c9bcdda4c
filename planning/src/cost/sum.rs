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
                "must be ≥ 0",
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
