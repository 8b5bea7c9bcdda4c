//! Who gives way to whom within a junction.
//!
//! In this order: the file's priorities between roads; lights (they part what crosses, so only a
//! turn across oncoming traffic gives way); stop and give-way signs, priority signs and the ring of
//! a roundabout; a turn across oncoming traffic gives way; right before left (left before right
//! where traffic keeps left).

use std::collections::{BTreeMap, BTreeSet};

use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::{Lane, LaneId, SignalKind, Turn, Yield};

use super::conflict::conflict_m;
use super::survey::SurveyKind;

/// A signal further back than this belongs to another place.
const SIGNAL_REACH_M: f64 = 25.0;

/// How strongly the road that a lane comes from is entitled to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Stop,
    Yield,
    Plain,
    Priority,
}

/// What a junction's lane is to the right of way.
struct Approach<'a> {
    lane: &'a Lane,
    road: &'a str,
    rank: Rank,
    has_light: bool,
}

/// What the rules need to know of the map beyond its lanes.
pub(super) struct Rules<'a> {
    /// Every lane of the map.
    pub lanes: &'a BTreeMap<LaneId, Lane>,
    /// Signals that rule a lane, and where on it.
    pub signals: &'a BTreeMap<LaneId, Vec<(SurveyKind, f64)>>,
    /// Name of the road of a lane.
    pub road_of: &'a BTreeMap<LaneId, String>,
    /// Pairs of roads: the first goes before the second.
    pub priorities: &'a BTreeSet<(String, String)>,
    /// Whether traffic keeps left.
    pub is_left_hand: bool,
}

impl Rules<'_> {
    /// The yields of one junction, in order.
    pub(super) fn yields(&self, lanes: &[LaneId], is_roundabout: bool) -> Vec<Yield> {
        let approaches: Vec<Approach<'_>> = lanes
            .iter()
            .filter_map(|id| self.approach(*id, is_roundabout))
            .collect();
        let mut yields = Vec::new();
        for a in &approaches {
            for b in &approaches {
                if self.gives_way(a, b) && conflict_m(a.lane, b.lane).is_some() {
                    yields.push(Yield {
                        lane: a.lane.id,
                        to: b.lane.id,
                    });
                }
            }
        }
        yields.sort_unstable();
        yields
    }

    fn approach(&self, id: LaneId, is_roundabout: bool) -> Option<Approach<'_>> {
        let lane = self.lanes.get(&id)?;
        let ruling = self.ruling(lane);
        let has = |kind| ruling.contains(&kind);
        // On a roundabout, the lanes that come from the ring are entitled, whatever the signs say.
        let is_ring = is_roundabout && self.comes_from_one_way(lane);
        let rank = if is_ring || has(SurveyKind::Priority) {
            Rank::Priority
        } else if has(SurveyKind::Rule(SignalKind::Stop)) {
            Rank::Stop
        } else if has(SurveyKind::Rule(SignalKind::Yield)) || is_roundabout {
            Rank::Yield
        } else {
            Rank::Plain
        };
        Some(Approach {
            lane,
            road: self.road_of.get(&id).map_or("", String::as_str),
            rank,
            has_light: has(SurveyKind::Rule(SignalKind::TrafficLight)),
        })
    }

    /// Whether a lane comes from a road without oncoming traffic: at a roundabout, from the ring.
    fn comes_from_one_way(&self, lane: &Lane) -> bool {
        let mut before = lane.predecessors.iter().filter_map(|p| self.lanes.get(p));
        let is_one_way = |p: &Lane| p.left.is_none_or(|n| n.is_same_direction);
        let is_one_way_left_hand = |p: &Lane| p.right.is_none_or(|n| n.is_same_direction);
        !lane.predecessors.is_empty()
            && before.all(|p| is_one_way(p) && (!self.is_left_hand || is_one_way_left_hand(p)))
    }

    /// Kinds of the signals on the lane and close before it.
    fn ruling(&self, lane: &Lane) -> Vec<SurveyKind> {
        let mut found = Vec::new();
        // Lanes with the way from their end to the junction.
        let mut open = vec![(lane, 0.0)];
        while let Some((here, ahead_m)) = open.pop() {
            let length_m = here.centerline.length_m();
            for (kind, s_m) in self.signals.get(&here.id).into_iter().flatten() {
                if here.id == lane.id || ahead_m + length_m - s_m <= SIGNAL_REACH_M {
                    found.push(*kind);
                }
            }
            let ahead_m = if here.id == lane.id {
                0.0
            } else {
                ahead_m + length_m.max(0.1)
            };
            if ahead_m < SIGNAL_REACH_M {
                let before = here.predecessors.iter().filter_map(|p| self.lanes.get(p));
                open.extend(before.filter(|p| p.id != lane.id).map(|p| (p, ahead_m)));
            }
        }
        found
    }

    fn gives_way(&self, a: &Approach<'_>, b: &Approach<'_>) -> bool {
        let pair = |x: &Approach<'_>, y: &Approach<'_>| {
            self.priorities
                .contains(&(x.road.to_owned(), y.road.to_owned()))
        };
        if pair(b, a) || pair(a, b) {
            return pair(b, a);
        }
        let across = if self.is_left_hand {
            Turn::Right
        } else {
            Turn::Left
        };
        let entry_rad = |approach: &Approach<'_>| approach.lane.centerline.yaw_at(0.0);
        let from_rad = angle_difference_rad(entry_rad(b), entry_rad(a));
        let is_oncoming = from_rad.abs() > 0.75 * std::f64::consts::PI;
        let turns_across = |turn: Turn| turn == across || turn == Turn::UTurn;
        let crosses_oncoming =
            is_oncoming && turns_across(a.lane.turn) && !turns_across(b.lane.turn);
        if a.has_light && b.has_light {
            return crosses_oncoming;
        }
        if a.rank != b.rank {
            return a.rank < b.rank;
        }
        if is_oncoming {
            return crosses_oncoming;
        }
        // b comes from the right if it drives to our left.
        let from_right_rad = if self.is_left_hand {
            -from_rad
        } else {
            from_rad
        };
        from_right_rad > 0.25 * std::f64::consts::PI
    }
}
