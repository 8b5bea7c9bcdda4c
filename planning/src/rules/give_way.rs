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
    use crate::fixtures::{junction_map, lane, lane_map, left_turn_route, track};
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;
    use proptest::prelude::*;
    use std::f64::consts::PI;
    use trunkline_interfaces::{LaneId, Turn};

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

    /// Whether a truck (9 m by 2.5 m) at an arc length of a lane conflicts with an ego at 8.5 m/s
    /// whose front is at 23.65 m. The lane enters the ego's path after 70 m, leaves it after 78 m
    /// and meets the route at 50 m. The truck is off the lane by an offset and an angle.
    fn truck_conflicts(s_m: f64, speed: f64, off_m: f64, off_rad: f64) -> bool {
        let mut bench = Bench::straight(8.5);
        // 100 m along (0.6, −0.8)
        let ends = [[0.0, 40.0], [60.0, -40.0]];
        bench.map = lane_map("one", vec![lane(7, &ends, &[], Turn::Straight)]);
        let points = [Vector2::from(ends[0]), Vector2::from(ends[1])];
        let approach = Approach {
            lane: LaneId(7),
            enter_m: 70.0,
            leave_m: 78.0,
            route_s_m: 50.0,
            bounds: Bounds::of(&points),
        };
        let p_m = points[0] + Vector2::new(0.6, -0.8) * s_m + Vector2::new(0.8, 0.6) * off_m;
        let yaw_rad = (-0.8_f64).atan2(0.6) + off_rad;
        let truck = track(6, AgentClass::Truck, p_m.x, p_m.y, yaw_rad, speed);
        let mut answer = None;
        bench.stops(|input, _| answer = Some(conflicts(input, &[approach], &truck)));
        answer.unwrap()
    }

    #[test]
    fn a_gap_is_judged_by_both_outlines_and_both_times() {
        // Room: 2.5 / 2 + 1.85 / 2 + 0.5 = 2.675 m. The ego enters after (50 − 2.675 − 23.65) / 8.5
        // = 2.785 s and is clear after (50 + 2.675 + 4.6 − 23.65) / 8.5 = 3.956 s.
        // The truck enters after (70 − s − 4.5) / 10: conflict if within 3.956 + 1.5 s: s > 10.94.
        assert!(truck_conflicts(11.0, 10.0, 0.0, 0.0) && !truck_conflicts(10.9, 10.0, 0.0, 0.0));
        // It has left after (78 − s + 4.5) / 10: conflict if later than 2.785 − 0.5 s: s < 59.65.
        assert!(truck_conflicts(59.6, 10.0, 0.0, 0.0) && !truck_conflicts(59.7, 10.0, 0.0, 0.0));
    }

    #[test]
    fn a_standing_vehicle_conflicts_from_its_front_to_its_rear() {
        // Front on the path from 70 − 4.5 m on, rear off it at 78 + 4.5 m.
        for (s_m, expected) in [(65.4, false), (65.6, true), (82.4, true), (82.6, false)] {
            assert_eq!(truck_conflicts(s_m, 0.4, 0.0, 0.0), expected, "{s_m}");
        }
        // Before the path: slower than 0.5 m/s it is taken to wait, faster it comes in 3 s.
        assert!(!truck_conflicts(64.0, 0.49, 0.0, 0.0));
        assert!(truck_conflicts(64.0, 0.51, 0.0, 0.0));
    }

    #[test]
    fn a_vehicle_is_on_a_lane_near_its_middle_and_along_it() {
        let at = |off_m: f64, off_rad: f64| truck_conflicts(40.0, 10.0, off_m, off_rad);
        for side in [1.0, -1.0] {
            assert!(at(1.95 * side, 0.0) && !at(2.05 * side, 0.0));
            assert!(at(0.0, 0.79 * side) && !at(0.0, 0.81 * side));
            // no box around the lane's middle keeps its sides out
            assert!(waits(
                2.0,
                5.0,
                track(6, AgentClass::Car, 30.0, 1.75 + 1.9 * side, PI, 10.0)
            ));
        }
    }

    #[test]
    fn lines_within_eighty_metres_are_judged() {
        // At 8 m/s the ego is at the meeting point after about 11 s, and so is who creeps.
        assert!(waits(79.9, 8.0, oncoming(14.0, 1.0)));
        assert!(!waits(80.1, 8.0, oncoming(14.0, 1.0)));
    }

    #[test]
    fn things_are_not_given_way_to() {
        assert!(comes(AgentClass::Bus) && comes(AgentClass::Motorcycle));
        assert!(!comes(AgentClass::StaticObject) && !comes(AgentClass::Pedestrian));
    }

    proptest! {
        #[test]
        fn longer_ways_take_longer_and_faster_egos_are_sooner(
            speed in 0.0..15.0_f64, faster in 0.0..5.0_f64, way_m in 0.0..90.0_f64, more_m in 0.1..30.0_f64,
        ) {
            let time = |speed: f64, way_m: f64| {
                let mut time = f64::NAN;
                Bench::straight(speed).stops(|input, _| time = time_s(input, way_m));
                time
            };
            let (near_s, far_s) = (time(speed, way_m), time(speed, way_m + more_m));
            // never faster than at the higher of 8 m/s and its speed
            prop_assert!(far_s - near_s >= more_m / speed.max(8.0) - 1e-9, "{near_s} {far_s}");
            prop_assert!(time(speed + faster, way_m) <= near_s + 1e-9);
        }
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
        // from 3 m/s: 3 · 2 + 0.6 · 2² = 8.4 m in 2 s; 8 m/s after 5 / 1.2 s and 55 / 2.4 m, then
        // 12 m in 1.5 s
        assert_abs_diff_eq!(time(3.0, 8.4), 2.0, epsilon = 1e-9);
        assert_abs_diff_eq!(
            time(3.0, 55.0 / 2.4 + 12.0),
            5.0 / 1.2 + 1.5,
            epsilon = 1e-9
        );
        assert_abs_diff_eq!(time(-3.0, 2.4), 2.0, epsilon = 1e-9); // backwards is from rest
        assert_eq!((time(5.0, 0.0), time(5.0, -3.0)), (0.0, 0.0));
    }
}
