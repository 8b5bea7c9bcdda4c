//! Roads and junctions in the making: joins roads by connecting roads, puts lights, signs and
//! crosswalks at their ends.

use std::f64::consts::FRAC_PI_4;

use trunkline_interfaces::geometry::{angle_difference_rad, wrap_rad};

use super::arm::Arm;
use super::course::{Course, connect};
use super::cubic::Cubic;
use super::furniture::{Says, crosswalk, signal, solid};
use super::heights::Heights;
use super::opendrive::{Connection, Document, End, Junction, Lane, Link, Mark, Road, Section};

/// Turns are taken at this speed, m/s: 30 km/h.
const TURN_SPEED_MPS: f64 = 8.33;
/// A crosswalk before a junction, from the road's end.
const CROSSWALK_FROM_END_M: (f64, f64) = (1.5, 4.5);
/// Stop line before a crosswalk, and before a road's end without one.
const LINE_BEFORE_CROSSWALK_M: f64 = 1.0;
const LINE_FROM_END_M: f64 = 0.8;
/// Numbers of connecting roads and junctions begin here.
const FIRST_CONNECTING: u32 = 10_000;
const FIRST_JUNCTION: u32 = 5_000;

/// A map in the making. Roads are named by their index.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    pub(super) document: Document,
    roads: u32,
    connecting: u32,
    objects: u32,
    signals: u32,
}

/// What a road is like besides its course.
#[derive(Debug, Clone)]
pub(super) struct Make {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) limit_mps: f64,
    pub(super) sections: Vec<Section>,
}

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

impl Network {
    pub(super) fn new(name: &str) -> Self {
        Self {
            document: Document {
                name: name.to_owned(),
                ..Document::default()
            },
            ..Self::default()
        }
    }

    pub(super) fn road(&self, index: usize) -> &Road {
        &self.document.roads[index]
    }

    fn road_mut(&mut self, index: usize) -> &mut Road {
        &mut self.document.roads[index]
    }

    /// Adds a road and gives its index.
    pub(super) fn add_road(&mut self, make: Make, course: Course, heights: Heights) -> usize {
        self.roads += 1;
        self.document.roads.push(Road {
            id: self.roads,
            name: make.name,
            kind: make.kind,
            limit_mps: make.limit_mps,
            course,
            heights,
            lane_offset: Cubic::constant(0.0),
            sections: make.sections,
            junction: None,
            predecessor: None,
            successor: None,
            objects: Vec::new(),
            signals: Vec::new(),
        });
        self.document.roads.len() - 1
    }

    /// Shifts the lanes of a road to the left of its course.
    pub(super) fn offset_lanes(&mut self, road: usize, left_m: f64) {
        self.road_mut(road).lane_offset = Cubic::constant(left_m);
    }

    /// Joins the end of one road to the begin of another: lanes of the same number lead on where both
    /// are of the same kind.
    pub(super) fn chain(&mut self, before: usize, after: usize) {
        let kinds = |section: Option<&Section>| -> Vec<(i32, &'static str)> {
            let lanes = section.into_iter().flat_map(|section| &section.lanes);
            lanes.map(|lane| (lane.number, lane.kind)).collect()
        };
        let (a, b) = (
            kinds(self.road(before).sections.last()),
            kinds(self.road(after).sections.first()),
        );
        let same: Vec<i32> = a
            .into_iter()
            .filter(|l| b.contains(l))
            .map(|l| l.0)
            .collect();
        let (before_id, after_id) = (self.road(before).id, self.road(after).id);
        self.road_mut(before).successor = Some(Link::Road(after_id, End::Start));
        self.road_mut(after).predecessor = Some(Link::Road(before_id, End::End));
        for lane in self
            .road_mut(before)
            .sections
            .iter_mut()
            .last()
            .into_iter()
            .flat_map(|s| &mut s.lanes)
        {
            if same.contains(&lane.number) {
                lane.successor = Some(lane.number);
            }
        }
        for lane in self
            .road_mut(after)
            .sections
            .iter_mut()
            .take(1)
            .flat_map(|s| &mut s.lanes)
        {
            if same.contains(&lane.number) {
                lane.predecessor = Some(lane.number);
            }
        }
    }

