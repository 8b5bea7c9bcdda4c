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
    use crate::fixtures::{junction_map, lane, lane_map, left_turn_route, route_along};
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;
    use trunkline_interfaces::Turn;

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

    /// A place on a road east from x = −20 m along y = 0.
    fn place(stop_s_m: f64, clear_s_m: f64, to: &[u32]) -> RouteYield {
        RouteYield {
            stop_s_m,
            clear_s_m,
            to: to.iter().map(|id| LaneId(*id)).collect(),
            crosswalk: None,
        }
    }

    fn east() -> Line {
        Line::new(&route_along(&[[-20.0, 0.0], [200.0, 0.0]], None)).unwrap()
    }

    #[test]
    fn a_lane_meets_the_route_from_where_it_is_near_to_where_it_is_off_again() {
        // 40·√2 = 56.57 m north-east through (30, 0): 57 steps of 0.99243 m. It is 2.2 m off after
        // (20 ∓ 2.2)·√2 = 25.17 and 31.40 m: steps 26 to 31.
        let ends = [[10.0, -20.0], [50.0, 20.0]];
        let lane = lane(4, &ends, &[], Turn::Straight);
        let meeting = meeting(&lane, &place(45.0, 55.0, &[]), &east()).unwrap();
        let step_m = 40.0 * 2.0_f64.sqrt() / 57.0;
        assert_eq!(meeting.lane, LaneId(4));
        assert_abs_diff_eq!(meeting.enter_m, 26.0 * step_m, epsilon = 1e-9);
        assert_abs_diff_eq!(meeting.leave_m, 31.0 * step_m, epsilon = 1e-9);
        // there it is at x = 10 + 26 · 40/57, which is 20 m farther along the route
        let route_s_m = 30.0 + 26.0 * 40.0 / 57.0;
        assert_abs_diff_eq!(meeting.route_s_m, route_s_m, epsilon = 1e-9);
        let far = Bounds::of(&[Vector2::new(60.1, 0.0)]);
        assert!(meeting.bounds.may_meet(&far, 10.2) && !meeting.bounds.may_meet(&far, 10.0));
    }

    #[test]
    fn a_lane_that_meets_the_route_elsewhere_is_none_that_meets_it_here() {
        // north over the route at 50 m
        let lane = lane(4, &[[30.0, -40.0], [30.0, 60.5]], &[], Turn::Straight);
        let meets = |stop_s_m: f64, clear_s_m: f64| {
            meeting(&lane, &place(stop_s_m, clear_s_m, &[]), &east()).is_some()
        };
        assert!(meets(50.9, 60.0) && !meets(51.1, 60.0));
        assert!(meets(40.0, 49.1) && !meets(40.0, 48.9));
        let beside = crate::fixtures::lane(5, &[[0.0, 2.3], [60.0, 2.3]], &[], Turn::Straight);
        assert!(meeting(&beside, &place(40.0, 60.0, &[]), &east()).is_none());
    }

    #[test]
    fn lanes_that_lead_here_are_known_once_as_far_as_traffic_matters() {
        // South to north into lane 1: lane 2 (70 m) before it, then 3 (60 m), then 4, too far; lane
        // 5 comes from the west and forms a ring with lane 6.
        let north = |id: u32, from: f64, to: f64, next: u32| {
            lane(id, &[[30.0, from], [30.0, to]], &[next], Turn::Straight)
        };
        let map = lane_map(
            "upstream",
            vec![
                lane(1, &[[30.0, -40.0], [30.0, 60.0]], &[], Turn::Straight),
                north(2, -110.0, -40.0, 1),
                north(3, -170.0, -110.0, 2),
                north(4, -200.0, -170.0, 3),
                lane(5, &[[0.0, -40.0], [30.0, -40.0]], &[1, 6], Turn::Straight),
                lane(
                    6,
                    &[[30.0, -40.0], [30.0, -45.0], [0.0, -40.0]],
                    &[5],
                    Turn::Left,
                ),
            ],
        );
        // 100 steps of 1 m: lane 1 is within 2.2 m of the route from 38 to 42 m
        let mut found: Vec<(u32, f64, f64)> =
            approaches(&place(45.0, 55.0, &[9, 1]), &east(), &map)
                .iter()
                .map(|a| {
                    assert_abs_diff_eq!(a.route_s_m, 50.0, epsilon = 1e-9);
                    (a.lane.0, a.enter_m, a.leave_m)
                })
                .collect();
        found.sort_by_key(|a| a.0);
        let ring_m = 5.0 + 925.0_f64.sqrt(); // 30² + 5²
        let expected = [
            (1, 38.0, 42.0),
            (2, 108.0, 112.0),
            (3, 168.0, 172.0),
            (5, 68.0, 72.0),
            (6, 68.0 + ring_m, 72.0 + ring_m),
        ];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (a, b) in found.iter().zip(&expected) {
            assert_eq!(a.0, b.0);
            assert_abs_diff_eq!(a.1, b.1, epsilon = 1e-9);
            assert_abs_diff_eq!(a.2, b.2, epsilon = 1e-9);
        }
    }

    #[test]
    fn a_lane_that_leads_to_two_meeting_points_is_known_for_each() {
        let map = lane_map(
            "fork",
            vec![
                lane(1, &[[30.0, -40.0], [30.0, 60.0]], &[], Turn::Straight),
                lane(2, &[[30.0, -40.0], [33.0, 60.0]], &[], Turn::Straight),
                lane(3, &[[30.0, -60.0], [30.0, -40.0]], &[1, 2], Turn::Straight),
            ],
        );
        let found = approaches(&place(45.0, 55.0, &[1, 2]), &east(), &map);
        let lanes: Vec<u32> = found.iter().map(|a| a.lane.0).collect();
        assert_eq!(lanes, [1, 3, 2, 3]);
    }
}
