//! The lane map as traffic needs it: lanes by index, with what must be known ahead on each.

use std::collections::BTreeMap;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::{Polyline, Rectangle, angle_difference_rad};
use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap, Turn};

use super::conflicts::{self, Conflict, Meeting};
use super::crosswalk::{self, Crossing, Crosswalk};
use super::lane_grid::LaneGrid;
use super::signals::{self, SignalPlan, StopLine};
use crate::roads::RoadSurface;

/// Lanes without a limit are taken as town streets: 50 km/h.
const DEFAULT_LIMIT_MPS: f64 = 13.9;
/// Lateral acceleration that drivers accept in curves, m/s².
const CURVE_MPS2: f64 = 2.0;
/// Braking ahead of curves, m/s².
const EASY_BRAKING_MPS2: f64 = 1.5;
/// Who waits for clearance stands so far before the junction.
pub(super) const STAND_BEFORE_M: f64 = 0.7;
/// A car that waits in a junction keeps so far from the middle of other lanes: half of it and half
/// of a bus (0.93 + 1.28 m), what a bus cuts off a bend (7.2²/(8·16) = 0.4 m), and 0.3 m between.
const WAIT_CLEARANCE_M: f64 = 2.9;
/// Spacing at which that is looked for.
const WAIT_STEP_M: f64 = 0.25;
/// Spacing of the speed profile along a lane.
const PROFILE_STEP_M: f64 = 2.0;

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
    is_opening: bool,
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
}

/// All driving lanes, signals and crosswalks.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) lanes: Vec<NetLane>,
    pub(crate) index: BTreeMap<LaneId, u32>,
    pub(crate) crosswalks: Vec<Crosswalk>,
    pub(crate) signals: SignalPlan,
    /// Lanes that lead into the map: new traffic comes from there.
    pub(crate) entries: Vec<u32>,
    /// Heights of the roads.
    pub(crate) surface: RoadSurface,
    grid: LaneGrid,
}

impl Network {
    /// The network of a map.
    pub(crate) fn new(map: &LaneMap) -> Self {
        let index: BTreeMap<LaneId, u32> = map
            .lanes
            .values()
            .filter(|lane| matches!(lane.kind, LaneKind::Driving))
            .enumerate()
            .map(|(i, lane)| (lane.id, i as u32))
            .collect();
        let to_indices = |ids: &[LaneId]| -> Vec<u32> {
            ids.iter().filter_map(|id| index.get(id).copied()).collect()
        };
        let surface = RoadSurface::new(map);
        let mut lanes: Vec<NetLane> = map
            .driving_lanes()
            .map(|lane| {
                let beside = |n: Option<trunkline_interfaces::Neighbour>| {
                    n.filter(|n| n.is_same_direction && n.may_change)
                        .and_then(|n| index.get(&n.lane).copied())
                };
                let is_beside = |lane: &Lane, is_so: fn(&Lane) -> bool| {
                    let sides = [lane.left, lane.right].into_iter().flatten();
                    sides
                        .filter(|n| n.is_same_direction)
                        .filter_map(|n| map.lane(n.lane))
                        .any(|beside| beside.kind == LaneKind::Driving && is_so(beside))
                };
                let goes_on = |lane: &Lane| !lane.successors.is_empty();
                let comes_from = |lane: &Lane| !lane.predecessors.is_empty();
                let length_m = lane.centerline.length_m();
                let limit_mps = lane.speed_limit_mps.unwrap_or(DEFAULT_LIMIT_MPS).max(1.0);
                NetLane {
                    length_m,
                    width_m: lane.width_at(0.5 * length_m).clamp(2.0, 6.0),
                    turn: lane.turn,
                    junction: lane.junction.map(|j| j.0),
                    successors: to_indices(&lane.successors),
                    predecessors: to_indices(&lane.predecessors),
                    beside: [beside(lane.left), beside(lane.right)],
                    is_closing: lane.successors.is_empty() && is_beside(lane, goes_on),
                    is_opening: lane.predecessors.is_empty() && is_beside(lane, comes_from),
                    conflicts: Vec::new(),
                    is_contested: false,
                    wait_m: -STAND_BEFORE_M,
                    stops: Vec::new(),
                    crossings: Vec::new(),
                    profile_mps: profile_mps(&lane.centerline, limit_mps),
                    elevation_m: if surface.is_level() {
                        Vec::new()
                    } else {
                        lane.elevation_m.clone()
                    },
                    line: lane.centerline.clone(),
                }
            })
            .collect();
        conflicts::find(map, &index, &mut lanes);
        let crosswalks = crosswalk::find(map, &mut lanes, &surface);
        let signals = signals::plan(map, &index, &mut lanes);
        let waits_m: Vec<f64> = lanes.iter().map(|lane| wait_m(lane, &lanes)).collect();
        for (lane, wait_m) in lanes.iter_mut().zip(waits_m) {
            lane.wait_m = wait_m;
        }
        let entries = (0..lanes.len() as u32)
            .filter(|i| {
                let lane = &lanes[*i as usize];
                let is_way_in = lane.predecessors.is_empty() && !lane.is_opening;
                is_way_in && lane.junction.is_none() && lane.length_m > 20.0
            })
            .collect();
        let grid = LaneGrid::new(&lanes);
        Self {
            lanes,
            index,
            crosswalks,
            signals,
            entries,
            surface,
            grid,
        }
    }

