//! People on foot at crosswalks: they wait at the kerb, cross when drivers can stop, and come back.

use nalgebra::{Vector2, Vector3};

use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{AgentClass, AgentId, Random};

use super::body::Body;
use super::crosswalk::Crosswalk;
use super::kinds::drawn_size_m;
use super::net_lane::Crossing;
use super::network::Network;
use super::occupancy::{Occupancy, Who};
use super::signals::SignalTimes;

/// Braking that people on foot expect of drivers, m/s².
const EXPECTED_BRAKING_MPS2: f64 = 2.0;
/// Drivers farther away are not looked for, m.
const LOOK_M: f64 = 60.0;

/// One person who goes to and fro over a crosswalk.
#[derive(Debug, Clone)]
pub(crate) struct Pedestrian {
    pub(crate) id: AgentId,
    crosswalk: u32,
    /// Which way: 1 from the first end to the second, −1 back.
    direction: f64,
    /// Distance from the crosswalk's first end along the way.
    along_m: f64,
    /// Offset across the way.
    across_m: f64,
    pub(crate) speed_mps: f64,
    pace_mps: f64,
    wait_until_s: f64,
    crossings: u64,
    size_m: Vector3<f64>,
}

/// Who is on which crosswalk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Walkers {
    /// Per crosswalk: place along the way and direction.
    on: Vec<Vec<(f64, f64)>>,
}

impl Walkers {
    pub(crate) fn new(crosswalks: usize) -> Self {
        Self {
            on: vec![Vec::new(); crosswalks],
        }
    }

    pub(crate) fn update(&mut self, people: &[Pedestrian]) {
        for list in &mut self.on {
            list.clear();
        }
        for p in people {
            if p.is_walking() {
                self.on[p.crosswalk as usize].push((p.along_m, p.direction));
            }
        }
    }

    /// Whether somebody is, or is about to be, in a lane's way over a crosswalk.
    pub(crate) fn is_in_way(&self, crossing: &Crossing, width_m: f64) -> bool {
        self.on[crossing.crosswalk as usize]
            .iter()
            .any(|(along, direction)| {
                // Still ahead of them, or they have not left it yet.
                direction * (crossing.along_m - along) > -(0.5 * width_m + 0.8)
            })
    }
}

impl Pedestrian {
    pub(crate) fn new(id: AgentId, crosswalk: u32, network: &Network, seed: u64) -> Self {
        let mut random = Random::new(seed, "traffic/pedestrian", u64::from(id.0));
        let way = &network.crosswalks[crosswalk as usize];
        let direction = if random.chance(0.5) { 1.0 } else { -1.0 };
        let half_m = (way.half_width_m - 0.4).max(0.0);
        Self {
            id,
            crosswalk,
            direction,
            along_m: if direction > 0.0 { 0.0 } else { length_m(way) },
            across_m: random.range(-half_m, half_m),
            speed_mps: 0.0,
            pace_mps: random.range(1.1, 1.6),
            wait_until_s: random.range(0.0, 12.0),
            crossings: 0,
            size_m: drawn_size_m(AgentClass::Pedestrian, seed, id),
        }
    }

    fn is_walking(&self) -> bool {
        self.speed_mps > 0.0
    }

    pub(crate) fn position_m(&self, network: &Network) -> Vector2<f64> {
        let way = &network.crosswalks[self.crosswalk as usize];
        let along = direction(way);
        let across = Vector2::new(-along.y, along.x);
        way.ends_m[0] + along * self.along_m + across * self.across_m
    }

    /// As others see it.
    pub(crate) fn body(&self, network: &Network) -> Body {
        let way = &network.crosswalks[self.crosswalk as usize];
        let facing = direction(way) * self.direction;
        let p = self.position_m(network);
        Body {
            id: self.id,
            class: AgentClass::Pedestrian,
            size_m: self.size_m,
            pose: Pose2::new(p.x, p.y, libm::atan2(facing.y, facing.x)),
            elevation_m: way.elevation_m,
            velocity_mps: facing * self.speed_mps,
            yaw_rate_radps: 0.0,
        }
    }

