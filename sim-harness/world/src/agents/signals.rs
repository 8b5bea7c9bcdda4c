//! Traffic lights: the groups of a junction take turns.

use std::collections::BTreeMap;

use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{LaneId, LaneMap, Random, SignalId, SignalKind};

use super::net_lane::{NetLane, StopLine};

/// Amber, s (50 km/h; RiLSA 2015 section 2.4: 3 s).
const AMBER_S: f64 = 3.0;
/// Nobody has green, s.
const ALL_RED_S: f64 = 2.0;

/// One traffic light and its place in the turns.
#[derive(Debug, Clone, Copy)]
struct Light {
    id: SignalId,
    controller: u32,
    turn: u32,
}

/// Which lights belong together.
#[derive(Debug, Default)]
pub(crate) struct SignalPlan {
    lights: Vec<Light>,
    /// Number of turns of each controller.
    turns: Vec<u32>,
}

/// Times of one controller in one run.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Timing {
    green_s: f64,
    /// Time into the cycle at the start of the run.
    offset_s: f64,
}

/// The lights of a run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SignalTimes {
    timings: Vec<Timing>,
}

/// Gathers the lights into controllers, one per junction, and tells the lanes of their stop lines.
pub(super) fn plan(
    map: &LaneMap,
    index: &BTreeMap<LaneId, u32>,
    lanes: &mut [NetLane],
) -> SignalPlan {
    let mut plan = SignalPlan::default();
    let mut controllers: BTreeMap<u64, u32> = BTreeMap::new();
    let mut turns: BTreeMap<(u32, u64), u32> = BTreeMap::new();
    for signal in map.signals.values() {
        let stops: Vec<(u32, f64)> = signal
            .stops
            .iter()
            .filter_map(|stop| Some((*index.get(&stop.lane)?, stop.s_m)))
            .collect();
        let light = (signal.kind == SignalKind::TrafficLight).then(|| {
            let junction = stops.iter().find_map(|(lane, _)| {
                let lane = &lanes[*lane as usize];
                let ahead = || {
                    lane.successors
                        .iter()
                        .find_map(|s| lanes[*s as usize].junction)
                };
                lane.junction.or_else(ahead)
            });
            // A light without a junction (a lone crosswalk) is a controller of its own.
            let key = junction.map_or(1 << 40 | u64::from(signal.id.0), u64::from);
            let next = controllers.len() as u32;
            let controller = *controllers.entry(key).or_insert(next);
            if controller as usize == plan.turns.len() {
                plan.turns.push(0);
            }
            let group = signal
                .group
                .map_or(1 << 40 | u64::from(signal.id.0), u64::from);
            let count = &mut plan.turns[controller as usize];
            let turn = *turns.entry((controller, group)).or_insert_with(|| {
                *count += 1;
                *count - 1
            });
            plan.lights.push(Light {
                id: signal.id,
                controller,
                turn,
            });
            plan.lights.len() as u32 - 1
        });
        for (lane, s_m) in stops {
            lanes[lane as usize].stops.push(StopLine {
                s_m,
                kind: signal.kind,
                light,
            });
        }
    }
    plan
}

impl SignalPlan {
    /// Times for a run: green 12 to 18 s and a random start in the cycle, per controller.
    pub(crate) fn times(&self, seed: u64) -> SignalTimes {
        let timing = |(i, turns): (usize, &u32)| {
            let mut random = Random::new(seed, "signals", i as u64);
            let green_s = random.range(12.0, 18.0);
            let offset_s = random.range(0.0, cycle_s(*turns, green_s));
            Timing { green_s, offset_s }
        };
        SignalTimes {
            timings: self.turns.iter().enumerate().map(timing).collect(),
        }
    }

    /// Index of a light by its signal.
    pub(crate) fn light_of(&self, id: SignalId) -> Option<u32> {
        self.lights
            .binary_search_by_key(&id, |l| l.id)
            .ok()
            .map(|i| i as u32)
    }

    /// Every light's state, by ascending id.
    pub(crate) fn states(&self, times: &SignalTimes, time_s: f64) -> Vec<(SignalId, SignalState)> {
        (0..self.lights.len() as u32)
            .map(|i| (self.lights[i as usize].id, self.state(times, i, time_s)))
            .collect()
    }

    /// State of one light.
    pub(crate) fn state(&self, times: &SignalTimes, light: u32, time_s: f64) -> SignalState {
        let (time_in_turn_s, timing) = self.time_in_turn_s(times, light, time_s);
        if time_in_turn_s < timing.green_s {
            SignalState::Go
        } else if time_in_turn_s < timing.green_s + AMBER_S {
            SignalState::Caution
        } else {
            SignalState::Stop
        }
    }

    /// Time until a light is green next; 0 while it is.
    pub(crate) fn until_green_s(&self, times: &SignalTimes, light: u32, time_s: f64) -> f64 {
        let (time_in_turn_s, timing) = self.time_in_turn_s(times, light, time_s);
        if time_in_turn_s < timing.green_s {
            return 0.0;
        }
        let turns = self.turns[self.lights[light as usize].controller as usize];
        cycle_s(turns, timing.green_s) - time_in_turn_s
    }