    /// A junction without ways through it yet; gives its index.
    pub(super) fn add_junction(&mut self, name: &str) -> usize {
        let id = FIRST_JUNCTION + self.document.junctions.len() as u32;
        self.document.junctions.push(Junction {
            id,
            name: name.to_owned(),
            connections: Vec::new(),
            controllers: Vec::new(),
        });
        self.document.junctions.len() - 1
    }

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
            let is_paved = has_pavement && pair.0 == outer;
            self.connecting_road(junction, (a, b), pair, limit_mps, is_paved);
        }
    }

    /// One lane through a junction, on a smooth course between its ends. Nothing is added where there is
    /// none.
    pub(super) fn connecting_road(
        &mut self,
        junction: usize,
        (a, b): (Arm, Arm),
        (lane_in, lane_out): (i32, i32),
        limit_mps: f64,
        has_pavement: bool,
    ) {
        let (start, end) = (
            a.lane_pose(self, lane_in, true),
            b.lane_pose(self, lane_out, false),
        );
        if let Some(pieces) = connect(start, end) {
            let course = Course::of(start, pieces);
            self.connecting_course(
                junction,
                (a, b),
                (lane_in, lane_out),
                limit_mps,
                has_pavement,
                course,
            );
        }
    }

    /// One lane through a junction on a course of its own, which is the lane's middle.
    pub(super) fn connecting_course(
        &mut self,
        junction: usize,
        (a, b): (Arm, Arm),
        (lane_in, lane_out): (i32, i32),
        limit_mps: f64,
        has_pavement: bool,
        course: Course,
    ) {
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
        if let (true, (Some(walk_in), Some(walk_out))) = (has_pavement, paths) {
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
            limit_mps,
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

    /// A crosswalk before a junction.
    pub(super) fn cross(&mut self, arm: Arm) {
        self.cross_at(arm, CROSSWALK_FROM_END_M);
    }

    /// A crosswalk between two distances from a road's end.
    pub(super) fn cross_at(&mut self, arm: Arm, (near_m, far_m): (f64, f64)) {
        let length_m = self.road(arm.road).length_m();
        let stretch = match arm.end {
            End::Start => (near_m, far_m),
            End::End => (length_m - far_m, length_m - near_m),
        };
        self.crosswalk(arm.road, stretch);
    }

    /// A crosswalk between two arc lengths of a road.
    pub(super) fn crosswalk(&mut self, road: usize, stretch: (f64, f64)) {
        let on = self.road(road);
        let middle_m = 0.5 * (stretch.0 + stretch.1);
        let lanes = on.sections.first().into_iter().flat_map(|s| &s.lanes);
        let half_m: f64 = lanes
            .filter(|lane| lane.number < 0 && matches!(lane.kind, "driving" | "parking"))
            .map(|lane| lane.width_m(middle_m))
            .sum();
        let name = format!("crosswalk on {}", on.name);
        self.objects += 1;
        let object = crosswalk(self.objects, &name, stretch, half_m);
        self.road_mut(road).objects.push(object);
    }

    /// A box on or beside a road.
    pub(super) fn place(
        &mut self,
        road: usize,
        what: (&str, &str, &str),
        at_m: (f64, f64),
        is_turned: bool,
        size_m: [f64; 3],
    ) {
        self.objects += 1;
        let object = solid(self.objects, what, at_m, is_turned, size_m);
        self.road_mut(road).objects.push(object);
    }

    /// A light or sign for the traffic that comes in over an arm, and its stop line; gives its id.
    pub(super) fn sign(&mut self, arm: Arm, says: Says, has_crosswalk: bool) -> u32 {
        let from_end_m = if has_crosswalk {
            CROSSWALK_FROM_END_M.1 + LINE_BEFORE_CROSSWALK_M
        } else {
            LINE_FROM_END_M
        };
        self.post(arm, says, from_end_m)
    }

    /// A light or sign at a distance from the end that an arm's traffic comes to; gives its id.
    pub(super) fn post(&mut self, arm: Arm, says: Says, from_end_m: f64) -> u32 {
        let road = self.road(arm.road);
        let length_m = road.length_m();
        let lanes = arm.inbound(self);
        let (Some(first), Some(last)) = (lanes.iter().min(), lanes.iter().max()) else {
            return 0;
        };
        let numbers = (*first, *last);
        let edge_m = 0.6 + arm.drivable_width_m(self);
        let (s_m, t_m, is_forward) = match arm.end {
            End::Start => (from_end_m, edge_m, false),
            End::End => (length_m - from_end_m, -edge_m, true),
        };
        let word = match says {
            Says::Light => "light",
            Says::Stop => "stop",
            Says::GiveWay => "give way",
            Says::Limit(_) => "limit",
        };
        let name = format!("{word} on {}", road.name);
        self.signals += 1;
        let entry = signal(self.signals, &name, says, (s_m, t_m), is_forward, numbers);
        self.road_mut(arm.road).signals.push(entry);
        self.signals
    }

    /// Lights and crosswalks on every arm; arms of one phase have green together.
    pub(super) fn lights(&mut self, junction: usize, phases: &[Vec<Arm>]) {
        for (number, arms) in phases.iter().enumerate() {
            let mut lights = Vec::new();
            for arm in arms {
                self.cross(*arm);
                lights.push(self.sign(*arm, Says::Light, true));
            }
            let id = self.document.controllers.len() as u32 + 1;
            let joined = &mut self.document.junctions[junction];
            joined.controllers.push(id);
            let name = format!("{}: phase {}", joined.name, number + 1);
            self.document.controllers.push((id, name, lights));
        }
    }

    /// Whether a course keeps so far away from every road, but near its own begin.
    pub(super) fn is_clear(&self, course: &Course, margin_m: f64, from_m: f64) -> bool {
        let length_m = course.length_m();
        let own: Vec<_> = course.slice(from_m.min(length_m), length_m).samples(15.0);
        self.document.roads.iter().all(|road| {
            road.course.samples(15.0).iter().all(|other| {
                own.iter()
                    .all(|pose| (pose.position_m() - other.position_m()).norm() > margin_m)
            })
        })
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
