//! Where the lanes that go first meet the route, and how far along which lanes traffic comes.

use std::collections::BTreeMap;

use trunkline_interfaces::messages::RouteYield;
use trunkline_interfaces::{Lane, LaneId, LaneMap};

use crate::bounds::Bounds;
use crate::reference::Line;

/// Paths nearer than this meet, m: half of both vehicles' widths and some room.
const MEETING_M: f64 = 2.2;
/// Traffic farther from the meeting point than this is not waited for, m.
const SIGHT_M: f64 = 120.0;
/// Step along a lane when looking for the meeting point, m.
const STEP_M: f64 = 1.0;

/// One lane that leads to a meeting point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Approach {
    pub(super) lane: LaneId,
    /// From the lane's start to where traffic on it first meets the ego's path.
    pub(super) enter_m: f64,
    /// From the lane's start to where it has left the ego's path (or merges: its lane's end).
    pub(super) leave_m: f64,
    /// Where on the route they meet.
    pub(super) route_s_m: f64,
    /// The box around the lane's centre line: most traffic is nowhere near it.
    pub(super) bounds: Bounds,
}

/// The approaches of each place to give way, worked out when first needed.
#[derive(Debug, Clone, Default)]
pub(super) struct Crossings {
    known: BTreeMap<usize, Vec<Approach>>,
}

impl Crossings {
    /// The approaches of the route's yield number `index`.
    pub(super) fn of(
        &mut self,
        index: usize,
        place: &RouteYield,
        line: &Line,
        map: &LaneMap,
    ) -> &[Approach] {
        self.known
            .entry(index)
            .or_insert_with(|| approaches(place, line, map))
    }
}

fn approaches(place: &RouteYield, line: &Line, map: &LaneMap) -> Vec<Approach> {
    let mut found = Vec::new();
    for id in &place.to {
        let Some(meeting) = map.lane(*id).and_then(|lane| meeting(lane, place, line)) else {
            continue;
        };
        found.push(meeting);
        upstream(map, meeting, &mut found);
    }
    found
}

/// Where a lane first comes near the route between the stop line and the end of the conflict.
fn meeting(lane: &Lane, place: &RouteYield, line: &Line) -> Option<Approach> {
    let length_m = lane.centerline.length_m();
    let count = (length_m / STEP_M).ceil().clamp(1.0, 2000.0) as usize;
    let mut enter: Option<(f64, f64)> = None;
    let mut leave_m = 0.0;
    for i in 0..=count {
        let s_m = length_m * i as f64 / count as f64;
        let p_m = lane.centerline.position_at(s_m);
        let foot = line.project_between(p_m, place.stop_s_m, place.clear_s_m);
        let is_between = foot.s_m >= place.stop_s_m - 1.0 && foot.s_m <= place.clear_s_m + 1.0;
        if is_between && foot.d_m.abs() <= MEETING_M {
            enter.get_or_insert((s_m, foot.s_m));
            leave_m = s_m;
        }
    }
    let (enter_m, route_s_m) = enter?;
    Some(Approach {
        lane: lane.id,
        enter_m,
        leave_m,
        route_s_m,
        bounds: Bounds::of(lane.centerline.points_m()),
    })
}

/// Adds the lanes that lead to a meeting point, as far as traffic matters.
fn upstream(map: &LaneMap, meeting: Approach, found: &mut Vec<Approach>) {
    let mut open = vec![meeting];
    while let Some(near) = open.pop() {
        let Some(lane) = map.lane(near.lane) else {
            continue;
        };
        for before in lane.predecessors.iter().filter_map(|id| map.lane(*id)) {
            let length_m = before.centerline.length_m();
            let is_known = |a: &Approach| a.lane == before.id && a.route_s_m == meeting.route_s_m;
            if near.enter_m > SIGHT_M || found.iter().any(is_known) {
                continue;
            }
            let approach = Approach {
                lane: before.id,
                enter_m: near.enter_m + length_m,
                leave_m: near.leave_m + length_m,
                bounds: Bounds::of(before.centerline.points_m()),
                ..meeting
            };
            found.push(approach);
            open.push(approach);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{junction_map, left_turn_route};
    use approx::assert_abs_diff_eq;

    #[test]
    fn oncoming_lanes_meet_a_left_turn_where_the_paths_cross() {
        let (map, route) = (junction_map(), left_turn_route());
        let line = Line::new(&route).unwrap();
        let approaches = approaches(&route.yields[0], &line, &map);
        let through = approaches.iter().find(|a| a.lane == LaneId(7)).unwrap();
        // lane 7 runs west from x = 10 at y = 1.75; the turn crosses y = 1.75 near x = −1.8
        assert_abs_diff_eq!(line.at(through.route_s_m).position_m.y, 1.75, epsilon = 2.5);
        assert!(
            through.enter_m > 4.0 && through.enter_m < 16.0,
            "{through:?}"
        );
        let before = approaches.iter().find(|a| a.lane == LaneId(6)).unwrap();
        assert_abs_diff_eq!(before.enter_m, through.enter_m + 70.0, epsilon = 1e-9);
    }
}
