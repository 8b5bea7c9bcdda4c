//! Who is where on the lanes, in order along each: how drivers find those ahead.

use std::cmp::Ordering;

use nalgebra::Vector2;

use super::network::Covered;
use super::vehicle::Vehicle;

/// Who covers a stretch of lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// The ego.
    Ego,
    /// A vehicle of the traffic, by its slot.
    Vehicle(u32),
    /// Anybody else: parked cars, people and vehicles off the lanes.
    Other,
}

/// A stretch of lane that is covered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occupant {
    pub(crate) rear_m: f64,
    pub(crate) front_m: f64,
    /// Offsets of its right and left side from the centre line, left positive.
    pub(crate) right_m: f64,
    pub(crate) left_m: f64,
    /// Speed along the lane.
    pub(crate) speed_mps: f64,
    pub(crate) who: Who,
}

impl Occupant {
    /// A body on a stretch that it covers.
    pub(crate) fn covering(c: &Covered, velocity_mps: Vector2<f64>, who: Who) -> Self {
        Self {
            rear_m: c.rear_m,
            front_m: c.front_m,
            right_m: c.right_m,
            left_m: c.left_m,
            speed_mps: velocity_mps.dot(&c.along),
            who,
        }
    }

    /// A vehicle with its centre at a place of a lane, along it.
    pub(crate) fn vehicle(v: &Vehicle, s_m: f64, d_m: f64, who: Who) -> Self {
        let (half_m, half_width_m) = (v.half_length_m(), 0.5 * v.size_m.y);
        Self {
            rear_m: s_m - half_m,
            front_m: s_m + half_m,
            right_m: d_m - half_width_m,
            left_m: d_m + half_width_m,
            speed_mps: v.speed_mps,
            who,
        }
    }

    pub(crate) fn middle_m(&self) -> f64 {
        0.5 * (self.rear_m + self.front_m)
    }
}

/// Every lane's occupants; made anew at each decision.
#[derive(Debug, Clone, Default)]
pub(crate) struct Occupancy {
    lanes: Vec<Vec<Occupant>>,
    used: Vec<u32>,
}

impl Occupancy {
    pub(crate) fn new(lanes: usize) -> Self {
        Self {
            lanes: vec![Vec::new(); lanes],
            used: Vec::new(),
        }
    }

    /// Forgets everybody, keeps the memory.
    pub(crate) fn clear(&mut self) {
        for lane in self.used.drain(..) {
            self.lanes[lane as usize].clear();
        }
    }

    pub(crate) fn add(&mut self, lane: u32, occupant: Occupant) {
        let list = &mut self.lanes[lane as usize];
        if list.is_empty() {
            self.used.push(lane);
        }
        list.push(occupant);
    }

    /// Puts every lane in order; needed after adding, before looking.
    pub(crate) fn sort(&mut self) {
        for lane in &self.used {
            self.lanes[*lane as usize].sort_unstable_by(by_rear);
        }
    }

    /// Adds one and keeps the order.
    pub(crate) fn insert(&mut self, lane: u32, occupant: Occupant) {
        self.add(lane, occupant);
        self.lanes[lane as usize].sort_unstable_by(by_rear);
    }

    /// Who is on a lane, by ascending rear end.
    pub(crate) fn on(&self, lane: u32) -> &[Occupant] {
        &self.lanes[lane as usize]
    }
}

fn by_rear(a: &Occupant, b: &Occupant) -> Ordering {
    a.rear_m.total_cmp(&b.rear_m).then(a.who.cmp(&b.who))
}