    pub(crate) fn advance(&mut self, dt_s: f64) {
        self.along_m += self.direction * self.speed_mps * dt_s;
    }

    /// Decides whether to go, and whether the other side is reached.
    pub(crate) fn decide(
        &mut self,
        network: &Network,
        occupancy: &Occupancy,
        times: &SignalTimes,
        time_s: f64,
        seed: u64,
    ) {
        let way = &network.crosswalks[self.crosswalk as usize];
        let length = length_m(way);
        if self.is_walking() {
            let is_over = (self.direction > 0.0 && self.along_m >= length)
                || (self.direction < 0.0 && self.along_m <= 0.0);
            if is_over {
                self.crossings += 1;
                let step = (u64::from(self.id.0) << 24) | self.crossings;
                let mut random = Random::new(seed, "traffic/pedestrian/wait", step);
                self.wait_until_s = time_s + random.range(5.0, 20.0);
                self.direction = -self.direction;
                self.speed_mps = 0.0;
            }
        } else if time_s >= self.wait_until_s
            && may_cross(
                network,
                way,
                occupancy,
                times,
                time_s,
                length / self.pace_mps,
            )
        {
            self.speed_mps = self.pace_mps;
        }
    }
}

fn direction(way: &Crosswalk) -> Vector2<f64> {
    let step = way.ends_m[1] - way.ends_m[0];
    step / step.norm().max(1e-9)
}

fn length_m(way: &Crosswalk) -> f64 {
    (way.ends_m[1] - way.ends_m[0]).norm()
}

/// Every driver who comes can stop, and lights hold the traffic back for long enough.
fn may_cross(
    network: &Network,
    way: &Crosswalk,
    occupancy: &Occupancy,
    times: &SignalTimes,
    time_s: f64,
    need_s: f64,
) -> bool {
    way.lanes.iter().all(|c| {
        can_stop_all(network, occupancy, c.lane, c.from_m, c.to_m, 0)
            && lights(network, c.lane, c.from_m).all(|light| {
                network.signals.state(times, light, time_s) == SignalState::Stop
                    && network.signals.until_green_s(times, light, time_s) > need_s
            })
    })
}

/// Lights with a stop line within 15 m before a place.
fn lights(network: &Network, lane: u32, s_m: f64) -> impl Iterator<Item = u32> + '_ {
    let near = move |index: u32, s_m: f64| {
        let lines = network.lane(index).stops.iter();
        lines
            .filter(move |line| line.s_m <= s_m + 0.5 && line.s_m > s_m - 15.0)
            .filter_map(|line| line.light)
    };
    let here = network.lane(lane);
    let before = here
        .predecessors
        .iter()
        .filter(move |_| here.junction.is_none());
    near(lane, s_m).chain(before.flat_map(move |p| near(*p, network.lane(*p).length_m + s_m)))
}

fn can_stop_all(
    network: &Network,
    occupancy: &Occupancy,
    lane: u32,
    from_m: f64,
    to_m: f64,
    depth: u32,
) -> bool {
    let free = occupancy.on(lane).iter().all(|o| {
        if o.rear_m > to_m || (o.who == Who::Other && o.speed_mps.abs() < 0.1) {
            return true;
        }
        let gap_m = from_m - o.front_m;
        // Standing on it, or too near to stop.
        gap_m > 1.0 && o.speed_mps * o.speed_mps < 2.0 * EXPECTED_BRAKING_MPS2 * (gap_m - 1.0)
            || gap_m > 0.0 && o.speed_mps < 0.1
    });
    free && (from_m > LOOK_M
        || depth >= 4
        || network.lane(lane).predecessors.iter().all(|p| {
            let length_m = network.lane(*p).length_m;
            can_stop_all(
                network,
                occupancy,
                *p,
                from_m + length_m,
                f64::INFINITY,
                depth + 1,
            )
        }))
}
