//! Roundabouts: a one-way ring, and arms that point at its middle.

use std::f64::consts::{PI, TAU};

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;

use super::arm::Arm;
use super::course::{Course, Piece};
use super::furniture::Says;
use super::heights::Heights;
use super::junctions::Passage;
use super::network::{Make, Network};
use super::section::{Lane, Mark, Section};

/// Half the angle of the ring that belongs to an arm's junction.
const HALF_ANGLE_RAD: f64 = PI / 6.0;
/// Everybody drives so fast in the ring: 30 km/h.
const LIMIT_MPS: f64 = 8.33;
/// Crosswalks over the arms, from the arm's end.
const CROSSWALK_M: (f64, f64) = (6.0, 9.0);
/// Two arms are at least so far apart: both junctions, and a piece of ring between them.
pub(super) const LEAST_ANGLE_RAD: f64 = 2.0 * HALF_ANGLE_RAD + 0.2;

fn passage(arms: (Arm, Arm), lanes: (i32, i32), has_pavement: bool) -> Passage {
    Passage {
        arms,
        lanes,
        limit_mps: LIMIT_MPS,
        has_pavement,
    }
}

/// A ring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ring {
    pub(super) center_m: Vector2<f64>,
    /// Of the middle of its lane.
    pub(super) radius_m: f64,
    pub(super) width_m: f64,
    pub(super) z_m: f64,
}

impl Ring {
    /// From its centre to the ends of its arms: the tangents of an entry are as long before their
    /// crossing as after it. `lane_m` is the middle of the arm's lane, from the arm's middle.
    pub(super) fn reach_m(&self, lane_m: f64) -> f64 {
        let (sin, cos) = libm::sincos(HALF_ANGLE_RAD);
        let after_m = (self.radius_m * sin - lane_m) / cos;
        self.radius_m * cos + after_m * sin + after_m
    }

    fn at(&self, angle_rad: f64) -> Pose2 {
        let (sin, cos) = libm::sincos(angle_rad);
        Pose2::new(
            self.center_m.x + self.radius_m * cos,
            self.center_m.y + self.radius_m * sin,
            angle_rad + 0.5 * PI,
        )
    }

    fn arc(&self, from_rad: f64, to_rad: f64) -> Course {
        let k = 1.0 / self.radius_m;
        let piece = Piece::Curve {
            length_m: self.radius_m * (to_rad - from_rad),
            start_1pm: k,
            end_1pm: k,
        };
        Course::of(self.at(from_rad), vec![piece])
    }

    /// Adds the ring and its junctions. Arms counter-clockwise, each with its direction seen from the
    /// centre, rising from one to the next.
    pub(super) fn build(&self, network: &mut Network, arms: &[(Arm, f64)]) {
        let count = arms.len();
        let next_rad = |i: usize| {
            let turns = if i + 1 == count { TAU } else { 0.0 };
            arms[(i + 1) % count].1 + turns
        };
        let rings: Vec<usize> = (0..count)
            .map(|i| {
                let course = self.arc(arms[i].1 + HALF_ANGLE_RAD, next_rad(i) - HALF_ANGLE_RAD);
                let road = network.add_road(self.make(i), course, Heights::level(self.z_m));
                network.offset_lanes(road, 0.5 * self.width_m);
                road
            })
            .collect();
        let mut members = Vec::new();
        for (i, (arm, angle_rad)) in arms.iter().enumerate() {
            let before = Arm::end(rings[(i + count - 1) % count]);
            let after = Arm::start(rings[i]);
            let junction = network.add_junction(&format!("roundabout arm {}", i + 1));
            members.push(network.document.junctions[junction].id);
            for part in [*arm, before, after] {
                network.attach(junction, part);
            }
            let (inbound, outbound) = (arm.inbound(network), arm.outbound(network));
            if let (Some(inner), Some(out)) = (inbound.first(), outbound.first()) {
                let entry = passage((*arm, after), (*inner, -1), true);
                network.connecting_road(junction, entry);
                let exit = passage((before, *arm), (-1, *out), true);
                network.connecting_road(junction, exit);
            }
            let through = self.arc(angle_rad - HALF_ANGLE_RAD, angle_rad + HALF_ANGLE_RAD);
            let ring = passage((before, after), (-1, -1), false);
            network.connecting_course(junction, ring, through);
            network.sign(*arm, Says::GiveWay, false);
            network.cross_at(*arm, CROSSWALK_M);
        }
        network.document.roundabouts.push(members);
    }

    /// One driving lane on the reference line, pavement outside.
    fn make(&self, index: usize) -> Make {
        Make {
            name: format!("ring {}", index + 1),
            kind: "town",
            limit_mps: LIMIT_MPS,
            sections: vec![Section {
                s_m: 0.0,
                lanes: vec![
                    Lane::new(-1, "driving", self.width_m, Mark::SOLID),
                    Lane::new(-2, "sidewalk", 2.0, Mark::SOLID),
                ],
                center_marks: vec![Mark::NONE],
            }],
        }
    }
}
