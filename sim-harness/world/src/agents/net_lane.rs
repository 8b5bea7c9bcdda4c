//! One driving lane as traffic needs it: its course, how fast it is driven, and what lies on it.

use std::collections::BTreeMap;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::{Polyline, angle_difference_rad};
use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap, Neighbour, SignalKind, Turn};

/// Lanes without a limit are taken as town streets: 50 km/h.
const DEFAULT_LIMIT_MPS: f64 = 13.9;
/// Lateral acceleration that drivers accept in curves, m/s².
const CURVE_MPS2: f64 = 2.0;
/// Braking ahead of curves, m/s².
const EASY_BRAKING_MPS2: f64 = 1.5;
/// Spacing of the speed profile along a lane.
const PROFILE_STEP_M: f64 = 2.0;
/// Who waits for clearance stands so far before the junction.
pub(super) const STAND_BEFORE_M: f64 = 0.7;
/// Vehicles longer than this are long, m.
pub(super) const LONG_M: f64 = 6.0;

/// How two lanes meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// They come from the same lane.
    Part,
    /// They cross.
    Cross,
    /// They lead into the same lane.
    Merge,
}

/// A stretch of a lane that another lane's traffic may be in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conflict {
    pub(crate) other: u32,
    pub(crate) meeting: Meeting,
    pub(crate) to_m: f64,
    pub(crate) other_from_m: f64,
    pub(crate) other_to_m: f64,
    /// Holds only if one of the two is a long vehicle.
    pub(crate) is_for_long: bool,
    /// This lane gives way to the other.
    pub(crate) gives_way: bool,
    /// The other gives way to this one.
    pub(crate) goes_first: bool,
}

/// A stop line on a lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StopLine {
    pub(crate) s_m: f64,
    pub(crate) kind: SignalKind,
    /// Index of the light; `None` for signs.
    pub(crate) light: Option<u32>,
}

/// A crosswalk seen from a lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crossing {
    pub(crate) crosswalk: u32,
    /// Arc length on the lane at which it begins.
    pub(crate) from_m: f64,
    /// Where it ends.
    pub(crate) to_m: f64,
    /// Place of the lane's middle along the pedestrians' way.
    pub(crate) along_m: f64,
}

/// One driving lane.
#[derive(Debug)]
pub(crate) struct NetLane {
    pub(crate) line: Polyline,
    pub(crate) length_m: f64,
    pub(crate) width_m: f64,
    pub(crate) turn: Turn,
    pub(crate) junction: Option<u32>,
    pub(crate) successors: Vec<u32>,
    pub(crate) predecessors: Vec<u32>,
    /// Neighbours in the same direction into which one may change: left, right.
    pub(crate) beside: [Option<u32>; 2],
    /// It ends beside a lane that goes on: whoever is on it must change.
    pub(crate) is_closing: bool,
    /// It begins beside a lane that comes from elsewhere: nobody enters the map here.
    pub(super) is_opening: bool,
    /// Where other lanes cross or merge, or part from this one.
    pub(crate) conflicts: Vec<Conflict>,
    /// Whether a lane crosses or merges: entering needs clearance.
    pub(crate) is_contested: bool,
    /// Where on it a car's front waits for clearance: before it, and at left turns at lights inside,
    /// short of where anybody passes, so that two can leave when the light changes.
    pub(crate) wait_m: f64,
    pub(crate) stops: Vec<StopLine>,
    pub(crate) crossings: Vec<Crossing>,
    profile_mps: Vec<f64>,
    /// Height at each vertex of the line; empty where the whole map is level.
    elevation_m: Vec<f64>,
}

