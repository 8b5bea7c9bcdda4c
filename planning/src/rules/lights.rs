//! Red and amber lights.

use std::collections::BTreeMap;

use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{SignalId, SignalKind};

use super::input::{PASSED_M, RuleInput};
use crate::scene::{Cause, Stop};

/// Harder braking than this is not asked for by an amber light, m/s² (the dilemma zone of Gazis,
/// Herman, Maradudin 1960: stop if v²/(2d) stays below).
const AMBER_BRAKING_MPS2: f64 = 3.0;

/// Decisions at amber, kept until the light changes: who goes on, goes.
#[derive(Debug, Clone, Default)]
pub(super) struct Lights {
    goes_on_at_amber: BTreeMap<SignalId, bool>,
}

impl Lights {
    /// Adds the lines of lights that hold the ego.
    pub(super) fn stops(&mut self, input: &RuleInput<'_>, stops: &mut Vec<Stop>) {
        for signal in &input.route.signals {
            if signal.kind != SignalKind::TrafficLight {
                continue;
            }
            let gap_m = input.gap_m(signal.stop_s_m);
            let holds = match signal.state {
                SignalState::Go | SignalState::Unknown => {
                    self.goes_on_at_amber.remove(&signal.id);
                    false
                }
                SignalState::Caution => {
                    let speed_mps = input.start.speed_mps.max(0.0);
                    let needed_mps2 = 0.5 * speed_mps * speed_mps / gap_m.max(0.1);
                    let goes_on = *self
                        .goes_on_at_amber
                        .entry(signal.id)
                        .or_insert(needed_mps2 > AMBER_BRAKING_MPS2);
                    !goes_on
                }
                // Who went on at amber and is not over the line at red could not have stopped.
                SignalState::Stop => self.goes_on_at_amber.get(&signal.id) != Some(&true),
            };
            if holds && gap_m > -PASSED_M {
                stops.push(Stop {
                    front_s_m: signal.stop_s_m,
                    cause: Cause::Light(signal.id),
                });
            }
        }
    }
}
