//! One vehicle of the traffic: where it is on its lanes, and how it moves along them.

use nalgebra::{Vector2, Vector3};

use trunkline_interfaces::geometry::{Pose2, Rectangle, angle_difference_rad, wrap_rad};
use trunkline_interfaces::{AgentClass, AgentId, Random, Turn};

use super::body::Body;
use super::idm::HARDEST_BRAKING_MPS2;
use super::kinds::{Driver, WHEELBASE_SHARE, size_m};
use super::network::Network;

/// What decides its speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    /// A driver who follows, yields and obeys.
    Driven,
    /// A script: this speed, reached at this rate, whoever is in the way.
    Held { target_mps: f64, rate_mps2: f64 },
}

/// How it chooses its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// At random.
    Random,
    /// Along the ego's route where that goes on, else straight on.
    WithEgo,
}

/// Below this speed a vehicle moves sideways by the way that it goes, not by the time, m/s.
const FULL_PACE_MPS: f64 = 3.0;

/// A sideways move in progress: quintic in its progress, from the slope that there was to rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shift {
    from_m: f64,
    to_m: f64,
    /// Metres to the left per whole progress, at the start.
    from_rate_m: f64,
    progress: f64,
    duration_s: f64,
}

/// One vehicle. `s_m` is the arc length of its box's centre on the lane `path[at]`.
#[derive(Debug, Clone)]
pub(crate) struct Vehicle {
    pub(crate) id: AgentId,
    pub(crate) class: AgentClass,
    pub(crate) size_m: Vector3<f64>,
    pub(crate) driver: Driver,
    pub(crate) mode: Mode,
    pub(crate) way: Way,
    /// Lanes driven and to be driven.
    pub(crate) path: Vec<u32>,
    pub(crate) at: usize,
    pub(crate) s_m: f64,
    /// Offset to the left of the lane's centre line, and its slope: metres per metre of way.
    pub(crate) d_m: f64,
    d_slope: f64,
    pub(crate) shift: Option<Shift>,
    pub(crate) speed_mps: f64,
    pub(crate) acceleration_mps2: f64,
    /// Contested lanes of the path before this index may be entered.
    pub(crate) granted_to: usize,
    /// How long it has been waiting to enter a junction.
    pub(crate) waiting_s: f64,
    /// The lane on which it has obeyed a stop sign.
    pub(crate) stopped_on: Option<u32>,
    /// It drove off the end of its last lane, or a script took it off the lanes.
    pub(crate) is_gone: bool,
    /// Belongs to the traffic: when it is gone, another comes in its place.
    pub(crate) is_replaced: bool,
    /// Pose of the box's centre and yaw rate as of the last call of `place`.
    pub(crate) pose: Pose2,
    pub(crate) yaw_rate_radps: f64,
    /// Height of the road under it, as of the last call of `place`.
    elevation_m: f64,
    last_yaw_rad: f64,
    /// Segments of centre lines that its axles were on last: rear, front.
    segments: [usize; 2],
}

impl Vehicle {
    /// A vehicle on a lane.
    pub(crate) fn new(
        id: AgentId,
        class: AgentClass,
        driver: Driver,
        place: (u32, f64),
        speed_mps: f64,
        network: &Network,
    ) -> Self {
        let (lane, s_m) = place;
        let mut vehicle = Self {
            id,
            class,
            size_m: size_m(class),
            driver,
            mode: Mode::Driven,
            way: Way::Random,
            path: vec![lane],
            at: 0,
            s_m,
            d_m: driver.keeps_left_m,
            d_slope: 0.0,
            shift: None,
            speed_mps,
            acceleration_mps2: 0.0,
            granted_to: 0,
            waiting_s: 0.0,
            stopped_on: None,
            is_gone: false,
            is_replaced: false,
            pose: Pose2::default(),
            yaw_rate_radps: 0.0,
            elevation_m: 0.0,
            last_yaw_rad: 0.0,
            segments: [0; 2],
        };
        vehicle.place(network);
        vehicle.last_yaw_rad = vehicle.pose.yaw_rad;
        vehicle
    }

    /// The same vehicle in another size.
    pub(crate) fn sized(mut self, size_m: Vector3<f64>, network: &Network) -> Self {
        self.size_m = size_m;
        self.place(network);
        self.last_yaw_rad = self.pose.yaw_rad;
        self
    }

