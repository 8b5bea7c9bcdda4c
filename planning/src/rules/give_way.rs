//! Gaps in the traffic that goes first.

use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::messages::Track;
use trunkline_interfaces::{AgentClass, LaneMap};

use super::crossings::{Approach, Crossings};
use super::input::{PASSED_M, RuleInput};
use crate::bounds::{Bounds, ROUNDING_M};
use crate::scene::{Cause, Stop};

/// Time between the ego's leaving and another's coming, s: a gap that neither has to brake for.
const GAP_BEFORE_S: f64 = 1.5;
/// Time between another's leaving and the ego's coming, s.
const GAP_AFTER_S: f64 = 0.5;
/// Slower traffic is taken to wait itself, m/s.
const WAITING_MPS: f64 = 0.5;
/// A vehicle matches a lane within this offset, m, and angle, rad.
const MATCH: (f64, f64) = (2.0, 0.8);
/// Lines farther ahead than this are not yet judged, m.
const LOOK_AHEAD_M: f64 = 80.0;

/// Adds the stops of places where others go first and come.
pub(super) fn stops(input: &RuleInput<'_>, crossings: &mut Crossings, stops: &mut Vec<Stop>) {
    for (index, place) in input.route.yields.iter().enumerate() {
        let gap_m = input.gap_m(place.stop_s_m);
        if place.to.is_empty() || !(-PASSED_M..=LOOK_AHEAD_M).contains(&gap_m) {
            continue;
        }
        let approaches = crossings.of(index, place, input.line, input.map);
        let goes_first = input
            .tracks
            .tracks
            .iter()
            .filter(|track| comes(track.class))
            .find(|track| conflicts(input, approaches, track));
        if let Some(track) = goes_first {
            stops.push(Stop {
                front_s_m: place.stop_s_m,
                cause: Cause::GiveWay(track.id, track.class),
            });
        }
    }
}

fn comes(class: AgentClass) -> bool {
    class.is_motor_vehicle() || class == AgentClass::Bicycle
}

/// Whether a vehicle on one of the approaches would meet the ego if the ego went.
fn conflicts(input: &RuleInput<'_>, approaches: &[Approach], track: &Track) -> bool {
    approaches.iter().any(|approach| {
        let Some(s_m) = place_on(input.map, approach, track) else {
            return false;
        };
        let half_m = 0.5 * track.bbox.size_m.x;
        let (to_enter_m, to_leave_m) = (
            approach.enter_m - s_m - half_m,
            approach.leave_m - s_m + half_m,
        );
        if to_leave_m < 0.0 {
            return false;
        }
        let speed_mps = track.speed_mps();
        if speed_mps < WAITING_MPS {
            return to_enter_m < 0.0; // stands in our way, or waits itself
        }
        let (enter_s, leave_s) = (to_enter_m / speed_mps, to_leave_m / speed_mps);
        let room_m = 0.5 * track.bbox.size_m.y + 0.5 * input.vehicle.width_m + 0.5;
        let to_meet_m = approach.route_s_m - room_m - input.front_s_m;
        let to_clear_m = approach.route_s_m + room_m + input.vehicle.length_m - input.front_s_m;
        let (ego_enter_s, ego_clear_s) = (time_s(input, to_meet_m), time_s(input, to_clear_m));
        ego_clear_s + GAP_BEFORE_S > enter_s && ego_enter_s < leave_s + GAP_AFTER_S
    })
}

/// Arc length of a vehicle on a lane, if it drives on it.
fn place_on(map: &LaneMap, approach: &Approach, track: &Track) -> Option<f64> {
    let p_m = track.bbox.center_m.xy();
    let here = Bounds::of(&[p_m]);
    if !approach.bounds.may_meet(&here, MATCH.0 + ROUNDING_M) {
        return None;
    }
    let lane = map.lane(approach.lane)?;
    let foot = lane.centerline.project(p_m);
    let yaw_rad = lane.centerline.yaw_at(foot.s_m);
    let is_on = foot.d_m.abs() <= MATCH.0
        && angle_difference_rad(yaw_rad, track.bbox.yaw_rad).abs() <= MATCH.1;
    is_on.then_some(foot.s_m)
}

