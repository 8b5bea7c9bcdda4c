//! Passing a line at which to stop: a red light, a sign, others who go first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};

/// Cost of passing a line at which to stop.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StopLines {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for StopLines {
    fn default() -> Self {
        Self { weight: 60.0 }
    }
}

impl CostTerm for StopLines {
    fn name(&self) -> &'static str {
        "stop_lines"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// 1 if the front passes a line that was ahead of it and could still be kept.
    fn share(&self, context: &Context<'_>) -> f64 {
        let scene = context.scene;
        let front_m = scene.vehicle.front_from_rear_axle_m();
        let (Some(first), Some(last)) = (
            context.rollout.states.first(),
            context.rollout.states.last(),
        ) else {
            return 0.0;
        };
        let passes = scene.stops.iter().any(|stop| {
            first.s_m + front_m < stop.front_s_m && last.s_m + front_m > stop.front_s_m + 0.3
        });
        if passes { 1.0 } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::share;
    use crate::scene::{Cause, Stop};

    #[test]
    fn a_line_is_passed_by_a_front_that_was_before_it() {
        // the front is at 23.65 m and, after 40 m, at 63.65 m
        let cases = [
            (63.3, 1.0),
            (63.4, 0.0),
            (23.7, 1.0),
            (23.6, 0.0),
            (70.0, 0.0),
        ];
        for (front_s_m, expected) in cases {
            let mut bench = Bench::straight(10.0);
            bench.stops = vec![Stop {
                front_s_m,
                cause: Cause::Goal,
            }];
            bench.look(|scene| {
                let rollout = by_hand(scene, 10.0, |_, _| ());
                let share = share(&StopLines::default(), scene, &rollout);
                assert_eq!(share, expected, "{front_s_m}");
            });
        }
    }
}