    pub(crate) fn lane(&self) -> u32 {
        self.path[self.at]
    }

    pub(crate) fn half_length_m(&self) -> f64 {
        0.5 * self.size_m.x
    }

    pub(crate) fn footprint(&self) -> Rectangle {
        Rectangle::new(self.pose, self.size_m.x, self.size_m.y)
    }

    /// As others see it.
    pub(crate) fn body(&self) -> Body {
        Body {
            id: self.id,
            class: self.class,
            size_m: self.size_m,
            pose: self.pose,
            elevation_m: self.elevation_m,
            velocity_mps: self.velocity_mps(),
            yaw_rate_radps: self.yaw_rate_radps,
        }
    }

    /// Moves it forward under its present acceleration.
    pub(crate) fn advance(&mut self, network: &Network, dt_s: f64) {
        let before = self.speed_mps;
        let acceleration = self.acceleration_mps2.max(-HARDEST_BRAKING_MPS2);
        self.speed_mps = (before + acceleration * dt_s).max(0.0);
        self.s_m += 0.5 * (before + self.speed_mps) * dt_s;
        self.slide(dt_s);
        loop {
            let length_m = network.lane(self.lane()).length_m;
            if self.s_m <= length_m {
                break;
            }
            if self.at + 1 >= self.path.len() {
                self.is_gone = true;
                break;
            }
            self.s_m -= length_m;
            self.at += 1;
        }
    }

    /// Begins a sideways move within the lane.
    pub(crate) fn begin_shift(&mut self, to_m: f64, duration_s: f64) {
        let duration_s = duration_s.max(0.1);
        self.shift = Some(Shift {
            from_m: self.d_m,
            to_m,
            from_rate_m: self.d_slope * self.speed_mps.max(FULL_PACE_MPS) * duration_s,
            progress: 0.0,
            duration_s,
        });
    }

    /// Puts it onto another lane without moving it: only the reference of its place changes. What is
    /// behind the lane's start counts as its straight continuation; where it goes on is to be chosen.
    pub(crate) fn refer_to(&mut self, network: &Network, lane: u32, s_m: f64) {
        let center = self.pose.position_m();
        self.granted_to = usize::from(self.granted_to > self.at);
        self.path.clear();
        self.path.push(lane);
        (self.at, self.s_m) = (0, s_m);
        let (middle, along, _) = self.chord(network);
        let off = center - middle;
        self.s_m += off.dot(&along);
        self.d_m = along.perp(&off);
    }

    /// Where the present sideways move ends.
    pub(crate) fn target_d_m(&self) -> f64 {
        self.shift.map_or(self.d_m, |shift| shift.to_m)
    }

    fn slide(&mut self, dt_s: f64) {
        let Some(shift) = &mut self.shift else { return };
        // At walking pace a vehicle cannot move sideways as fast.
        let pace = (self.speed_mps / FULL_PACE_MPS).min(1.0);
        shift.progress = (shift.progress + pace * dt_s / shift.duration_s).min(1.0);
        let p = shift.progress;
        // The quintic Hermite polynomials: 10p³ − 15p⁴ + 6p⁵ goes from 0 to 1, at rest at both ends;
        // p − 6p³ + 8p⁴ − 3p⁵ begins with rate 1 at 0 and ends at rest at 0.
        let share = p * p * p * (10.0 + p * (6.0 * p - 15.0));
        let share_rate = 30.0 * p * p * (1.0 - p) * (1.0 - p);
        let swing = p + p * p * p * (p * (8.0 - 3.0 * p) - 6.0);
        let swing_rate = 1.0 + p * p * (p * (32.0 - 15.0 * p) - 18.0);
        let way_m = shift.to_m - shift.from_m;
        self.d_m = shift.from_m + way_m * share + shift.from_rate_m * swing;
        let rate_m = way_m * share_rate + shift.from_rate_m * swing_rate;
        self.d_slope = rate_m / (shift.duration_s * self.speed_mps.max(FULL_PACE_MPS));
        if p >= 1.0 {
            self.shift = None;
            self.d_slope = 0.0;
        }
    }

