//! The lane map as traffic needs it: lanes by index, with what must be known ahead on each.

use std::collections::BTreeMap;

use nalgebra::Vector2;

use trunkline_interfaces::geometry::Rectangle;
use trunkline_interfaces::{LaneId, LaneMap, Turn};

use super::conflicts;
use super::crosswalk::{self, Crosswalk};
use super::lane_grid::LaneGrid;
use super::net_lane::{Conflict, Meeting, NetLane, STAND_BEFORE_M};
use super::signals::{self, SignalPlan};
use crate::roads::RoadSurface;

/// A car that waits in a junction keeps so far from the middle of other lanes: half of it and half
/// of a bus (0.93 + 1.28 m), what a bus cuts off a bend (7.2²/(8·16) = 0.4 m), and 0.3 m between.
const WAIT_CLEARANCE_M: f64 = 2.9;
/// Spacing at which that is looked for.
const WAIT_STEP_M: f64 = 0.25;

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
            .driving_lanes()
            .enumerate()
            .map(|(i, lane)| (lane.id, i as u32))
            .collect();
        let surface = RoadSurface::new(map);
        let mut lanes: Vec<NetLane> = map
            .driving_lanes()
            .map(|lane| NetLane::new(lane, map, &index, surface.is_level()))
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
