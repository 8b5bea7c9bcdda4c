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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use trunkline_interfaces::messages::RouteSignal;

    /// Whether a light with its line `gap_m` ahead of the front holds an ego.
    fn holds(lights: &mut Lights, state: SignalState, gap_m: f64, speed: f64) -> bool {
        let mut bench = Bench::straight(speed);
        bench.route.signals = vec![RouteSignal {
            id: SignalId(3),
            kind: SignalKind::TrafficLight,
            state,
            stop_s_m: 23.65 + gap_m,
        }];
        let stops = bench.stops(|input, stops| lights.stops(input, stops));
        assert!(stops.iter().all(|s| s.cause == Cause::Light(SignalId(3))));
        assert!(stops.iter().all(|s| s.front_s_m == 23.65 + gap_m));
        !stops.is_empty()
    }

    #[test]
    fn red_holds_until_its_line_is_passed_by_a_metre() {
        let mut lights = Lights::default();
        assert!(holds(&mut lights, SignalState::Stop, 30.0, 10.0));
        assert!(holds(&mut lights, SignalState::Stop, -0.9, 10.0));
        assert!(!holds(&mut lights, SignalState::Stop, -1.1, 10.0));
        for free in [SignalState::Go, SignalState::Unknown] {
            assert!(!holds(&mut lights, free, 30.0, 10.0));
        }
    }

    #[test]
    fn amber_holds_where_braking_is_calm_and_the_decision_is_kept() {
        // 10²/(2 · 3) = 16.67 m
        assert!(holds(
            &mut Lights::default(),
            SignalState::Caution,
            16.8,
            10.0
        ));
        let mut lights = Lights::default();
        assert!(!holds(&mut lights, SignalState::Caution, 16.5, 10.0));
        assert!(
            !holds(&mut lights, SignalState::Caution, 12.0, 1.0),
            "went on: goes on"
        );
        assert!(
            !holds(&mut lights, SignalState::Stop, 11.0, 10.0),
            "over at red"
        );
        assert!(!holds(&mut lights, SignalState::Go, 11.0, 10.0));
        assert!(
            holds(&mut lights, SignalState::Stop, 11.0, 10.0),
            "forgotten at green"
        );
        let mut lights = Lights::default();
        assert!(holds(&mut lights, SignalState::Caution, 16.8, 10.0));
        assert!(
            holds(&mut lights, SignalState::Caution, 1.0, 10.0),
            "held: stays held"
        );
        assert!(holds(&mut lights, SignalState::Stop, 1.0, 10.0));
    }

    #[test]
    fn a_stop_sign_is_no_light() {
        let mut bench = Bench::straight(5.0);
        bench.route.signals = vec![RouteSignal {
            id: SignalId(3),
            kind: SignalKind::Stop,
            state: SignalState::Stop,
            stop_s_m: 50.0,
        }];
        let mut lights = Lights::default();
        assert!(
            bench
                .stops(|input, stops| lights.stops(input, stops))
                .is_empty()
        );
    }
}
