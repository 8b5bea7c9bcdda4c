//! Who is where on the lanes, in order along each: how drivers find those ahead.

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
            self.lanes[*lane as usize]
                .sort_unstable_by(|a, b| a.rear_m.total_cmp(&b.rear_m).then(a.who.cmp(&b.who)));
        }
    }

    /// Adds one and keeps the order.
    pub(crate) fn insert(&mut self, lane: u32, occupant: Occupant) {
        self.add(lane, occupant);
        self.lanes[lane as usize]
            .sort_unstable_by(|a, b| a.rear_m.total_cmp(&b.rear_m).then(a.who.cmp(&b.who)));
    }

    /// Who is on a lane, by ascending rear end.
    pub(crate) fn on(&self, lane: u32) -> &[Occupant] {
        &self.lanes[lane as usize]
    }
}
