//! What one driver sees ahead: leaders, curves, stop lines, people on crosswalks, junctions.

use trunkline_interfaces::SignalKind;
use trunkline_interfaces::messages::SignalState;

use super::idm::HARDEST_BRAKING_MPS2;
use super::net_lane::{LONG_M, Meeting, NetLane, STAND_BEFORE_M};
use super::network::Network;
use super::occupancy::{Occupancy, Who};
use super::pedestrian::Walkers;
use super::signals::SignalTimes;
use super::vehicle::Vehicle;

/// Braking at which one still stops for amber, m/s².
const AMBER_BRAKING_MPS2: f64 = 3.0;
/// Braking before the end of a lane that one has not left yet, m/s²: as late as comfort allows, so that
/// one comes up to the others' speed first.
const CLOSING_BRAKING_MPS2: f64 = 2.0;
/// Front bumper to stop line at standstill, m.
const LINE_MARGIN_M: f64 = 1.0;
/// Room that drivers want at each side, m.
const SIDE_MARGIN_M: f64 = 0.25;
/// Braking for curves ahead, m/s².
const CURVE_BRAKING_MPS2: f64 = 1.5;

/// The state of the world that drivers decide on.
pub(crate) struct Scene<'a> {
    pub(crate) network: &'a Network,
    pub(crate) occupancy: &'a Occupancy,
    pub(crate) times: &'a SignalTimes,
    pub(crate) walkers: &'a Walkers,
    pub(crate) time_s: f64,
}

/// A run of contested lanes that must be cleared before it is entered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Entry {
    /// Indices into the vehicle's path, inclusive.
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// Front bumper to the start of the first lane.
    pub(crate) distance_m: f64,
    /// Front bumper to where one waits for clearance.
    pub(crate) wait_m: f64,
}

/// What one driver makes of what is ahead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlook {
    /// Acceleration if the entry ahead, if any, is free.
    pub(crate) acceleration_mps2: f64,
    /// The next contested run of lanes that was not granted.
    pub(crate) entry: Option<Entry>,
    /// A light or sign holds it back before that entry.
    pub(crate) is_held: bool,
    /// It has obeyed the stop sign of this lane just now.
    pub(crate) stopped_on: Option<u32>,
}

/// How far a driver looks, m.
pub(crate) fn reach_m(speed_mps: f64) -> f64 {
    30.0 + 2.0 * speed_mps + speed_mps * speed_mps / 3.0
}

/// Looks ahead along the vehicle's path.
pub(crate) fn look(scene: &Scene<'_>, slot: u32, v: &Vehicle) -> Outlook {
    let mut ahead = Ahead::new(scene, slot, v);
    let mut start_m = -v.s_m;
    let reach = reach_m(v.speed_mps);
    let mut k = v.at;
    while k < v.path.len() && start_m < reach {
        let lane = scene.network.lane(v.path[k]);
        if k >= v.granted_to && lane.is_contested && !ahead.enter(k, start_m) {
            break;
        }
        ahead.curve(lane, start_m);
        ahead.leader(v.path[k], k, start_m);
        ahead.stop_lines(lane, v.path[k], start_m);
        ahead.crossings(lane, start_m);
        ahead.closing(lane, start_m);
        start_m += lane.length_m;
        k += 1;
    }
    ahead.outlook()
}

struct Ahead<'a> {
    scene: &'a Scene<'a>,
    slot: u32,
    v: &'a Vehicle,
    desired_mps: f64,
    interaction_mps2: f64,
    has_leader: bool,
    entry: Option<Entry>,
    is_held: bool,
    stopped_on: Option<u32>,
}

impl<'a> Ahead<'a> {
    fn new(scene: &'a Scene<'a>, slot: u32, v: &'a Vehicle) -> Self {
        Self {
            scene,
            slot,
            v,
            desired_mps: v.driver.top_mps,
            interaction_mps2: 0.0,
            has_leader: false,
            entry: None,
            is_held: false,
            stopped_on: v.stopped_on,
        }
    }

    fn outlook(&self) -> Outlook {
        let mut idm = self.v.driver.idm;
        idm.desired_mps = self.desired_mps.max(0.5);
        let wish = idm.free_mps2(self.v.speed_mps) + self.interaction_mps2;
        Outlook {
            acceleration_mps2: wish.max(-HARDEST_BRAKING_MPS2),
            entry: self.entry,
            is_held: self.is_held,
            stopped_on: self.stopped_on,
        }
    }

    fn follow(&mut self, gap_m: f64, leader_mps: f64) {
        let pull = self
            .v
            .driver
            .idm
            .interaction_mps2(self.v.speed_mps, gap_m, leader_mps);
        self.interaction_mps2 = self.interaction_mps2.min(pull);
    }

    fn stop(&mut self, distance_m: f64) {
        let pull = stop_mps2(self.v, distance_m);
        self.interaction_mps2 = self.interaction_mps2.min(pull);
    }

