//! The quickest sequence of lanes: Dijkstra's algorithm over lanes and lane changes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap, Neighbour};

use super::places::{Place, goal_places, lane_name, start_places};
use crate::roads::error::RouteError;

/// Speed assumed where no limit is known.
pub(super) const DEFAULT_SPEED_MPS: f64 = 13.89;
/// What a lane change costs, as time: it is worth a detour of a few hundred metres to nobody.
const CHANGE_COST_S: f64 = 4.0;
/// Shortest way for one lane change: at 5.77 · 3.5 m / L² its curvature stays below 0.06 1/m.
const MIN_CHANGE_M: f64 = 20.0;
/// More changes within one section are not planned.
const MAX_CHANGES: u8 = 4;

/// A part of the way within one section of road: along one lane, or over neighbouring lanes in the
/// order in which they are driven. Shares are of the lanes' lengths.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub lanes: Vec<LaneId>,
    pub from_share: f64,
    pub to_share: f64,
}

/// The parts from the start over the via points to the goal.
pub(super) fn search(
    map: &LaneMap,
    start: Pose2,
    goal: Vector2<f64>,
    via: &[Vector2<f64>],
) -> Result<Vec<Part>, RouteError> {
    let mut from = start_places(map, start)?;
    let mut from_name = "start".to_owned();
    let mut way = Vec::new();
    let named_via = via
        .iter()
        .enumerate()
        .map(|(i, p)| (format!("via point {}", i + 1), *p));
    for (name, point) in named_via.chain(std::iter::once(("goal".to_owned(), goal))) {
        let to = goal_places(map, &name, point)?;
        let Some((leg, end)) = leg(map, &from, &to) else {
            let lane_of = |places: &[Place]| {
                let place = places.first();
                place.map_or_else(String::new, |p| lane_name(map, p.lane))
            };
            return Err(RouteError::Unreachable {
                map: map.name.clone(),
                from: from_name,
                from_lane: lane_of(&from),
                to: name,
                to_lane: lane_of(&to),
            });
        };
        way.extend(leg);
        from = vec![end];
        from_name = name;
    }
    Ok(way)
}

/// Where the search has come to: a lane, entered at its begin or (first section) at the start's
/// cross-section, after some changes within this section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Node {
    lane: LaneId,
    is_first: bool,
    changes: u8,
}

struct Reached {
    cost_s: f64,
    from_share: f64,
    before: Option<Node>,
}

/// An entry of the queue; the cheapest is the greatest, ties go by node.
struct Open {
    cost_s: f64,
    node: Node,
    goal: Option<usize>,
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .cost_s
            .total_cmp(&self.cost_s)
            .then_with(|| other.node.cmp(&self.node))
            .then_with(|| other.goal.cmp(&self.goal))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

struct Search<'a> {
    map: &'a LaneMap,
    reached: BTreeMap<Node, Reached>,
    queue: BinaryHeap<Open>,
}

impl Search<'_> {
    fn reach(&mut self, node: Node, cost_s: f64, from_share: f64, before: Option<Node>) {
        let is_better = self.reached.get(&node).is_none_or(|r| cost_s < r.cost_s);
        if is_better {
            let reached = Reached {
                cost_s,
                from_share,
                before,
            };
            self.reached.insert(node, reached);
            self.queue.push(Open {
                cost_s,
                node,
                goal: None,
            });
        }
    }

    /// Everything that one can do from a node.
    fn expand(&mut self, node: Node, goals: &[Place]) {
        let Some(lane) = self.map.lane(node.lane) else {
            return;
        };
        let Some((cost_s, from_share)) = self.reached.get(&node).map(|r| (r.cost_s, r.from_share))
        else {
            return;
        };
        let length_m = lane.centerline.length_m();
        let speed_mps = lane.speed_limit_mps.unwrap_or(DEFAULT_SPEED_MPS);
        let needed_m = f64::from(node.changes) * MIN_CHANGE_M;
        let from_m = from_share * length_m;
        for (i, goal) in goals.iter().enumerate() {
            let ahead_m = goal.s_m - from_m;
            if goal.lane == node.lane && ahead_m >= needed_m {
                self.queue.push(Open {
                    cost_s: cost_s + ahead_m / speed_mps + goal.cost_s,
                    node,
                    goal: Some(i),
                });
            }
        }
        if length_m - from_m >= needed_m {
            for next in &lane.successors {
                let next = Node {
                    lane: *next,
                    is_first: false,
                    changes: 0,
                };
                if self.is_driving(next.lane) {
                    let along_s = (length_m - from_m) / speed_mps;
                    self.reach(next, cost_s + along_s, 0.0, Some(node));
                }
            }
        }
        for beside in [lane.left, lane.right].into_iter().flatten() {
            let has_room = length_m - from_m >= needed_m + MIN_CHANGE_M;
            if has_room && node.changes < MAX_CHANGES && self.may_enter(beside) {
                let next = Node {
                    lane: beside.lane,
                    changes: node.changes + 1,
                    ..node
                };
                self.reach(next, cost_s + CHANGE_COST_S, from_share, Some(node));
            }
        }
    }

    fn is_driving(&self, id: LaneId) -> bool {
        let is_driving = |lane: &Lane| lane.kind == LaneKind::Driving;
        self.map.lane(id).is_some_and(is_driving)
    }

    fn may_enter(&self, beside: Neighbour) -> bool {
        beside.is_same_direction && beside.may_change && self.is_driving(beside.lane)
    }

    /// The parts that lead to a node, the last one up to a share of its lane.
    fn way_to(&self, node: Node, to_share: f64) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut here = Some(node);
        let mut is_change = false;
        while let Some(node) = here {
            let reached = self.reached.get(&node);
            match parts.last_mut() {
                // Lanes of one section: the change begins where the section was entered.
                Some(part) if is_change => part.lanes.push(node.lane),
                _ => parts.push(Part {
                    lanes: vec![node.lane],
                    from_share: reached.map_or(0.0, |r| r.from_share),
                    to_share: if parts.is_empty() { to_share } else { 1.0 },
                }),
            }
            is_change = node.changes > 0;
            here = reached.and_then(|r| r.before);
        }
        for part in &mut parts {
            part.lanes.reverse();
        }
        parts.reverse();
        parts
    }
}

/// The quickest way from any of the places to any of the goals, and the goal that it ends at.
fn leg(map: &LaneMap, from: &[Place], goals: &[Place]) -> Option<(Vec<Part>, Place)> {
    let mut search = Search {
        map,
        reached: BTreeMap::new(),
        queue: BinaryHeap::new(),
    };
    for place in from {
        let length_m = map.lane(place.lane)?.centerline.length_m();
        let node = Node {
            lane: place.lane,
            is_first: true,
            changes: 0,
        };
        search.reach(node, place.cost_s, place.s_m / length_m, None);
    }
    while let Some(open) = search.queue.pop() {
        if let Some(goal) = open.goal {
            let goal = goals[goal];
            let length_m = map.lane(goal.lane)?.centerline.length_m();
            let way = search.way_to(open.node, goal.s_m / length_m);
            let end = Place {
                cost_s: 0.0,
                ..goal
            };
            return Some((way, end));
        }
        let best = search.reached.get(&open.node);
        if best.is_some_and(|r| r.cost_s >= open.cost_s) {
            search.expand(open.node, goals);
        }
    }
    None
}
