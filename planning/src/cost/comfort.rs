//! Being rough: nuPlan's comfort bounds (longitudinal acceleration −4.05 … 2.40 m/s², lateral
//! 4.89 m/s², longitudinal jerk 4.13 m/s³, yaw rate 0.95 rad/s, yaw acceleration 1.93 rad/s²).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, CostTerm};

use crate::rollout::State;
use crate::scene::DT_S;

/// Steps over which jerk and yaw acceleration are averaged, as nuPlan's filters do.
const WINDOW: usize = 5;
/// Bounds, each on an absolute value, and braking apart.
const ACCELERATION_MPS2: f64 = 2.40;
const BRAKING_MPS2: f64 = 4.05;
const LATERAL_MPS2: f64 = 4.89;
const JERK_MPS3: f64 = 4.13;
const YAW_RATE_RADPS: f64 = 0.95;
const YAW_ACCELERATION_RADPS2: f64 = 1.93;
/// Share of a bound from which on it begins to cost.
const TOLERATED: f64 = 0.7;

/// The largest share of any bound that a pair of states, a window apart, uses.
fn used(a: &State, b: &State) -> f64 {
    let span_s = WINDOW as f64 * DT_S;
    let yaw_rate = |s: &State| s.speed_mps * s.curvature_1pm;
    let jerk_mps3 = (b.acceleration_mps2 - a.acceleration_mps2) / span_s;
    let yaw_acceleration = (yaw_rate(b) - yaw_rate(a)) / span_s;
    (b.acceleration_mps2 / ACCELERATION_MPS2)
        .max(-b.acceleration_mps2 / BRAKING_MPS2)
        .max(jerk_mps3.abs() / JERK_MPS3)
        .max((yaw_rate(b) * b.speed_mps).abs() / LATERAL_MPS2)
        .max(yaw_rate(b).abs() / YAW_RATE_RADPS)
        .max(yaw_acceleration.abs() / YAW_ACCELERATION_RADPS2)
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
        let worst = (states.iter().zip(states.iter().skip(WINDOW)))
            .map(|(a, b)| used(a, b))
            .fold(0.0, f64::max);
        ((worst - TOLERATED) / (1.0 - TOLERATED)).clamp(0.0, 2.0)
    }
}