    /// Notes a contested lane that was not granted; false if nothing beyond it matters.
    fn enter(&mut self, k: usize, start_m: f64) -> bool {
        let distance_m = start_m - self.v.half_length_m();
        let lanes = &self.scene.network;
        let lane_wait_m = lanes.lane(self.v.path[k]).wait_m;
        let is_long = self.v.size_m.x > LONG_M;
        let wait_m = if is_long {
            -STAND_BEFORE_M
        } else {
            lane_wait_m
        };
        match &mut self.entry {
            None => {
                self.entry = Some(Entry {
                    first: k,
                    last: k,
                    distance_m,
                    wait_m: distance_m + wait_m,
                });
                true
            }
            Some(entry)
                if entry.last + 1 == k
                    && lanes.lane(self.v.path[k]).junction.is_some()
                    && lanes.lane(self.v.path[k]).junction
                        == lanes.lane(self.v.path[entry.last]).junction =>
            {
                entry.last = k;
                true
            }
            Some(_) => {
                self.stop(distance_m);
                false
            }
        }
    }

    fn curve(&mut self, lane: &NetLane, start_m: f64) {
        let factor = self.v.driver.limit_factor;
        if start_m <= 0.0 {
            let here = factor * lane.easy_speed_mps(-start_m);
            self.desired_mps = self.desired_mps.min(here);
        } else {
            let there = factor * lane.easy_speed_mps(0.0);
            let reachable = (there * there + 2.0 * CURVE_BRAKING_MPS2 * start_m).sqrt();
            self.desired_mps = self.desired_mps.min(reachable);
        }
    }

    fn leader(&mut self, lane: u32, k: usize, start_m: f64) {
        let half_m = self.v.half_length_m();
        let reach = 0.5 * self.v.size_m.y + SIDE_MARGIN_M;
        let target = self.v.target_d_m();
        let (right, left) = (
            self.v.d_m.min(target) - reach,
            self.v.d_m.max(target) + reach,
        );
        let behind_m = if k == self.v.at {
            self.v.s_m
        } else {
            f64::NEG_INFINITY
        };
        if !self.has_leader {
            let found = self.scene.occupancy.on(lane).iter().find(|o| {
                o.who != Who::Vehicle(self.slot)
                    && o.middle_m() > behind_m
                    && o.right_m < left
                    && o.left_m > right
            });
            if let Some(o) = found {
                self.has_leader = true;
                self.follow(start_m + o.rear_m - half_m, o.speed_mps);
            }
        }
        // Those who part from this way but still stand in it.
        for c in &self.scene.network.lane(lane).conflicts {
            if c.meeting != Meeting::Part {
                continue;
            }
            for o in self.scene.occupancy.on(c.other) {
                let is_other = matches!(o.who, Who::Vehicle(slot) if slot != self.slot);
                if is_other && o.rear_m < c.other_to_m && o.middle_m() > behind_m.max(0.0) {
                    self.follow(start_m + o.rear_m - half_m, o.speed_mps);
                    break;
                }
            }
        }
    }

    fn stop_lines(&mut self, lane: &NetLane, index: u32, start_m: f64) {
        for line in &lane.stops {
            let distance_m = start_m + line.s_m - self.v.half_length_m();
            if distance_m < -0.5 {
                continue;
            }
            let speed = self.v.speed_mps;
            let must_stop = match (line.kind, line.light) {
                (SignalKind::TrafficLight, Some(light)) => {
                    let state = self.scene.network.signals.state(
                        self.scene.times,
                        light,
                        self.scene.time_s,
                    );
                    match state {
                        SignalState::Stop => true,
                        SignalState::Caution => {
                            speed * speed <= 2.0 * AMBER_BRAKING_MPS2 * distance_m.max(0.0)
                        }
                        _ => false,
                    }
                }
                (SignalKind::Stop, _) if self.stopped_on != Some(index) => {
                    if speed < 0.2 && distance_m < 2.5 {
                        self.stopped_on = Some(index);
                    }
                    self.stopped_on != Some(index)
                }
                _ => false,
            };
            if must_stop {
                self.stop(distance_m - LINE_MARGIN_M);
                self.is_held |= self.entry.is_none_or(|e| e.distance_m >= distance_m - 1.0);
            }
        }
    }

    /// The end of a lane beside one that goes on.
    fn closing(&mut self, lane: &NetLane, start_m: f64) {
        let distance_m = start_m + lane.length_m - self.v.half_length_m();
        let speed = self.v.speed_mps;
        let brake_m = speed * speed / (2.0 * CLOSING_BRAKING_MPS2) + 10.0;
        if lane.is_closing && distance_m < brake_m {
            self.stop(distance_m - LINE_MARGIN_M);
        }
    }

    fn crossings(&mut self, lane: &NetLane, start_m: f64) {
        for crossing in &lane.crossings {
            let distance_m = start_m + crossing.from_m - self.v.half_length_m();
            if distance_m < -0.5 || !self.scene.walkers.is_in_way(crossing, self.v.size_m.y) {
                continue;
            }
            self.stop(distance_m - LINE_MARGIN_M);
        }
    }
}

/// Change of acceleration by a place at which to stand, m/s², ≤ 0: IDM with a standing leader and no
/// headway, so that one stops at the place and not far before it.
pub(crate) fn stop_mps2(v: &Vehicle, distance_m: f64) -> f64 {
    let mut idm = v.driver.idm;
    idm.standstill_gap_m = 0.3;
    idm.headway_s = 0.3;
    idm.interaction_mps2(v.speed_mps, distance_m.max(0.0) + 0.3, 0.0)
        .max(-HARDEST_BRAKING_MPS2)
}
