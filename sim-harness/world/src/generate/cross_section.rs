//! Cross-sections of two-way roads: which lanes lie side by side, and the paint between them.

use super::cubic::Cubic;
use super::network::Make;
use super::section::{Lane, Mark, Section};

/// Lane changes end so far before a junction.
const NO_LANE_CHANGE_M: f64 = 25.0;
/// Parking bays begin and end so far from a road's ends, and open over so much.
pub(super) const BAYS_FROM_END_M: f64 = 12.0;
const BAY_TAPER_M: f64 = 3.0;

/// A two-way road that is alike on both sides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Profile {
    /// OpenDRIVE's type of road.
    pub(super) kind: &'static str,
    /// Kind and width of the lanes, from the middle outwards.
    pub(super) lanes: Vec<(&'static str, f64)>,
    pub(super) limit_mps: f64,
    /// Paint in the middle.
    pub(super) center: &'static str,
}

impl Profile {
    /// How many lanes lead one way.
    pub(super) fn lanes_each_way(&self) -> usize {
        self.lanes.iter().filter(|lane| lane.0 == "driving").count()
    }

    /// Width of the lanes that lead one way.
    pub(super) fn half_width_m(&self) -> f64 {
        let driving = self.lanes.iter().filter(|lane| lane.0 == "driving");
        driving.map(|lane| lane.1).sum()
    }

    /// What a road of this profile and length is made of.
    pub(super) fn make(&self, name: &str, length_m: f64) -> Make {
        Make {
            name: name.to_owned(),
            kind: self.kind,
            limit_mps: self.limit_mps,
            sections: vec![self.section(length_m)],
        }
    }

    /// One section over the whole length.
    fn section(&self, length_m: f64) -> Section {
        let mut lanes = Vec::new();
        for side in [1, -1] {
            for (i, (kind, width_m)) in self.lanes.iter().enumerate() {
                let is_before_driving =
                    *kind == "driving" && self.lanes.get(i + 1).is_some_and(|l| l.0 == "driving");
                let is_edge = matches!(*kind, "driving" | "parking");
                let mark = if is_edge && self.center != "none" {
                    Mark::SOLID
                } else {
                    Mark::NONE
                };
                let mut lane = Lane::new(side * (i as i32 + 1), kind, *width_m, mark);
                if is_before_driving {
                    lane.marks = between_lanes(side, length_m);
                }
                if *kind == "parking" {
                    lane.widths = bay_widths(*width_m, length_m);
                }
                lanes.push(lane);
            }
        }
        let change = if self.center.starts_with("solid") {
            "none"
        } else {
            "both"
        };
        Section {
            s_m: 0.0,
            lanes,
            center_marks: vec![Mark::new(0.0, self.center, change)],
        }
    }
}

/// Broken, but solid where traffic nears the junction at its end.
fn between_lanes(side: i32, length_m: f64) -> Vec<Mark> {
    let solid_m = NO_LANE_CHANGE_M.min(0.3 * length_m);
    let mark = |offset_m: f64, model: Mark| Mark { offset_m, ..model };
    if side < 0 {
        vec![Mark::BROKEN, mark(length_m - solid_m, Mark::SOLID)]
    } else {
        vec![Mark::SOLID, mark(solid_m, Mark::BROKEN)]
    }
}

/// A parking lane that begins and ends away from the junctions.
fn bay_widths(width_m: f64, length_m: f64) -> Vec<Cubic> {
    let (begin_m, end_m) = (BAYS_FROM_END_M, length_m - BAYS_FROM_END_M);
    vec![
        Cubic::constant(0.0),
        Cubic::taper(begin_m - BAY_TAPER_M, BAY_TAPER_M, 0.0, width_m),
        Cubic::new(begin_m, [width_m, 0.0, 0.0, 0.0]),
        Cubic::taper(end_m, BAY_TAPER_M, width_m, 0.0),
        Cubic::new(end_m + BAY_TAPER_M, [0.0; 4]),
    ]
}
