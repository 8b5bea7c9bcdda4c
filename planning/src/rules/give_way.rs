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
