//! Motorways: two carriageways beside a median, hard shoulders, ramps with their own lanes to speed up
//! and to slow down.

use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::Pose2;

use super::arm::Arm;
use super::course::{Course, Piece, turned_round};
use super::cubic::Cubic;
use super::furniture::Says;
use super::heights::Heights;
use super::junctions::{Passage, Through};
use super::motorway_lanes::{Beside, Cross, sections};
use super::network::{Make, Network};
use super::section::{Lane, Mark, Section};
use super::step::{Step, course};

/// Length of the junction at which a ramp leaves or joins.
const JUNCTION_M: f64 = 40.0;
/// Curvature by which a ramp turns away there, 1/m, and the way over which it does.
const AWAY_1PM: f64 = 1.0 / 400.0;
const AWAY_M: f64 = 40.0;
/// A ramp keeps so far away from the carriageways, but near its junction.
const RAMP_MARGIN_M: f64 = 22.0;
const RAMP_BEGIN_M: f64 = 150.0;

/// Where a ramp leaves or joins a carriageway, along its traffic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ramp {
    pub(super) is_exit: bool,
    /// Where its junction begins.
    pub(super) at_m: f64,
    /// Length of the lane beside the carriageway on which one slows down or speeds up.
    pub(super) lane_m: f64,
    /// How far it turns away, rad, and its radius.
    pub(super) turn_rad: f64,
    pub(super) radius_m: f64,
    pub(super) straight_m: f64,
    /// How much higher its far end is.
    pub(super) rise_m: f64,
}

/// One direction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Way {
    pub(super) lanes: u32,
    /// One more lane from the begin to here.
    pub(super) extra_until_m: Option<f64>,
    /// In the order of the traffic.
    pub(super) ramps: Vec<Ramp>,
}

/// Everything that makes one of these worlds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) name: String,
    pub(super) limit_mps: f64,
    pub(super) ramp_limit_mps: f64,
    pub(super) cross: Cross,
    /// Along the middle.
    pub(super) steps: Vec<Step>,
    /// Heights along the middle.
    pub(super) heights_m: Vec<(f64, f64)>,
    /// Along the middle and against it.
    pub(super) ways: [Way; 2],
}

impl Layout {
    /// The roads.
    pub(super) fn build(&self) -> Network {
        let mut network = Network::new(&self.name);
        let middle = course(Pose2::default(), &self.steps);
        let length_m = middle.length_m();
        let mut points: Vec<(f64, f64)> = self.heights_m.clone();
        points.retain(|(s_m, _)| *s_m < length_m - 20.0);
        // Level from the last point on.
        points.push((length_m, Heights::through(&points).at(length_m).0));
        let heights = Heights::through(&points);
        let back = (middle.reversed(), heights.reversed(length_m));
        self.carriageway(&mut network, &self.ways[0], "eastbound", (middle, heights));
        self.carriageway(&mut network, &self.ways[1], "westbound", back);
        network
    }

    fn carriageway(
        &self,
        network: &mut Network,
        way: &Way,
        name: &str,
        (middle, heights): (Course, Heights),
    ) {
        let length_m = middle.length_m();
        let mut before: Option<(usize, Ramp)> = None;
        let mut from_m = 0.0;
        for number in 0..=way.ramps.len() {
            let ramp = way.ramps.get(number).copied();
            let to_m = ramp.map_or(length_m, |ramp| ramp.at_m);
            let begin = match before {
                None => match way.extra_until_m {
                    Some(until_m) => Beside::Lane(until_m),
                    None => Beside::Shoulder,
                },
                Some((_, ramp)) if ramp.is_exit => Beside::Nothing,
                Some((_, ramp)) => Beside::Lane(ramp.lane_m),
            };
            let end = match ramp {
                None => Beside::Shoulder,
                Some(ramp) if ramp.is_exit => Beside::Lane(ramp.lane_m),
                Some(_) => Beside::Nothing,
            };
            let make = Make {
                name: format!("{name} {}", number + 1),
                kind: "motorway",
                limit_mps: self.limit_mps,
                sections: sections(&self.cross, way.lanes, to_m - from_m, begin, end),
            };
            let road = network.add_road(
                make,
                middle.slice(from_m, to_m),
                heights.slice(from_m, to_m),
            );
            let kmph = (self.limit_mps * 3.6).round() as u32;
            let sign_m = network.road(road).length_m() - 20.0;
            network.post(Arm::end(road), Says::Limit(kmph), sign_m);
            if let Some((last, ramp)) = before {
                self.junction(network, way.lanes, (last, road), &ramp, (&middle, &heights));
            }
            before = ramp.map(|ramp| (road, ramp));
            from_m = to_m + JUNCTION_M;
        }
    }

