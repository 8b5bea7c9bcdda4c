//! People who cross, or are about to.

use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::Polygon;
use trunkline_interfaces::messages::Track;

use super::input::{PASSED_M, RuleInput};
use crate::scene::{Cause, Stop};

/// People this near to a crosswalk and walking towards the path are about to cross, m.
const NEAR_M: f64 = 2.0;
/// Room that people on the crosswalk are given beside the ego's outline, m.
const ROOM_M: f64 = 1.0;
/// Slower people stand, m/s.
const STANDING_MPS: f64 = 0.2;
/// Time ahead within which somebody who walks towards the path is waited for, s.
const COMING_S: f64 = 5.0;
/// Crosswalks farther ahead than this are not yet judged, m.
const LOOK_AHEAD_M: f64 = 60.0;

/// Adds the stops of crosswalks that somebody uses.
pub(super) fn stops(input: &RuleInput<'_>, stops: &mut Vec<Stop>) {
    for place in &input.route.yields {
        let gap_m = input.gap_m(place.stop_s_m);
        let area = place
            .crosswalk
            .and_then(|i| input.map.crosswalks.get(i as usize));
        let Some(area) = area.filter(|_| (-PASSED_M..=LOOK_AHEAD_M).contains(&gap_m)) else {
            continue;
        };
        let bounds = (place.stop_s_m, place.clear_s_m + 2.0);
        let walker = input
            .tracks
            .tracks
            .iter()
            .filter(|t| matches!(t.class, AgentClass::Pedestrian | AgentClass::Bicycle))
            .find(|t| crosses(input, area, bounds, t));
        if let Some(track) = walker {
            stops.push(Stop {
                front_s_m: place.stop_s_m,
                cause: Cause::Crosswalk(track.id),
            });
        }
    }
}

/// Whether somebody is on the ego's path over the crosswalk or comes to it.
fn crosses(input: &RuleInput<'_>, area: &Polygon, bounds: (f64, f64), track: &Track) -> bool {
    let p_m = track.bbox.center_m.xy();
    let is_on = area.contains(p_m);
    if !is_on && area.distance_to_edge_m(p_m) > NEAR_M {
        return false;
    }
    let place = input.line.project_between(p_m, bounds.0, bounds.1);
    let left = input.line.at(place.s_m).left();
    let sideways_mps = track.velocity_mps.dot(&left);
    let corridor_m = 0.5 * input.vehicle.width_m + ROOM_M;
    let outside_m = place.d_m.abs() - corridor_m;
    if outside_m <= 0.0 {
        // On the path: waited for unless it stands beside the crosswalk.
        return is_on || sideways_mps.abs() > STANDING_MPS;
    }
    let approach_mps = -sideways_mps * place.d_m.signum();
    approach_mps > STANDING_MPS && outside_m / approach_mps < COMING_S
}