    /// A lane by index.
    pub(crate) fn lane(&self, index: u32) -> &NetLane {
        &self.lanes[index as usize]
    }

    /// Stretches of lanes that a body covers or touches, with its offsets from their centre lines.
    pub(crate) fn covered(&self, body: &Rectangle) -> Vec<Covered> {
        let mut found = Vec::new();
        let reach_m = body.radius_m() + 4.0;
        for lane_index in self.grid.near(body.center_m, reach_m) {
            let lane = self.lane(lane_index);
            let foot = lane.line.project(body.center_m);
            if foot.d_m.abs() > body.radius_m() + 0.5 * lane.width_m + 0.5 {
                continue;
            }
            let direction = lane.line.yaw_at(foot.s_m);
            let along = Vector2::new(libm::cos(direction), libm::sin(direction));
            let left = Vector2::new(-along.y, along.x);
            let origin = lane.line.position_at(foot.s_m);
            let mut covered = Covered {
                lane: lane_index,
                rear_m: f64::INFINITY,
                front_m: f64::NEG_INFINITY,
                right_m: f64::INFINITY,
                left_m: f64::NEG_INFINITY,
                along,
            };
            for corner in body.corners_m() {
                let offset = corner - origin;
                let (s, d) = (foot.s_m + offset.dot(&along), offset.dot(&left));
                covered.rear_m = covered.rear_m.min(s);
                covered.front_m = covered.front_m.max(s);
                covered.right_m = covered.right_m.min(d);
                covered.left_m = covered.left_m.max(d);
            }
            let half_m = 0.5 * lane.width_m + 0.3;
            let is_beside = covered.right_m > half_m || covered.left_m < -half_m;
            let is_beyond = covered.front_m < 0.0 || covered.rear_m > lane.length_m;
            if !is_beside && !is_beyond {
                found.push(covered);
            }
        }
        found
    }
}

/// A stretch of a lane that a body covers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Covered {
    pub(crate) lane: u32,
    pub(crate) rear_m: f64,
    pub(crate) front_m: f64,
    pub(crate) right_m: f64,
    pub(crate) left_m: f64,
    /// Direction of the lane there.
    pub(crate) along: Vector2<f64>,
}

/// Where on a lane of a junction a front bumper waits for clearance.
fn wait_m(lane: &NetLane, lanes: &[NetLane]) -> f64 {
    let is_lit = lane.predecessors.iter().any(|before| {
        let stops = &lanes[*before as usize].stops;
        stops.iter().any(|stop| stop.light.is_some())
    });
    if !is_lit || lane.turn != Turn::Left {
        return -STAND_BEFORE_M;
    }
    let meets = || lane.conflicts.iter().filter(|c| c.meeting != Meeting::Part);
    let is_clear = |s_m: f64| {
        let p = lane.line.position_at(s_m);
        let off_m = |c: &Conflict| lanes[c.other as usize].line.project(p).d_m.abs();
        s_m < lane.length_m && meets().all(|c| off_m(c) > WAIT_CLEARANCE_M)
    };
    let steps = (0..).map(|k| WAIT_STEP_M * f64::from(k));
    let clear = steps.take_while(|s_m| is_clear(*s_m));
    clear.last().unwrap_or(-STAND_BEFORE_M)
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
