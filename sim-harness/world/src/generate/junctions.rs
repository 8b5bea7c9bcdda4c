//! Joins roads by connecting roads.

use std::f64::consts::FRAC_PI_4;

use trunkline_interfaces::geometry::{angle_difference_rad, wrap_rad};

use super::arm::Arm;
use super::course::{Course, connect};
use super::cubic::Cubic;
use super::heights::Heights;
use super::network::Network;
use super::opendrive::{Connection, End, Link, Road};
use super::section::{Lane, Mark, Section};

/// Turns are taken at this speed, m/s: 30 km/h.
const TURN_SPEED_MPS: f64 = 8.33;
/// Numbers of connecting roads begin here.
const FIRST_CONNECTING: u32 = 10_000;

/// A road through a junction.
#[derive(Debug, Clone)]
pub(super) struct Through {
    pub(super) limit_mps: f64,
    pub(super) course: Course,
    pub(super) heights: Heights,
    pub(super) section: Section,
    /// Which lane of the road before leads into which of its lanes.
    pub(super) links: Vec<(i32, i32)>,
    /// Of its lanes to the left of its course.
    pub(super) lane_offset: Cubic,
}

/// One lane through a junction: from an arm to another, from a lane to a lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage {
    pub(super) arms: (Arm, Arm),
    pub(super) lanes: (i32, i32),
    pub(super) limit_mps: f64,
    /// Whether what lies beside the lanes goes round the corner with it.
    pub(super) has_pavement: bool,
}

impl Network {
    /// A road's end leads into a junction.
    pub(super) fn attach(&mut self, junction: usize, arm: Arm) {
        let link = Some(Link::Junction(self.document.junctions[junction].id));
        let road = self.road_mut(arm.road);
        match arm.end {
            End::Start => road.predecessor = link,
            End::End => road.successor = link,
        }
    }

    /// A junction over arms: every way through but U-turns.
    pub(super) fn join(&mut self, name: &str, arms: &[Arm]) -> usize {
        let junction = self.add_junction(name);
        for arm in arms {
            self.attach(junction, *arm);
        }
        for a in arms {
            for b in arms.iter().filter(|b| *b != a) {
                self.connect_arms(junction, *a, *b, arms);
            }
        }
        junction
    }

    /// The ways from one arm to another: straight on from each lane, left from the inner one, right from
    /// the outer one.
    fn connect_arms(&mut self, junction: usize, a: Arm, b: Arm, arms: &[Arm]) {
        let turn_rad = |to: Arm| {
            let (outward, inward) = (to.outward_rad(self), a.inward_rad(self));
            angle_difference_rad(outward, inward)
        };
        let angle_rad = turn_rad(b);
        let (inbound, outbound) = (a.inbound(self), b.outbound(self));
        let (Some(inner), Some(outer)) = (inbound.first(), inbound.last()) else {
            return;
        };
        let (Some(to_inner), Some(to_outer)) = (outbound.first(), outbound.last()) else {
            return;
        };
        let outer = *outer;
        let is_straight = angle_rad.abs() < FRAC_PI_4;
        let pairs: Vec<(i32, i32)> = if is_straight {
            inbound
                .iter()
                .copied()
                .zip(outbound.iter().copied())
                .collect()
        } else if angle_rad > 0.0 {
            vec![(*inner, *to_inner)]
        } else {
            vec![(outer, *to_outer)]
        };
        let is_right = |c: &&Arm| {
            let turned_rad = turn_rad(**c);
            (-3.0 * FRAC_PI_4..-FRAC_PI_4).contains(&turned_rad)
        };
        let is_right_open = !arms
            .iter()
            .filter(|c| **c != a && **c != b)
            .any(|c| is_right(&c));
        let has_pavement = angle_rad <= -FRAC_PI_4 || (is_straight && is_right_open);
        let limit_mps = self.road(a.road).limit_mps.min(self.road(b.road).limit_mps);
        let limit_mps = if is_straight {
            limit_mps
        } else {
            limit_mps.min(TURN_SPEED_MPS)
        };
        for pair in pairs {
            let passage = Passage {
                arms: (a, b),
                lanes: pair,
                limit_mps,
                has_pavement: has_pavement && pair.0 == outer,
            };
            self.connecting_road(junction, passage);
        }
    }