    /// The junction between two roads of a carriageway at which a ramp leaves or joins.
    fn junction(
        &self,
        network: &mut Network,
        lanes: u32,
        (before, after): (usize, usize),
        ramp: &Ramp,
        (middle, heights): (&Course, &Heights),
    ) {
        let (from_m, to_m) = (ramp.at_m, ramp.at_m + JUNCTION_M);
        let word = if ramp.is_exit { "exit" } else { "entry" };
        let name = format!("{word} after {}", network.road(before).name);
        let junction = network.add_junction(&name);
        let arms = (Arm::end(before), Arm::start(after));
        network.attach(junction, arms.0);
        network.attach(junction, arms.1);
        let section = self.cross.through(lanes);
        let links = section.lanes.iter().map(|l| (l.number, l.number)).collect();
        let through = Through {
            limit_mps: self.limit_mps,
            course: middle.slice(from_m, to_m),
            heights: heights.slice(from_m, to_m),
            section,
            links,
            lane_offset: Cubic::constant(0.0),
        };
        network.connecting(junction, arms, through);
        let number = -(lanes as i32 + 2);
        let course = self.ramp_course(network, ramp, arms, number, middle);
        let course_m = course.length_m();
        let (near, far) = if ramp.is_exit {
            (
                course.slice(0.0, JUNCTION_M),
                course.slice(JUNCTION_M, course_m),
            )
        } else {
            let cut_m = course_m - JUNCTION_M;
            (course.slice(cut_m, course_m), course.slice(0.0, cut_m))
        };
        let far_m = far.length_m();
        let (z_m, grade) = heights.at(if ramp.is_exit { to_m } else { from_m });
        let away = (z_m + ramp.rise_m, 0.0);
        let ground = if ramp.is_exit {
            Heights::between(far_m, (z_m, grade), away)
        } else {
            Heights::between(far_m, away, (z_m, grade))
        };
        let road = network.add_road(self.ramp_make(&name), far, ground);
        network.offset_lanes(road, 0.5 * self.cross.ramp_m);
        let (ends, pair) = if ramp.is_exit {
            ((arms.0, Arm::start(road)), (number, -1))
        } else {
            ((Arm::end(road), arms.1), (-1, number))
        };
        network.attach(junction, if ramp.is_exit { ends.1 } else { ends.0 });
        let passage = Passage {
            arms: ends,
            lanes: pair,
            limit_mps: self.ramp_limit_mps,
            has_pavement: true,
        };
        network.connecting_course(junction, passage, near);
    }

    /// The middle of the ramp's lane in the direction of its traffic, junction included.
    fn ramp_course(
        &self,
        network: &Network,
        ramp: &Ramp,
        (before, after): (Arm, Arm),
        number: i32,
        middle: &Course,
    ) -> Course {
        // An entry is an exit driven back, seen in a mirror.
        let (start, side, k) = if ramp.is_exit {
            let k = middle.curvature_1pm(ramp.at_m);
            (before.lane_pose(network, number, true), -1.0, k)
        } else {
            let k = -middle.curvature_1pm(ramp.at_m + JUNCTION_M);
            let pose = after.lane_pose(network, number, false);
            (turned_round(pose), 1.0, k)
        };
        let away_1pm = k + side * AWAY_1PM;
        let curve = |length_m: f64, start_1pm: f64, end_1pm: f64| Piece::Curve {
            length_m,
            start_1pm,
            end_1pm,
        };
        let mut begin = Course::of(
            start,
            vec![curve(JUNCTION_M, k, away_1pm), curve(AWAY_M, away_1pm, 0.0)],
        );
        begin = begin.straight(50.0);
        let whole = begin
            .clone()
            .bend(side * ramp.turn_rad, ramp.radius_m)
            .straight(ramp.straight_m);
        let is_clear = network.is_clear(&whole, RAMP_MARGIN_M, RAMP_BEGIN_M);
        let course = if is_clear {
            whole
        } else {
            begin.straight(40.0)
        };
        if ramp.is_exit {
            course
        } else {
            course.reversed()
        }
    }

