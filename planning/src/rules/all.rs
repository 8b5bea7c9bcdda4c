//! All rules together: the lines at which to stop now.

use super::crossings::Crossings;
use super::input::RuleInput;
use super::lights::Lights;
use super::stop_signs::StopSigns;
use super::{crosswalks, give_way};
use crate::scene::{Cause, Stop};

/// The rules, with what they must remember between steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    lights: Lights,
    stop_signs: StopSigns,
    crossings: Crossings,
}

impl Rules {
    /// A new path: what was worked out for the old one is void.
    pub(crate) fn path_changed(&mut self) {
        self.crossings = Crossings::default();
    }

    /// Fills in the stops that hold now, by ascending arc length.
    pub(crate) fn stops(&mut self, input: &RuleInput<'_>, stops: &mut Vec<Stop>) {
        stops.clear();
        self.lights.stops(input, stops);
        self.stop_signs.stops(input, stops);
        give_way::stops(input, &mut self.crossings, stops);
        crosswalks::stops(input, stops);
        let end_s_m = input.line.length_m();
        let (front_s_m, cause) = if input.route.stop_at_goal {
            (input.route.goal_s_m.min(end_s_m), Cause::Goal)
        } else {
            (end_s_m, Cause::RouteEnd)
        };
        stops.push(Stop { front_s_m, cause });
        stops.sort_by(|a, b| a.front_s_m.total_cmp(&b.front_s_m));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::fixtures::{junction_map, left_turn_route, track};
    use trunkline_interfaces::messages::{RouteSignal, SignalState};
    use trunkline_interfaces::{AgentClass, LaneId, SignalId, SignalKind};

    fn ends(goal_s_m: f64, stop_at_goal: bool) -> Vec<Stop> {
        let mut bench = Bench::straight(5.0); // 220 m
        (bench.route.goal_s_m, bench.route.stop_at_goal) = (goal_s_m, stop_at_goal);
        let mut rules = Rules::default();
        bench.stops(|input, stops| rules.stops(input, stops))
    }

    #[test]
    fn the_goal_or_the_end_of_the_route_is_the_last_line() {
        let stop = |front_s_m, cause| vec![Stop { front_s_m, cause }];
        assert_eq!(ends(100.0, true), stop(100.0, Cause::Goal));
        assert_eq!(ends(300.0, true), stop(220.0, Cause::Goal));
        assert_eq!(ends(100.0, false), stop(220.0, Cause::RouteEnd));
    }

    #[test]
    fn where_lanes_meet_the_route_is_worked_out_anew_for_a_new_path() {
        let mut rules = Rules::default();
        let gives_way = |rules: &mut Rules, to: LaneId| {
            let oncoming = track(6, AgentClass::Car, 30.0, 1.75, std::f64::consts::PI, 10.0);
            let mut bench = Bench::straight(5.0)
                .ego_at(-15.65, -1.75, 0.0)
                .with(oncoming);
            (bench.route, bench.map) = (left_turn_route(), junction_map());
            bench.route.yields[0].to = vec![to];
            let stops = bench.stops(|input, stops| rules.stops(input, stops));
            stops.len() == 2
        };
        assert!(!gives_way(&mut rules, LaneId(3)));
        rules.path_changed();
        assert!(gives_way(&mut rules, LaneId(7)));
    }

    #[test]
    fn lines_come_in_the_order_of_the_way() {
        let mut bench = Bench::straight(5.0);
        let signal = |id: u32, kind, stop_s_m| RouteSignal {
            id: SignalId(id),
            kind,
            state: SignalState::Stop,
            stop_s_m,
        };
        bench.route.signals = vec![
            signal(1, SignalKind::TrafficLight, 90.0),
            signal(2, SignalKind::Stop, 60.0),
        ];
        let mut rules = Rules::default();
        let mut kept = vec![Stop {
            front_s_m: 1.0,
            cause: Cause::Goal,
        }];
        bench.stops(|input, _| rules.stops(input, &mut kept));
        let places: Vec<f64> = kept.iter().map(|s| s.front_s_m).collect();
        assert_eq!(places, [60.0, 90.0, 220.0]);
    }
}