impl NetLane {
    /// A lane of a map, without what lies on it; `index` numbers the driving lanes.
    pub(super) fn new(
        lane: &Lane,
        map: &LaneMap,
        index: &BTreeMap<LaneId, u32>,
        is_level: bool,
    ) -> Self {
        let to_indices = |ids: &[LaneId]| -> Vec<u32> {
            ids.iter().filter_map(|id| index.get(id).copied()).collect()
        };
        let beside = |n: Option<Neighbour>| {
            n.filter(|n| n.is_same_direction && n.may_change)
                .and_then(|n| index.get(&n.lane).copied())
        };
        let is_beside = |is_so: fn(&Lane) -> bool| {
            let sides = [lane.left, lane.right].into_iter().flatten();
            sides
                .filter(|n| n.is_same_direction)
                .filter_map(|n| map.lane(n.lane))
                .any(|beside| beside.kind == LaneKind::Driving && is_so(beside))
        };
        let length_m = lane.centerline.length_m();
        let limit_mps = lane.speed_limit_mps.unwrap_or(DEFAULT_LIMIT_MPS).max(1.0);
        Self {
            line: lane.centerline.clone(),
            length_m,
            width_m: lane.width_at(0.5 * length_m).clamp(2.0, 6.0),
            turn: lane.turn,
            junction: lane.junction.map(|j| j.0),
            successors: to_indices(&lane.successors),
            predecessors: to_indices(&lane.predecessors),
            beside: [beside(lane.left), beside(lane.right)],
            is_closing: lane.successors.is_empty() && is_beside(|l| !l.successors.is_empty()),
            is_opening: lane.predecessors.is_empty() && is_beside(|l| !l.predecessors.is_empty()),
            conflicts: Vec::new(),
            is_contested: false,
            wait_m: -STAND_BEFORE_M,
            stops: Vec::new(),
            crossings: Vec::new(),
            profile_mps: profile_mps(&lane.centerline, limit_mps),
            elevation_m: if is_level {
                Vec::new()
            } else {
                lane.elevation_m.clone()
            },
        }
    }

    /// Speed at which drivers take this place: limit, curves, and braking for curves ahead on it.
    pub(crate) fn easy_speed_mps(&self, s_m: f64) -> f64 {
        let index = (s_m / PROFILE_STEP_M).max(0.0) as usize;
        self.profile_mps[index.min(self.profile_mps.len() - 1)]
    }

    /// Height at an arc length on a segment of the line.
    pub(crate) fn elevation_on(&self, segment: usize, s_m: f64) -> f64 {
        let at = |i: usize| self.elevation_m.get(i).copied();
        let (Some(from_m), Some(to_m)) = (at(segment), at(segment + 1)) else {
            return 0.0;
        };
        let arcs_m = self.line.arc_lengths_m();
        let share = (s_m - arcs_m[segment]) / (arcs_m[segment + 1] - arcs_m[segment]);
        from_m + share * (to_m - from_m)
    }

    /// Arc lengths of the first and the last place at which something is so, looked at every `step_m`.
    pub(super) fn stretch(
        &self,
        step_m: f64,
        is_so: impl Fn(Vector2<f64>) -> bool,
    ) -> Option<(f64, f64)> {
        let count = (self.length_m / step_m).ceil() as usize;
        let mut found: Option<(f64, f64)> = None;
        for i in 0..=count {
            let s_m = (step_m * i as f64).min(self.length_m);
            if is_so(self.line.position_at(s_m)) {
                found = Some((found.map_or(s_m, |(from, _)| from), s_m));
            }
        }
        found
    }
}

/// Speeds along a lane: the limit, √(a_lat/|κ|) in curves, and v² = v₁² + 2·b·Δs ahead of them.
fn profile_mps(line: &Polyline, limit_mps: f64) -> Vec<f64> {
    let count = (line.length_m() / PROFILE_STEP_M).ceil() as usize + 1;
    let mut profile: Vec<f64> = (0..count)
        .map(|i| {
            let s = PROFILE_STEP_M * i as f64;
            let turn = angle_difference_rad(line.yaw_at(s + 2.0), line.yaw_at(s - 2.0));
            let curvature = (turn / 4.0).abs().max(1e-6);
            (CURVE_MPS2 / curvature)
                .sqrt()
                .clamp(2.5, limit_mps.max(2.5))
        })
        .collect();
    for i in (0..count - 1).rev() {
        let next = profile[i + 1];
        let reachable = (next * next + 2.0 * EASY_BRAKING_MPS2 * PROFILE_STEP_M).sqrt();
        profile[i] = profile[i].min(reachable);
    }
    profile
}
