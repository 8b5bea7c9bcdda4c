//! Being too close for the speed: both going straight on, contact within a second (nuPlan's bound
//! is 0.95 s; some room is added, because forecasts are not exact).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Context, CostTerm};

use super::collision::is_behind;
use crate::rollout::State;
use crate::scene::{DT_S, Mode, Scene};

/// Times ahead at which contact is looked for, s.
const LOOK_AHEAD_S: [f64; 4] = [0.3, 0.6, 0.9, 1.2];
/// Steps between states that are looked at.
const STRIDE: usize = 3;
/// A standing ego has no time to collision (nuPlan), m/s.
const STANDING_MPS: f64 = 0.005;

/// Whether the ego and an agent, both going straight on from a step, touch too soon.
fn is_short(scene: &Scene<'_>, mode: &Mode, state: &State, step: usize) -> bool {
    if state.speed_mps.abs() <= STANDING_MPS {
        return false;
    }
    let agent = &scene.agents.states(mode)[step];
    let footprint = state.footprint(scene.vehicle);
    let apart_m = (agent.rectangle.center_m - footprint.center_m).norm();
    let closing_mps = state.speed_mps.abs() + agent.velocity_mps.norm();
    let reach_m = footprint.radius_m()
        + agent.rectangle.half_length_m
        + agent.rectangle.half_width_m
        + closing_mps * LOOK_AHEAD_S[LOOK_AHEAD_S.len() - 1];
    if apart_m > reach_m || is_behind(state, agent.rectangle.center_m) {
        return false;
    }
    // Contact now is the collision term's business.
    let relative_mps = agent.velocity_mps - state.axis * state.speed_mps;
    !footprint.overlaps(&agent.rectangle)
        && LOOK_AHEAD_S
            .iter()
            .any(|t| footprint.overlaps(&agent.rectangle.moved(relative_mps * *t)))
}

/// Cost of a time to collision below the bound.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TimeToCollision {
    /// Cost of one whole violation, ≥ 0.
    pub weight: f64,
}

impl Default for TimeToCollision {
    fn default() -> Self {
        Self { weight: 5.0 }
    }
}

impl CostTerm for TimeToCollision {
    fn name(&self) -> &'static str {
        "time_to_collision"
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    /// Probability of the likeliest mode that comes too close, sooner ones dearer.
    fn share(&self, context: &Context<'_>) -> f64 {
        let scene = context.scene;
        let horizon_s = context.rollout.states.len() as f64 * DT_S;
        let mut worst = 0.0_f64;
        for mode in scene.agents.modes() {
            let states = context.rollout.states.iter().enumerate().step_by(STRIDE);
            for (step, state) in states {
                let share = mode.probability * (1.0 - 0.5 * step as f64 * DT_S / horizon_s);
                if share <= worst {
                    break;
                }
                if is_short(scene, mode, state, step) {
                    worst = share;
                    break;
                }
            }
        }
        worst
    }
}
