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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use trunkline_interfaces::Duration;
    use trunkline_interfaces::messages::{RouteSignal, SignalState};

    /// Whether a sign with its line `gap_m` ahead of the front holds an ego.
    fn holds(
        signs: &mut StopSigns,
        kind: SignalKind,
        gap_m: f64,
        speed: f64,
        time_ms: i64,
    ) -> bool {
        let mut bench = Bench::straight(speed);
        bench.ego.header.stamp = Stamp::ZERO + Duration::from_ms(time_ms);
        bench.route.signals = vec![RouteSignal {
            id: SignalId(3),
            kind,
            state: SignalState::Unknown,
            stop_s_m: 23.65 + gap_m,
        }];
        let stops = bench.stops(|input, stops| signs.stops(input, stops));
        assert!(
            stops
                .iter()
                .all(|s| s.cause == Cause::StopSign(SignalId(3)))
        );
        !stops.is_empty()
    }

    #[test]
    fn half_a_second_at_the_line_is_enough() {
        let mut signs = StopSigns::default();
        let sign = SignalKind::Stop;
        assert!(holds(&mut signs, sign, 20.0, 5.0, 0));
        assert!(holds(&mut signs, sign, 2.6, 0.0, 1_000), "too far off");
        assert!(holds(&mut signs, sign, 2.6, 0.0, 2_000));
        assert!(holds(&mut signs, sign, 2.4, 0.11, 2_100), "still rolls");
        assert!(holds(&mut signs, sign, 2.4, 0.0, 3_000));
        assert!(holds(&mut signs, sign, 2.4, 0.0, 3_490));
        assert!(!holds(&mut signs, sign, 2.4, 0.0, 3_500));
        assert!(!holds(&mut signs, sign, 2.0, 3.0, 3_600), "done is done");
    }

    #[test]
    fn a_sign_behind_and_a_light_are_not_stopped_at() {
        let mut signs = StopSigns::default();
        assert!(holds(&mut signs, SignalKind::Stop, -0.9, 5.0, 0));
        assert!(!holds(&mut signs, SignalKind::Stop, -1.1, 5.0, 0));
        assert!(!holds(&mut signs, SignalKind::TrafficLight, 20.0, 5.0, 0));
    }
}
