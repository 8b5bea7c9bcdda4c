//! The emergency brake: when it sets in and when it lets go.

use trunkline_interfaces::messages::{EgoState, Tracks};
use trunkline_interfaces::{Stamp, StepContext};

use super::collision::hits;
use super::config::SafetyConfig;
use crate::standstill::STANDING_MPS;

/// Steps in a row in which a collision must be imminent: one could be a flicker of the tracks.
const STEPS: u32 = 2;
/// How long the vehicle stands after an emergency before it follows wishes again, s.
const HOLD_S: f64 = 1.0;
/// Tracks that coast longer than this are not braked for, s.
const MAX_COASTING_S: f64 = 0.3;

/// The brake with its memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum EmergencyBrake {
    /// It does not act.
    Off {
        /// Steps in a row in which a collision was imminent.
        imminent_steps: u32,
    },
    /// It acts.
    On {
        /// Since when the vehicle has stood, if it does.
        stood_since: Option<Stamp>,
    },
}

impl EmergencyBrake {
    /// As at the start of a run.
    pub(super) const READY: Self = Self::Off { imminent_steps: 0 };

    /// Whether it acts in this step.
    pub(super) fn acts(
        &mut self,
        config: &SafetyConfig,
        ego: &EgoState,
        tracks: &Tracks,
        ctx: &StepContext<'_>,
    ) -> bool {
        if !config.emergency_braking {
            return false;
        }
        let age_s = (ctx.now - tracks.header.stamp).s().max(0.0);
        let would_hit = |braking_mps2: f64| {
            let real = tracks.tracks.iter().filter(|t| {
                t.existence >= config.min_existence && t.coasting.s() <= MAX_COASTING_S
            });
            hits(ego, real, age_s, braking_mps2, ctx.vehicle)
        };
        *self = match *self {
            Self::Off { imminent_steps } => {
                let is_imminent = would_hit(config.emergency_threshold_mps2) && would_hit(0.0);
                let imminent_steps = if is_imminent { imminent_steps + 1 } else { 0 };
                if imminent_steps >= STEPS {
                    Self::On { stood_since: None }
                } else {
                    Self::Off { imminent_steps }
                }
            }
            Self::On { stood_since } => {
                let stands = ego.speed_mps() < STANDING_MPS;
                let stood_since = stands.then(|| stood_since.unwrap_or(ctx.now));
                let is_over = match stood_since {
                    Some(since) => (ctx.now - since).s() >= HOLD_S,
                    None => !would_hit(0.0),
                };
                if is_over {
                    Self::READY
                } else {
                    Self::On { stood_since }
                }
            }
        };
        matches!(self, Self::On { .. })
    }
}