    /// One lane through a junction, on a smooth course between its ends. Nothing is added where there is
    /// none.
    pub(super) fn connecting_road(&mut self, junction: usize, passage: Passage) {
        let ((a, b), (lane_in, lane_out)) = (passage.arms, passage.lanes);
        let (start, end) = (
            a.lane_pose(self, lane_in, true),
            b.lane_pose(self, lane_out, false),
        );
        if let Some(pieces) = connect(start, end) {
            self.connecting_course(junction, passage, Course::of(start, pieces));
        }
    }

    /// One lane through a junction on a course of its own, which is the lane's middle.
    pub(super) fn connecting_course(&mut self, junction: usize, passage: Passage, course: Course) {
        let ((a, b), (lane_in, lane_out)) = (passage.arms, passage.lanes);
        let length_m = course.length_m();
        let taper = |from: f64, to: f64| Cubic::taper(0.0, length_m, from, to);
        let width = taper(a.width_m(self, lane_in), b.width_m(self, lane_out));
        let mut lanes = vec![
            Lane::new(-1, "driving", 0.0, Mark::NONE)
                .with_widths(vec![width])
                .linked(Some(lane_in), Some(lane_out)),
        ];
        let mut links = vec![(lane_in, -1)];
        let paths = (a.pavement(self, true), b.pavement(self, false));
        if let (true, (Some(walk_in), Some(walk_out))) = (passage.has_pavement, paths) {
            let kind = a.lane_kind(self, walk_in);
            let width = taper(a.width_m(self, walk_in), b.width_m(self, walk_out));
            lanes.push(
                Lane::new(-2, kind, 0.0, Mark::NONE)
                    .with_widths(vec![width])
                    .linked(Some(walk_in), Some(walk_out)),
            );
            links.push((walk_in, -2));
        }
        let heights = Heights::between(length_m, a.height(self, true), b.height(self, false));
        let section = Section {
            s_m: 0.0,
            lanes,
            center_marks: vec![Mark::NONE],
        };
        let through = Through {
            limit_mps: passage.limit_mps,
            course,
            heights,
            section,
            links,
            lane_offset: width.halved(),
        };
        self.connecting(junction, (a, b), through);
    }

    /// A road through a junction as it is given.
    pub(super) fn connecting(&mut self, junction: usize, (a, b): (Arm, Arm), through: Through) {
        let id = FIRST_CONNECTING + self.connecting;
        self.connecting += 1;
        let (from, to) = (self.road(a.road), self.road(b.road));
        let (from_id, to_id) = (from.id, to.id);
        let name = format!("{} to {}", from.name, to.name);
        let kind = from.kind;
        let Some(joined) = self.document.junctions.get_mut(junction) else {
            return;
        };
        joined.connections.push(Connection {
            incoming: from_id,
            connecting: id,
            lanes: through.links,
        });
        let name = format!("{}: {name}", joined.name);
        let junction = Some(joined.id);
        self.document.roads.push(Road {
            id,
            name,
            kind,
            limit_mps: through.limit_mps,
            course: through.course,
            heights: through.heights,
            lane_offset: through.lane_offset,
            sections: vec![through.section],
            junction,
            predecessor: Some(Link::Road(from_id, a.end)),
            successor: Some(Link::Road(to_id, b.end)),
            objects: Vec::new(),
            signals: Vec::new(),
        });
    }
}

/// Arms that face each other: pairs of the most opposite ones, the straightest first.
pub(super) fn facing(network: &Network, arms: &[Arm]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for i in 0..arms.len() {
        for j in i + 1..arms.len() {
            let turned_rad = angle_difference_rad(
                arms[j].outward_rad(network),
                wrap_rad(arms[i].inward_rad(network)),
            );
            pairs.push((turned_rad.abs(), i, j));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut used = vec![false; arms.len()];
    let mut found = Vec::new();
    for (turned_rad, i, j) in pairs {
        if turned_rad < FRAC_PI_4 && !used[i] && !used[j] {
            (used[i], used[j]) = (true, true);
            found.push((i, j));
        }
    }
    found
}