    /// Point of its lanes so far ahead of (or behind) its centre, the height there, and the segment
    /// that it is on; `guess` is the one that it was on before.
    fn point_m(&self, network: &Network, ahead_m: f64, guess: usize) -> (Vector2<f64>, f64, usize) {
        let (mut k, mut s) = (self.at, self.s_m + ahead_m);
        while s < 0.0 && k > 0 {
            k -= 1;
            s += network.lane(self.path[k]).length_m;
        }
        loop {
            let lane = network.lane(self.path[k]);
            if s <= lane.length_m || k + 1 >= self.path.len() {
                let segment = lane.line.segment_from(guess, s);
                let elevation_m = lane.elevation_on(segment, s);
                return (lane.line.position_on(segment, s), elevation_m, segment);
            }
            s -= lane.length_m;
            k += 1;
        }
    }

    /// Middle and direction between its axles, both on the lanes' centre lines, and the height there.
    fn chord(&mut self, network: &Network) -> (Vector2<f64>, Vector2<f64>, f64) {
        let half_m = 0.5 * WHEELBASE_SHARE * self.size_m.x;
        let (rear, rear_m, rear_on) = self.point_m(network, -half_m, self.segments[0]);
        let (front, front_m, front_on) = self.point_m(network, half_m, self.segments[1]);
        self.segments = [rear_on, front_on];
        let chord = front - rear;
        let middle = (front + rear) * 0.5;
        let elevation_m = 0.5 * (front_m + rear_m);
        (middle, chord / chord.norm().max(1e-9), elevation_m)
    }

    /// Works out the pose: both axles on the lanes' centre lines, shifted sideways.
    pub(crate) fn place(&mut self, network: &Network) {
        let (middle, along, elevation_m) = self.chord(network);
        self.elevation_m = elevation_m;
        let center = middle + Vector2::new(-along.y, along.x) * self.d_m;
        let yaw = wrap_rad(libm::atan2(along.y, along.x) + libm::atan(self.d_slope));
        self.pose = Pose2 {
            x_m: center.x,
            y_m: center.y,
            yaw_rad: yaw,
        };
    }

    /// Works out the yaw rate from the pose now and the one when this was last called.
    pub(crate) fn measure_yaw_rate(&mut self, since_s: f64) {
        let turned = angle_difference_rad(self.pose.yaw_rad, self.last_yaw_rad);
        self.yaw_rate_radps = turned / since_s;
        self.last_yaw_rad = self.pose.yaw_rad;
    }

    /// Velocity of the box's centre.
    pub(crate) fn velocity_mps(&self) -> Vector2<f64> {
        self.pose.direction() * self.speed_mps
    }

    /// Makes sure that it knows its way for so far ahead.
    pub(crate) fn choose_way(
        &mut self,
        network: &Network,
        is_on_route: &[bool],
        seed: u64,
        reach_m: f64,
    ) {
        let mut known_m: f64 = -self.s_m;
        for lane in &self.path[self.at..] {
            known_m += network.lane(*lane).length_m;
        }
        while known_m < reach_m {
            let last = self.path[self.path.len() - 1];
            let Some(next) = self.choose(network, last, is_on_route, seed) else {
                break;
            };
            known_m += network.lane(next).length_m;
            self.path.push(next);
        }
    }

    fn choose(&self, network: &Network, from: u32, is_on_route: &[bool], seed: u64) -> Option<u32> {
        let successors = &network.lane(from).successors;
        if successors.len() < 2 {
            return successors.first().copied();
        }
        if self.way == Way::WithEgo {
            let on_route = successors.iter().find(|s| is_on_route[**s as usize]);
            let straight = || {
                successors
                    .iter()
                    .find(|s| network.lane(**s).turn == Turn::Straight)
            };
            return on_route.or_else(straight).or(successors.first()).copied();
        }
        let weight = |lane: &u32| match network.lane(*lane).turn {
            Turn::Straight => 2.0,
            Turn::Right => 1.0,
            Turn::Left => 0.5, // there are no lanes of their own for them
            Turn::UTurn => 0.02,
        };
        let total: f64 = successors.iter().map(weight).sum();
        let step = (u64::from(self.id.0) << 32) | self.path.len() as u64;
        let mut pick = Random::new(seed, "traffic/way", step).uniform() * total;
        for lane in successors {
            pick -= weight(lane);
            if pick <= 0.0 {
                return Some(*lane);
            }
        }
        successors.last().copied()
    }
}
