//! Everybody on the road but the ego: decisions at 10 Hz, motion at 100 Hz.

use std::sync::Arc;

use nalgebra::Vector2;

use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{AgentId, SignalId};

use super::body::Body;
use super::ego_view::EgoView;
use super::ground::Ground;
use super::junction::{Approach, Claim, Junctions, Situation};
use super::lane_change;
use super::network::Network;
use super::newcomers::Newcomers;
use super::occupancy::{Occupancy, Occupant, Who};
use super::outlook::{Outlook, Scene, look, reach_m, stop_mps2};
use super::pedestrian::{Pedestrian, Walkers};
use super::register;
use super::script::{Moment, Scripted};
use super::signals::SignalTimes;
use super::vehicle::{Mode, Vehicle};

/// Time between decisions.
pub(crate) const DECISION_S: f64 = 0.1;
/// Every so many decisions a driver thinks of changing lanes.
const LANE_CHANGE_EVERY: u64 = 10;
/// Braking at which one can still give up a clearance, m/s².
const GIVE_UP_MPS2: f64 = 4.0;
/// Nobody moves as far as this between two decisions, m.
const MOVED_M: f64 = 10.0;
/// Bodies nearer to the ego than this are placed at every step, m.
const NEAR_M: f64 = 20.0;

/// Everybody on the road but the ego.
#[derive(Debug, Clone)]
pub(crate) struct Traffic {
    pub(super) ground: Ground,
    pub(super) seed: u64,
    pub(crate) times: SignalTimes,
    pub(super) vehicles: Vec<Vehicle>,
    pub(super) pedestrians: Vec<Pedestrian>,
    pub(super) scripted: Vec<Scripted>,
    pub(super) newcomers: Newcomers,
    pub(super) occupancy: Occupancy,
    walkers: Walkers,
    junctions: Junctions,
    tick: u64,
    /// Slots of the vehicles that were placed at the last step, for collisions.
    near: Vec<u32>,
    outlooks: Vec<Option<Outlook>>,
    claims: Vec<Claim>,
}

impl Traffic {
    /// Nobody but who is parked.
    pub(super) fn new(ground: Ground, seed: u64) -> Self {
        let network = &ground.network;
        let lanes = network.lanes.len();
        Self {
            seed,
            times: network.signals.times(seed),
            vehicles: Vec::new(),
            pedestrians: Vec::new(),
            scripted: Vec::new(),
            newcomers: Newcomers::new(seed, AgentId(ground.parked.bodies.len() as u32)),
            occupancy: Occupancy::new(lanes),
            walkers: Walkers::new(network.crosswalks.len()),
            junctions: Junctions::new(lanes),
            tick: 0,
            near: Vec::new(),
            outlooks: Vec::new(),
            claims: Vec::new(),
            ground,
        }
    }

    /// Every light's state, by ascending id.
    pub(crate) fn signal_states(&self, time_s: f64) -> Vec<(SignalId, SignalState)> {
        self.ground.network.signals.states(&self.times, time_s)
    }

    /// Moves everybody one step. Those near a point are placed, for collisions.
    pub(crate) fn advance(&mut self, near_m: Vector2<f64>, dt_s: f64) {
        self.near.clear();
        for (slot, v) in self.vehicles.iter_mut().enumerate() {
            if v.is_gone {
                continue;
            }
            v.advance(&self.ground.network, dt_s);
            if (v.pose.position_m() - near_m).norm_squared() < NEAR_M * NEAR_M {
                v.place(&self.ground.network);
                self.near.push(slot as u32);
            }
        }
        for p in &mut self.pedestrians {
            p.advance(dt_s);
        }
        for s in &mut self.scripted {
            s.advance(&self.ground.network.surface, dt_s);
        }
    }

    /// Works out everybody's pose.
    pub(crate) fn place(&mut self) {
        for v in self.vehicles.iter_mut().filter(|v| !v.is_gone) {
            v.place(&self.ground.network);
        }
    }

    /// Works out the pose of everybody within a distance of a point; those farther away keep the
    /// pose that they had at the last decision.
    pub(crate) fn place_within(&mut self, near_m: Vector2<f64>, radius_m: f64) {
        let reach_m = radius_m + MOVED_M;
        let network = &self.ground.network;
        let near = self.vehicles.iter_mut().filter(|v| {
            !v.is_gone && (v.pose.position_m() - near_m).norm_squared() < reach_m * reach_m
        });
        near.for_each(|v| v.place(network));
    }

