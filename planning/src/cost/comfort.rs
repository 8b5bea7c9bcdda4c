//! Being rough: nuPlan's comfort bounds (longitudinal acceleration −4.05 … 2.40 m/s², lateral
//! 4.89 m/s², longitudinal jerk 4.13 m/s³, yaw rate 0.95 rad/s, yaw acceleration 1.93 rad/s²).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::term::{Context, CostTerm};
use crate::rollout::State;
use crate::scene::DT_S;

/// Steps over which yaw acceleration and jerk are averaged, about as nuPlan's filters do
/// (windows of 0.5 s and 1.5 s, parabolas).
const YAW_WINDOW: usize = 5;
const JERK_WINDOW: usize = 10;
/// Bounds, each on an absolute value, and braking apart.
const ACCELERATION_MPS2: f64 = 2.40;
const BRAKING_MPS2: f64 = 4.05;
const LATERAL_MPS2: f64 = 4.89;
const JERK_MPS3: f64 = 4.13;
const YAW_RATE_RADPS: f64 = 0.95;
const YAW_ACCELERATION_RADPS2: f64 = 1.93;
/// Share of a bound from which on it begins to cost.
const TOLERATED: f64 = 0.7;

fn yaw_rate_radps(state: &State) -> f64 {
    state.speed_mps * state.curvature_1pm
}

/// The largest share of any bound that a state uses by itself.
fn used(state: &State) -> f64 {
    let yaw_rate_radps = yaw_rate_radps(state);
    (state.acceleration_mps2 / ACCELERATION_MPS2)
        .max(-state.acceleration_mps2 / BRAKING_MPS2)
        .max((yaw_rate_radps * state.speed_mps).abs() / LATERAL_MPS2)
        .max(yaw_rate_radps.abs() / YAW_RATE_RADPS)
}

/// The largest share of a bound on a rate, over pairs of states a window apart.
fn used_rate(states: &[State], window: usize, bound: f64, value: impl Fn(&State) -> f64) -> f64 {
    let span_s = window as f64 * DT_S;
    (states.iter().zip(states.iter().skip(window)))
        .map(|(a, b)| (value(b) - value(a)).abs() / (span_s * bound))
        .fold(0.0, f64::max)
}

/// Cost of being rough.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Comfort {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for Comfort {
    fn default() -> Self {
        Self { weight: 2.0 }
    }
}

impl CostTerm for Comfort {
    fn name(&self) -> &'static str {
        "comfort"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// 0 up to 70 % of every bound, 1 where one is reached.
    fn share(&self, context: &Context<'_>) -> f64 {
        let states = &context.rollout.states;
        let jerk = used_rate(states, JERK_WINDOW, JERK_MPS3, |s| s.acceleration_mps2);
        let yaw = used_rate(states, YAW_WINDOW, YAW_ACCELERATION_RADPS2, yaw_rate_radps);
        let worst = states
            .iter()
            .skip(1)
            .map(used)
            .fold(jerk.max(yaw), f64::max);
        ((worst - TOLERATED) / (1.0 - TOLERATED)).clamp(0.0, 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::cost::term::share;
    use approx::assert_abs_diff_eq;

    fn felt(speed_mps: f64, change: impl Fn(f64, &mut State)) -> f64 {
        Bench::straight(speed_mps).look(|scene| {
            let rollout = by_hand(scene, speed_mps, change);
            share(&Comfort::default(), scene, &rollout)
        })
    }

    #[test]
    fn each_bound_costs_from_seventy_percent_on_and_is_whole_where_it_is_reached() {
        type Change = fn(f64, f64, &mut State);
        let cases: [(&str, f64, Change); 6] = [
            ("speeding up", 5.0, |_, part, s| {
                s.acceleration_mps2 = 2.40 * part
            }),
            ("braking", 5.0, |_, part, s| {
                s.acceleration_mps2 = -4.05 * part
            }),
            ("lateral", 10.0, |_, part, s| {
                s.curvature_1pm = -0.0489 * part
            }),
            ("yaw rate", 2.0, |_, part, s| s.curvature_1pm = 0.475 * part),
            // from −2.065 to 2.065 m/s² within a second
            ("jerk", 5.0, |t, part, s| {
                s.acceleration_mps2 = 4.13 * part * (t.min(1.0) - 0.5)
            }),
            // from −0.4825 to 0.4825 rad/s within half a second
            ("yaw acceleration", 5.0, |t, part, s| {
                s.curvature_1pm = 0.2 * 1.93 * part * (t.min(0.5) - 0.25);
            }),
        ];
        for (name, speed_mps, change) in cases {
            let share = |part: f64| felt(speed_mps, |t, s| change(t, part, s));
            assert_abs_diff_eq!(share(1.0), 1.0, epsilon = 1e-9);
            assert_abs_diff_eq!(share(0.85), 0.5, epsilon = 1e-9);
            assert_eq!(share(0.69), 0.0, "{name}");
            assert_abs_diff_eq!(share(9.0), 2.0, epsilon = 0.0);
        }
    }

    #[test]
    fn the_state_at_the_start_cannot_be_helped() {
        let was = |t: f64, s: &mut State| s.acceleration_mps2 = if t == 0.0 { 2.28 } else { 0.0 };
        assert_eq!(felt(5.0, was), 0.0); // 95 % of the bound, but past
    }
}
