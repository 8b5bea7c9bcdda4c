//! What makes one candidate better than another: a sum of named terms, one file each. The
//! weights are those of nuPlan's closed-loop score (docs/METRICS.md 2: progress 5, time to
//! collision 5, comfort 2), its multipliers become weights that no sum of the others reaches.

mod change; // away from what was chosen last
mod collision; // hitting somebody
mod comfort; // beyond what passengers like
mod drivable; // leaving the road
mod oncoming; // in the lane of oncoming traffic
mod progress; // not getting on
mod rules; // over a stop line
mod speed_limit; // too fast
mod term; // the trait
mod time_to_collision; // too close for the speed
mod urgency; // braking at full force

pub(crate) use collision::first_hit;
pub(crate) use term::{Context, CostTerm};
pub(crate) use time_to_collision::nearest;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::messages::CostTerm as NamedCost;

/// Parameters of the cost, term by term.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CostConfig {
    /// Hitting somebody.
    pub collision: collision::Collision,
    /// Leaving the road.
    pub drivable: drivable::Drivable,
    /// Driving in the lane of oncoming traffic.
    pub oncoming: oncoming::Oncoming,
    /// Passing a line at which to stop.
    pub rules: rules::StopLines,
    /// Being too close for the speed.
    pub time_to_collision: time_to_collision::TimeToCollision,
    /// Not getting on.
    pub progress: progress::Progress,
    /// Being rough.
    pub comfort: comfort::Comfort,
    /// Being too fast.
    pub speed_limit: speed_limit::SpeedLimit,
    /// Changing one's mind, and keeping off the middle.
    pub change: change::Change,
    /// Braking at full force.
    pub urgency: urgency::Urgency,
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