    /// Everybody, parked cars included, in no particular order.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = Body> + '_ {
        let vehicles = self
            .vehicles
            .iter()
            .filter(|v| !v.is_gone)
            .map(Vehicle::body);
        let people = self
            .pedestrians
            .iter()
            .map(|p| p.body(&self.ground.network));
        vehicles
            .chain(people)
            .chain(self.scripted.iter().filter_map(Scripted::free_body))
            .chain(self.ground.parked.bodies.iter().copied())
    }

    /// How many there are who move, or could.
    pub(crate) fn count(&self) -> usize {
        let vehicles = self.vehicles.iter().filter(|v| !v.is_gone).count();
        let free = self.scripted.iter().filter(|s| s.is_free()).count();
        vehicles + free + self.pedestrians.len()
    }

    /// Those who may be within reach of the place that [`Self::advance`] was given: a few of all,
    /// for collisions at every step.
    pub(crate) fn bodies_near(&self, near_m: Vector2<f64>) -> impl Iterator<Item = Body> + '_ {
        let is_near = move |p: Vector2<f64>| (p - near_m).norm_squared() < NEAR_M * NEAR_M;
        let vehicles = self.near.iter().map(|slot| &self.vehicles[*slot as usize]);
        let people = self.pedestrians.iter();
        let parked = self.ground.parked.bodies.iter();
        vehicles
            .filter(move |v| !v.is_gone && is_near(v.pose.position_m()))
            .map(Vehicle::body)
            .chain(
                people
                    .filter(move |p| is_near(p.position_m(&self.ground.network)))
                    .map(|p| p.body(&self.ground.network)),
            )
            .chain(self.scripted.iter().filter_map(Scripted::free_body))
            .chain(
                parked
                    .filter(move |b| is_near(b.pose.position_m()))
                    .copied(),
            )
    }

    /// Everybody decides: scripts first, then who is where, who may go, and how hard to brake.
    pub(crate) fn decide(&mut self, ego: &EgoView, time_s: f64) {
        self.place();
        let network = Arc::clone(&self.ground.network);
        let moment = Moment {
            network: &network,
            frame: &self.ground.frame,
            ego,
            time_s,
        };
        moment.run(&mut self.scripted, &mut self.vehicles);
        self.newcomers
            .replace(&network, &mut self.vehicles, self.tick, ego);
        for v in self.vehicles.iter_mut().filter(|v| !v.is_gone) {
            v.measure_yaw_rate(DECISION_S);
            v.choose_way(
                &network,
                &self.ground.is_on_route,
                self.seed,
                reach_m(v.speed_mps) + 20.0,
            );
            give_up_clearance(&network, v);
        }
        self.register(ego);
        self.walkers.update(&self.pedestrians);
        for p in &mut self.pedestrians {
            p.decide(&network, &self.occupancy, &self.times, time_s, self.seed);
        }
        self.walkers.update(&self.pedestrians);
        self.look_ahead(&network, ego, time_s);
        self.settle_claims(&network);
        self.change_lanes(&network);
        self.tick += 1;
    }

    /// Notes who is where.
    fn register(&mut self, ego: &EgoView) {
        self.occupancy.clear();
        for (lane, occupant) in &self.ground.parked.covers {
            self.occupancy.add(*lane, *occupant);
        }
        let network = &self.ground.network;
        let occupancy = &mut self.occupancy;
        register::cover(
            network,
            occupancy,
            &ego.footprint,
            ego.velocity_mps,
            Who::Ego,
            &[],
        );
        for body in self.scripted.iter().filter_map(Scripted::free_body) {
            register::cover(
                network,
                occupancy,
                &body.footprint(),
                body.velocity_mps,
                Who::Other,
                &[],
            );
        }
        for (slot, v) in self.vehicles.iter().enumerate() {
            if !v.is_gone {
                register::vehicle(network, occupancy, slot as u32, v);
            }
        }
        occupancy.sort();
    }

    fn look_ahead(&mut self, network: &Network, ego: &EgoView, time_s: f64) {
        self.junctions.clear();
        for (lane, distance_m) in &ego.lanes_ahead {
            self.junctions.approach(
                *lane,
                Approach {
                    slot: None,
                    distance_m: *distance_m,
                    speed_mps: ego.speed_mps,
                    waiting_s: 0.0,
                },
            );
        }
        let scene = Scene {
            network,
            occupancy: &self.occupancy,
            times: &self.times,
            walkers: &self.walkers,
            time_s,
        };
        self.outlooks.clear();
        self.claims.clear();
        for (slot, v) in self.vehicles.iter_mut().enumerate() {
            if v.is_gone {
                self.outlooks.push(None);
                continue;
            }
            let slot = slot as u32;
            let outlook = look(&scene, slot, v);
            v.stopped_on = outlook.stopped_on;
            self.outlooks.push(Some(outlook));
            let Some(entry) = outlook.entry else { continue };
            if entry.wait_m < -1.0 || matches!(v.mode, Mode::Held { .. }) {
                // In already, or not to be stopped.
                let is_near = entry.distance_m < 2.5 * v.speed_mps;
                v.granted_to = if is_near {
                    entry.last + 1
                } else {
                    v.granted_to
                };
                continue;
            }
            if outlook.is_held {
                continue;
            }
            for k in entry.first..=entry.last {
                let approach = Approach {
                    slot: Some(slot),
                    distance_m: entry.distance_m,
                    speed_mps: v.speed_mps,
                    waiting_s: v.waiting_s,
                };
                self.junctions.approach(v.path[k], approach);
            }
            let near_m = 0.25 * v.speed_mps * v.speed_mps + 1.5 * v.speed_mps + 8.0;
            if entry.distance_m < near_m {
                self.claims.push(Claim {
                    slot,
                    entry,
                    arrival_s: entry.distance_m.max(0.0) / v.speed_mps.max(1.0) - v.waiting_s,
                });
            }
        }
        for (slot, v) in self.vehicles.iter().enumerate() {
            if !v.is_gone {
                self.junctions.hold(network, slot as u32, v);
            }
        }
    }

    /// Grants what can be granted, soonest arrival first, and sets everybody's acceleration.
    fn settle_claims(&mut self, network: &Network) {
        self.claims.sort_unstable_by(|a, b| {
            a.arrival_s
                .total_cmp(&b.arrival_s)
                .then(a.slot.cmp(&b.slot))
        });
        for claim in &self.claims {
            let situation = Situation {
                network,
                occupancy: &self.occupancy,
                vehicles: &self.vehicles,
            };
            if self.junctions.is_free(situation, claim) {
                let v = &mut self.vehicles[claim.slot as usize];
                v.granted_to = claim.entry.last + 1;
                self.junctions.hold(network, claim.slot, v);
            }
        }
        for (v, outlook) in self.vehicles.iter_mut().zip(&self.outlooks) {
            let Some(outlook) = outlook else { continue };
            let mut wish = outlook.acceleration_mps2;
            match outlook.entry {
                Some(entry) if v.granted_to <= entry.first => {
                    wish = wish.min(wish.max(0.0) + stop_mps2(v, entry.wait_m));
                    let is_waiting =
                        v.speed_mps < 1.0 && entry.distance_m < 8.0 && !outlook.is_held;
                    v.waiting_s = if is_waiting {
                        v.waiting_s + DECISION_S
                    } else {
                        0.0
                    };
                }
                _ => v.waiting_s = 0.0,
            }
            v.acceleration_mps2 = match v.mode {
                Mode::Driven => wish,
                Mode::Held {
                    target_mps,
                    rate_mps2,
                } => ((target_mps - v.speed_mps) / DECISION_S).clamp(-rate_mps2, rate_mps2),
            };
        }
    }

    fn change_lanes(&mut self, network: &Network) {
        for slot in 0..self.vehicles.len() {
            let v = &mut self.vehicles[slot];
            let is_turn = (self.tick + slot as u64).is_multiple_of(LANE_CHANGE_EVERY);
            let is_due = is_turn || (!v.is_gone && network.lane(v.lane()).is_closing);
            if v.is_gone || !is_due || v.mode != Mode::Driven {
                continue;
            }
            if let Some(side) = lane_change::wish(network, &self.occupancy, slot as u32, v) {
                lane_change::begin(network, v, side, None);
                let reach_m = reach_m(v.speed_mps) + 20.0;
                v.choose_way(network, &self.ground.is_on_route, self.seed, reach_m);
                let occupant = Occupant::vehicle(v, v.s_m, 0.0, Who::Vehicle(slot as u32));
                let lane = v.lane();
                self.occupancy.insert(lane, occupant);
            }
        }
    }
}

/// Gives back what was granted but not begun, as long as one can still stop: others may be sooner.
fn give_up_clearance(network: &Network, v: &mut Vehicle) {
    let mut start_m = -v.s_m;
    let mut before: Option<u32> = None;
    for k in v.at..v.granted_to.min(v.path.len()) {
        let lane = network.lane(v.path[k]);
        let distance_m = start_m - v.half_length_m();
        let is_first = before.is_none() || before != lane.junction;
        let stop_m = v.speed_mps * v.speed_mps / (2.0 * GIVE_UP_MPS2) + 1.0;
        if lane.is_contested && is_first && k > v.at && distance_m > stop_m {
            v.granted_to = k;
            return;
        }
        before = lane.junction;
        start_m += lane.length_m;
    }
}
