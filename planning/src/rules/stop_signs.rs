//! Stop signs: stand once at the line, then go (others' right of way is another rule's).

use std::collections::BTreeMap;

use trunkline_interfaces::{SignalId, SignalKind, Stamp};

use super::input::{PASSED_M, RuleInput};
use crate::scene::{Cause, Stop};

/// Standing means slower than this, m/s.
const STANDING_MPS: f64 = 0.1;
/// Standing at the line means nearer than this, m.
const AT_LINE_M: f64 = 2.5;
/// How long to stand, s.
const STAND_S: f64 = 0.5;

/// Since when the ego has stood at which sign.
#[derive(Debug, Clone, Default)]
pub(super) struct StopSigns {
    standing_since: BTreeMap<SignalId, Stamp>,
    done: Vec<SignalId>,
}

impl StopSigns {
    /// Adds the lines of signs at which the ego has not stood yet.
    pub(super) fn stops(&mut self, input: &RuleInput<'_>, stops: &mut Vec<Stop>) {
        for signal in &input.route.signals {
            let gap_m = input.gap_m(signal.stop_s_m);
            if signal.kind != SignalKind::Stop
                || gap_m < -PASSED_M
                || self.done.contains(&signal.id)
            {
                continue;
            }
            let now = input.start.stamp;
            if input.start.speed_mps.abs() < STANDING_MPS && gap_m < AT_LINE_M {
                let since = *self.standing_since.entry(signal.id).or_insert(now);
                if (now - since).s() >= STAND_S {
                    self.done.push(signal.id);
                    continue;
                }
            }
            stops.push(Stop {
                front_s_m: signal.stop_s_m,
                cause: Cause::StopSign(signal.id),
            });
        }
    }
}