    fn ramp_make(&self, name: &str) -> Make {
        let lanes = vec![
            Lane::new(-1, "driving", self.cross.ramp_m, Mark::SOLID),
            Lane::new(-2, "stop", self.cross.ramp_shoulder_m, Mark::NONE),
        ];
        Make {
            name: format!("ramp, {name}"),
            kind: "motorway",
            limit_mps: self.ramp_limit_mps,
            sections: vec![Section {
                s_m: 0.0,
                lanes,
                center_marks: vec![Mark::SOLID],
            }],
        }
    }
}

/// A motorway of a seed.
pub(super) fn motorway(seed: u64) -> Network {
    let mut random = Random::new(seed, "generate/motorway", 0);
    draw(&mut random, format!("motorway {seed}")).build()
}

/// The middle stays within this angle of where it began, rad.
const MOST_TURNED_RAD: f64 = 0.6;

fn draw(random: &mut Random, name: String) -> Layout {
    let mut steps = vec![Step::Straight(random.range(200.0, 400.0))];
    let (mut length_m, mut heading_rad) = (300.0, 0.0);
    let whole_m = random.range(2800.0, 4200.0);
    while length_m < whole_m {
        let radius_m = random.range(900.0, 2500.0);
        let is_left = random.chance(0.5 - 0.5 * heading_rad / MOST_TURNED_RAD);
        let size_rad = random.range(0.1, 0.4);
        let angle_rad: f64 = if is_left { size_rad } else { -size_rad };
        let straight_m = random.range(50.0, 350.0);
        steps.extend([Step::Bend(angle_rad, radius_m), Step::Straight(straight_m)]);
        heading_rad += angle_rad;
        length_m += 1.5 * size_rad * radius_m + straight_m;
    }
    let length_m = course(Pose2::default(), &steps).length_m();
    let slope = random.range(0.003, 0.03);
    let mut heights_m = vec![(0.0, 0.0)];
    let (mut s_m, mut z_m) = (0.0, 0.0);
    while s_m < length_m - 300.0 {
        let way_m = random.range(250.0, 500.0);
        s_m += way_m;
        z_m += way_m * slope * random.range(-1.0, 1.0);
        heights_m.push((s_m, z_m));
    }
    let lanes = 2 + random.index(2) as u32;
    let middle_m = length_m * random.range(0.42, 0.58);
    let half_m = random.range(220.0, 380.0);
    let way = |middle_m: f64, random: &mut Random| Way {
        lanes,
        extra_until_m: random.chance(0.3).then(|| random.range(300.0, 500.0)),
        ramps: [(true, middle_m - half_m), (false, middle_m + half_m)]
            .into_iter()
            .map(|(is_exit, at_m)| Ramp {
                is_exit,
                at_m,
                lane_m: random.range(190.0, 280.0),
                turn_rad: random.range(0.4, 1.0),
                radius_m: random.range(60.0, 130.0),
                straight_m: random.range(60.0, 140.0),
                rise_m: random.range(-3.0, 4.0),
            })
            .collect(),
    };
    let ways = [way(middle_m, random), way(length_m - middle_m, random)];
    Layout {
        name,
        limit_mps: [27.78, 33.33, 36.11][random.index(3)],
        ramp_limit_mps: [16.67, 22.22][random.index(2)],
        cross: Cross {
            lane_m: random.range(3.5, 3.75),
            median_m: random.range(1.2, 2.5),
            shoulder_m: random.range(2.0, 3.0),
            ramp_m: random.range(3.5, 4.0),
            ramp_shoulder_m: random.range(1.2, 2.0),
        },
        steps,
        heights_m,
        ways,
    }
}
