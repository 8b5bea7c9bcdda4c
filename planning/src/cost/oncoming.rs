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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::share;
    use approx::assert_abs_diff_eq;

    #[test]
    fn the_side_of_oncoming_traffic_is_that_of_the_country() {
        let mut bench = Bench::straight(5.0);
        for (is_left_hand, side) in [(false, 1.0), (true, -1.0)] {
            bench.map.is_left_hand = is_left_hand;
            bench.look(|scene| {
                let at = |d_m: f64| {
                    // over the border from 2 s on: steps 20 to 40 of 41
                    let rollout =
                        by_hand(scene, 5.0, |t, s| s.d_m = if t > 1.95 { d_m } else { 0.0 });
                    share(&Oncoming::default(), scene, &rollout)
                };
                assert_abs_diff_eq!(at(1.76 * side), 21.0 / 41.0, epsilon = 1e-12);
                assert_eq!(at(1.75 * side), 0.0);
                assert_eq!(at(-3.0 * side), 0.0);
                let back = |speed| {
                    share(
                        &Oncoming::default(),
                        scene,
                        &by_hand(scene, speed, |_, _| ()),
                    )
                };
                assert_eq!((back(-0.6), back(-0.5)), (1.0, 0.0));
            });
        }
    }
}