    /// Time since the light's green began, within the cycle.
    fn time_in_turn_s(&self, times: &SignalTimes, light: u32, time_s: f64) -> (f64, Timing) {
        let Light {
            controller, turn, ..
        } = self.lights[light as usize];
        let timing = times.timings[controller as usize];
        let cycle = cycle_s(self.turns[controller as usize], timing.green_s);
        let begins_s = f64::from(turn) * turn_s(timing.green_s);
        let into = time_s + timing.offset_s - begins_s;
        (into - (into / cycle).floor() * cycle, timing)
    }

    /// Shifts a light's controller so that the light's green begins at a time.
    pub(crate) fn shift_green_to(&self, times: &mut SignalTimes, light: u32, green_at_s: f64) {
        let Light {
            controller, turn, ..
        } = self.lights[light as usize];
        let timing = &mut times.timings[controller as usize];
        timing.offset_s = f64::from(turn) * turn_s(timing.green_s) - green_at_s;
        let cycle = cycle_s(self.turns[controller as usize], timing.green_s);
        // The red before must last from the start on: stretch greens if the cycle is too short.
        let red_s = cycle - timing.green_s - AMBER_S;
        if green_at_s > red_s && self.turns[controller as usize] > 1 {
            let others = f64::from(self.turns[controller as usize] - 1);
            timing.green_s += (green_at_s - red_s) / others;
            timing.offset_s = f64::from(turn) * turn_s(timing.green_s) - green_at_s;
        }
    }

    /// Shifts a light's controller so that the light's amber begins at a time.
    pub(crate) fn shift_amber_to(&self, times: &mut SignalTimes, light: u32, amber_at_s: f64) {
        let controller = self.lights[light as usize].controller as usize;
        let green_s = times.timings[controller].green_s.max(amber_at_s);
        times.timings[controller].green_s = green_s;
        self.shift_green_to(times, light, amber_at_s - green_s);
    }
}

/// Time of one turn.
fn turn_s(green_s: f64) -> f64 {
    green_s + AMBER_S + ALL_RED_S
}

/// Time of all turns. A controller with one group only gives the others (people on foot) a turn too.
fn cycle_s(turns: u32, green_s: f64) -> f64 {
    f64::from(turns.max(2)) * turn_s(green_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two groups at one junction, lights 1 and 2.
    fn two_turns(green_s: f64) -> (SignalPlan, SignalTimes) {
        let light = |id, turn| Light {
            id: SignalId(id),
            controller: 0,
            turn,
        };
        let plan = SignalPlan {
            lights: vec![light(1, 0), light(2, 1)],
            turns: vec![2],
        };
        let timing = Timing {
            green_s,
            offset_s: 0.0,
        };
        let times = SignalTimes {
            timings: vec![timing],
        };
        (plan, times)
    }

    #[test]
    fn groups_take_turns_with_amber_and_all_red_between() {
        let (plan, times) = two_turns(10.0);
        let states = |time_s: f64| [plan.state(&times, 0, time_s), plan.state(&times, 1, time_s)];
        use SignalState::{Caution, Go, Stop};
        assert_eq!(states(9.9), [Go, Stop]);
        assert_eq!(states(10.1), [Caution, Stop]);
        assert_eq!(states(13.1), [Stop, Stop]);
        assert_eq!(states(15.1), [Stop, Go]); // 10 + 3 + 2
        assert_eq!(states(30.1), [Go, Stop]); // 2 · 15
        let both = |k: i32| states(f64::from(k) * 0.1).iter().all(|s| *s != Stop);
        assert!(!(0..3000).any(both));
    }

    #[test]
    fn a_light_can_be_made_green_at_a_time() {
        for green_at_s in [0.0, 7.0, 16.0, 40.0] {
            let (plan, mut times) = two_turns(10.0);
            plan.shift_green_to(&mut times, 1, green_at_s);
            let steps = (green_at_s * 10.0) as i32;
            for k in 0..steps {
                assert_eq!(
                    plan.state(&times, 1, 0.1 * f64::from(k)),
                    SignalState::Stop,
                    "{k}"
                );
            }
            assert_eq!(plan.state(&times, 1, green_at_s + 0.05), SignalState::Go);
        }
    }

    #[test]
    fn a_light_can_be_kept_green_until_a_time() {
        let (plan, mut times) = two_turns(10.0);
        plan.shift_amber_to(&mut times, 0, 25.0);
        for k in 0..250 {
            assert_eq!(
                plan.state(&times, 0, 0.1 * f64::from(k)),
                SignalState::Go,
                "{k}"
            );
        }
        assert_eq!(plan.state(&times, 0, 25.1), SignalState::Caution);
    }

    #[test]
    fn time_to_green_counts_down() {
        let (plan, times) = two_turns(10.0);
        assert!((plan.until_green_s(&times, 1, 11.0) - 4.0).abs() < 1e-9);
        assert!(plan.until_green_s(&times, 1, 16.0).abs() < 1e-9);
    }
}