/// Time in which the ego drives a distance, accelerating comfortably up to its wished speed.
fn time_s(input: &RuleInput<'_>, distance_m: f64) -> f64 {
    if distance_m <= 0.0 {
        return 0.0;
    }
    let a = 0.8 * input.idm.acceleration_mps2; // the model's mean on the way to its wished speed
    let v0 = input.start.speed_mps.max(0.0);
    let v1 = input.cruise_mps.min(8.0).max(v0); // turns are not driven faster
    let reaching_m = 0.5 * (v1 * v1 - v0 * v0) / a;
    if distance_m <= reaching_m {
        ((v0 * v0 + 2.0 * a * distance_m).sqrt() - v0) / a
    } else {
        (v1 - v0) / a + (distance_m - reaching_m) / v1.max(0.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::fixtures::{junction_map, left_turn_route, track};
    use approx::assert_abs_diff_eq;
    use std::f64::consts::PI;

    /// Whether the left turn, with the ego's front `gap_m` before its line, waits for somebody.
    fn waits(gap_m: f64, speed: f64, other: Track) -> bool {
        let mut bench = Bench::straight(speed).ego_at(-10.0 - 3.65 - gap_m, -1.75, 0.0);
        bench.route = left_turn_route(); // from x = −60: the line is at −10
        bench.map = junction_map();
        let expected = Cause::GiveWay(other.id, other.class);
        let mut crossings = Crossings::default();
        let stops =
            (bench.with(other)).stops(|input, stops| super::stops(input, &mut crossings, stops));
        assert!(
            stops
                .iter()
                .all(|s| s.front_s_m == 50.0 && s.cause == expected)
        );
        !stops.is_empty()
    }

    fn oncoming(x: f64, speed: f64) -> Track {
        track(6, AgentClass::Car, x, 1.75, PI, speed)
    }

    #[test]
    fn traffic_that_comes_is_waited_for_and_who_is_far_or_through_is_not() {
        assert!(waits(2.0, 5.0, oncoming(30.0, 10.0)));
        assert!(!waits(2.0, 5.0, oncoming(79.0, 5.0)));
        assert!(!waits(2.0, 5.0, oncoming(-20.0, 10.0)));
        assert!(
            !waits(2.0, 5.0, track(6, AgentClass::Car, 30.0, 1.75, 0.0, 10.0)),
            "the other way"
        );
        assert!(
            !waits(2.0, 5.0, track(6, AgentClass::Car, 30.0, 4.0, PI, 10.0)),
            "beside the lane"
        );
        assert!(!waits(
            2.0,
            5.0,
            track(6, AgentClass::Pedestrian, 30.0, 1.75, PI, 10.0)
        ));
        assert!(waits(
            2.0,
            5.0,
            track(6, AgentClass::Bicycle, 20.0, 1.75, PI, 6.0)
        ));
    }

    #[test]
    fn who_stands_is_waited_for_in_the_way_only() {
        assert!(!waits(2.0, 5.0, oncoming(30.0, 0.4)));
        assert!(waits(2.0, 5.0, oncoming(-1.0, 0.0)));
    }

    #[test]
    fn an_ego_over_the_line_goes_on_and_one_far_away_does_not_judge() {
        assert!(waits(-0.9, 5.0, oncoming(20.0, 10.0)));
        assert!(!waits(-1.1, 5.0, oncoming(20.0, 10.0)));
        assert!(
            !waits(45.0, 1.0, oncoming(20.0, 10.0)),
            "through long before"
        );
    }

    #[test]
    fn the_ego_speeds_up_comfortably_to_the_speed_of_turns() {
        let time = |speed: f64, distance_m: f64| {
            let mut time = f64::NAN;
            Bench::straight(speed).stops(|input, _| time = time_s(input, distance_m));
            time
        };
        // a = 1.2 m/s²: from rest 8 m/s after 6.67 s and 26.67 m
        assert_abs_diff_eq!(time(0.0, 2.4), 2.0, epsilon = 1e-9);
        assert_abs_diff_eq!(time(0.0, 80.0 / 3.0), 20.0 / 3.0, epsilon = 1e-9);
        assert_abs_diff_eq!(
            time(0.0, 80.0 / 3.0 + 8.0),
            20.0 / 3.0 + 1.0,
            epsilon = 1e-9
        );
        // from 2 m/s: 2 · 1 + 0.6 = 2.6 m in 1 s
        assert_abs_diff_eq!(time(2.0, 2.6), 1.0, epsilon = 1e-9);
        assert_abs_diff_eq!(time(10.0, 20.0), 2.0, epsilon = 1e-9); // no slower than now
        assert_eq!((time(5.0, 0.0), time(5.0, -3.0)), (0.0, 0.0));
    }
}
