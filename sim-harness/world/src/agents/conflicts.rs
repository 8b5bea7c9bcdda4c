//! Where lanes cross, merge or part: which stretch of one is in the way of which stretch of another.

use std::collections::BTreeMap;

use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::{LaneId, LaneMap};

use super::net_lane::{Conflict, Meeting, NetLane};

/// Centre lines closer than this are in each other's way: a bus beside a car (1.28 + 0.93 m) with
/// 0.4 m between.
const CLEARANCE_M: f64 = 2.6;
/// What a long vehicle needs more on a lane that bends: its corners swing out, its tail cuts in.
const SWEEP_M: f64 = 1.2;
/// Turns of this size are bends, rad.
const BEND_RAD: f64 = 0.3;
/// Spacing of the samples.
const SAMPLE_M: f64 = 0.5;

/// Finds the conflicts of all lanes that share a junction or lead into one lane.
pub(super) fn find(map: &LaneMap, index: &BTreeMap<LaneId, u32>, lanes: &mut [NetLane]) {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut by_junction: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (i, lane) in lanes.iter().enumerate() {
        if let Some(junction) = lane.junction {
            by_junction.entry(junction).or_default().push(i as u32);
        }
        for (k, a) in lane.predecessors.iter().enumerate() {
            for b in &lane.predecessors[k + 1..] {
                pairs.push((*a.min(b), *a.max(b)));
            }
        }
    }
    for members in by_junction.values() {
        for (k, a) in members.iter().enumerate() {
            pairs.extend(members[k + 1..].iter().map(|b| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut yields: Vec<(u32, u32)> = map
        .junctions
        .values()
        .flat_map(|j| &j.yields)
        .filter_map(|y| Some((*index.get(&y.lane)?, *index.get(&y.to)?)))
        .collect();
    yields.sort_unstable();
    for (a, b) in pairs {
        let (lane_a, lane_b) = (&lanes[a as usize], &lanes[b as usize]);
        let both = |more_m: f64| {
            let a_in_b = stretch(lane_a, lane_b, CLEARANCE_M + more_m)?;
            Some((a_in_b, stretch(lane_b, lane_a, CLEARANCE_M + more_m)?))
        };
        let sweep_m = SWEEP_M * f64::from(u8::from(bends(lane_a)) + u8::from(bends(lane_b)));
        let usual = both(0.0);
        let Some(((from_a, to_a), (from_b, to_b))) = usual.or_else(|| both(sweep_m)) else {
            continue;
        };
        let meeting = if share(&lane_a.successors, &lane_b.successors) {
            Meeting::Merge
        } else if share(&lane_a.predecessors, &lane_b.predecessors) {
            Meeting::Part
        } else {
            Meeting::Cross
        };
        let a_yields = yields.binary_search(&(a, b)).is_ok();
        let b_yields = yields.binary_search(&(b, a)).is_ok();
        let conflict =
            |other, to_m, other_from_m, other_to_m, gives_way: bool, goes_first: bool| Conflict {
                other,
                meeting,
                to_m,
                other_from_m,
                other_to_m,
                is_for_long: usual.is_none(),
                gives_way: gives_way && !goes_first,
                goes_first: goes_first && !gives_way,
            };
        lanes[a as usize]
            .conflicts
            .push(conflict(b, to_a, from_b, to_b, a_yields, b_yields));
        lanes[b as usize]
            .conflicts
            .push(conflict(a, to_b, from_a, to_a, b_yields, a_yields));
    }
    for lane in lanes {
        lane.is_contested = lane.conflicts.iter().any(|c| c.meeting != Meeting::Part);
    }
}

fn share(a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|x| b.contains(x))
}

/// Whether a lane turns.
fn bends(lane: &NetLane) -> bool {
    let (first, last) = (lane.line.yaw_at(0.0), lane.line.yaw_at(lane.length_m));
    angle_difference_rad(last, first).abs() > BEND_RAD
}

/// The stretch of `lane` that lies within the clearance of `other`.
fn stretch(lane: &NetLane, other: &NetLane, clearance_m: f64) -> Option<(f64, f64)> {
    lane.stretch(SAMPLE_M, |p_m| {
        other.line.project(p_m).d_m.abs() < clearance_m
    })
}
