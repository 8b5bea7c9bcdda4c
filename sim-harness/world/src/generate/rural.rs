//! Country roads: a main road that winds over hills, side roads, a village.

use std::f64::consts::FRAC_PI_2;

use trunkline_interfaces::Random;
use trunkline_interfaces::geometry::Pose2;

use super::arm::Arm;
use super::course::{Course, moved};
use super::cross_section::Profile;
use super::furniture::Says;
use super::heights::Heights;
use super::network::Network;
use super::opendrive::Mark;

/// From the middle of a crossing to its roads' ends.
const REACH_M: f64 = 14.0;
/// The ground is level so far around the middle of a crossing.
const LEVEL_M: f64 = 30.0;
/// No main road is steeper: its hills are made lower where it would be.
const MOST_GRADE: f64 = 0.08;
/// Bends that are tighter than this have a solid line in the middle.
const NO_PASSING_RADIUS_M: f64 = 400.0;
/// Side roads keep so far away from everything else, but near their begin.
const SIDE_MARGIN_M: f64 = 30.0;
const SIDE_BEGIN_M: f64 = 45.0;

/// A piece of way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// So far straight on, m.
    Straight(f64),
    /// Round a bend: angle (left positive), rad, and least radius, m.
    Bend(f64, f64),
}

/// A part of the main road.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A road of one cross-section and one limit.
    Road(Stretch),
    /// A crossing with one or two side roads, which give way.
    Crossing(Vec<Side>, Says),
}

/// A road of one cross-section and one limit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    pub(super) name: String,
    pub(super) profile: Profile,
    pub(super) steps: Vec<Step>,
    /// Where people cross it, from its begin, m.
    pub(super) crosswalk_m: Option<f64>,
}

/// A road that leaves the main road.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Side {
    pub(super) is_left: bool,
    pub(super) profile: Profile,
    pub(super) steps: Vec<Step>,
    /// How much higher it ends, m.
    pub(super) rise_m: f64,
}

/// Everything that makes one of these worlds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) name: String,
    pub(super) parts: Vec<Part>,
    /// Heights of the main road, by the way from its begin; level at crossings in any case.
    pub(super) heights_m: Vec<(f64, f64)>,
}

pub(super) fn course(start: Pose2, steps: &[Step]) -> Course {
    steps
        .iter()
        .fold(Course::from(start), |course, step| match *step {
            Step::Straight(length_m) => course.straight(length_m),
            Step::Bend(angle_rad, radius_m) => course.bend(angle_rad, radius_m),
        })
}

impl Layout {
    /// The roads.
    pub(super) fn build(&self) -> Network {
        let mut network = Network::new(&self.name);
        let (main, places_m) = self.main();
        let heights = self.heights(&places_m, main.length_m());
        let mut roads: Vec<Option<usize>> = Vec::new();
        for (part, (from_m, to_m)) in self.parts.iter().zip(&places_m) {
            let Part::Road(stretch) = part else {
                roads.push(None);
                continue;
            };
            let way = main.slice(*from_m, *to_m);
            let ground = heights.slice(*from_m, *to_m);
            let road = add_stretch(&mut network, stretch, way, ground);
            if let Some(Some(before)) = roads.last() {
                network.chain(*before, road);
            }
            roads.push(Some(road));
        }
        for (i, part) in self.parts.iter().enumerate() {
            let Part::Crossing(sides, says) = part else {
                continue;
            };
            let (from_m, to_m) = places_m[i];
            let middle_m = 0.5 * (from_m + to_m);
            let middle = main.at(middle_m);
            let z_m = heights.at(middle_m).0;
            let before = i
                .checked_sub(1)
                .and_then(|i| roads.get(i).copied().flatten());
            let after = roads.get(i + 1).copied().flatten();
            let mut arms: Vec<Arm> = before.map(Arm::end).into_iter().collect();
            arms.extend(after.map(Arm::start));
            for (k, side) in sides.iter().enumerate() {
                let name = format!("side road {}-{}", i + 1, k + 1);
                let road = add_side(&mut network, side, &name, middle, z_m);
                arms.push(Arm::start(road));
            }
            network.join(&format!("crossing {}", i + 1), &arms);
            for arm in arms.iter().skip(2) {
                network.sign(*arm, *says, false);
            }
        }
        network
    }

    /// The course of the main road, and where on it each part begins and ends.
    fn main(&self) -> (Course, Vec<(f64, f64)>) {
        let mut main = Course::from(Pose2::default());
        let mut places_m = Vec::new();
        for part in &self.parts {
            let from_m = main.length_m();
            let pieces = match part {
                Part::Road(stretch) => course(main.end(), &stretch.steps).pieces,
                Part::Crossing(..) => course(main.end(), &[Step::Straight(2.0 * REACH_M)]).pieces,
            };
            main.pieces.extend(pieces);
            places_m.push((from_m, main.length_m()));
        }
        (main, places_m)
    }

    /// The heights of the main road, level around its crossings.
    fn heights(&self, places_m: &[(f64, f64)], length_m: f64) -> Heights {
        let raw = Heights::through(&self.heights_m);
        let middles: Vec<f64> = self
            .parts
            .iter()
            .zip(places_m)
            .filter(|(part, _)| matches!(part, Part::Crossing(..)))
            .map(|(_, (from_m, to_m))| 0.5 * (from_m + to_m))
            .collect();
        let is_apart = |s_m: f64| middles.iter().all(|m| (s_m - m).abs() > LEVEL_M + 40.0);
        let mut points: Vec<(f64, f64)> = self
            .heights_m
            .iter()
            .copied()
            .filter(|(s_m, _)| is_apart(*s_m) && (1.0..length_m - 1.0).contains(s_m))
            .collect();
        points.extend([(0.0, raw.at(0.0).0), (length_m, raw.at(length_m).0)]);
        for middle_m in middles {
            let z_m = raw.at(middle_m).0;
            points.extend([(middle_m - LEVEL_M, z_m), (middle_m + LEVEL_M, z_m)]);
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let steepest = Heights::through(&points).steepest(length_m);
        if steepest > MOST_GRADE {
            for point in &mut points {
                point.1 *= MOST_GRADE / steepest;
            }
        }
        Heights::through(&points)
    }
}

/// A part of the main road, with its paint and its limits on signs.
fn add_stretch(network: &mut Network, stretch: &Stretch, way: Course, ground: Heights) -> usize {
    let length_m = way.length_m();
    let mut make = stretch.profile.make(&stretch.name, length_m);
    if stretch.profile.center == "broken" {
        for section in &mut make.sections {
            section.center_marks = center_marks(&way);
        }
    }
    let kmph = (stretch.profile.limit_mps * 3.6).round() as u32;
    let road = network.add_road(make, way, ground);
    for arm in [Arm::end(road), Arm::start(road)] {
        network.post(arm, Says::Limit(kmph), length_m - 8.0);
    }
    if let Some(s_m) = stretch.crosswalk_m {
        network.crosswalk(road, (s_m - 1.5, s_m + 1.5));
    }
    road
}

/// Broken, but solid in bends.
fn center_marks(way: &Course) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let count = (way.length_m() / 10.0) as u32;
    for i in 0..=count {
        let s_m = 10.0 * f64::from(i);
        let is_bent = [s_m - 30.0, s_m, s_m + 30.0]
            .iter()
            .any(|s| way.curvature_1pm(s.max(0.0)).abs() > 1.0 / NO_PASSING_RADIUS_M);
        let model = if is_bent { Mark::SOLID } else { Mark::BROKEN };
        if marks.last().is_none_or(|last| last.kind != model.kind) {
            let offset_m = s_m;
            marks.push(Mark { offset_m, ..model });
        }
    }
    marks
}

/// A side road; a short one where the long one would meet another road.
fn add_side(network: &mut Network, side: &Side, name: &str, middle: Pose2, z_m: f64) -> usize {
    let turn_rad = if side.is_left { FRAC_PI_2 } else { -FRAC_PI_2 };
    let start = moved(middle, 0.0, 0.0, turn_rad).forward(REACH_M);
    let whole = course(start, &side.steps);
    let is_clear = network.is_clear(&whole, SIDE_MARGIN_M, SIDE_BEGIN_M);
    let way = if is_clear {
        whole
    } else {
        Course::from(start).straight(60.0)
    };
    let length_m = way.length_m();
    let points = [
        (0.0, z_m),
        (15.0, z_m),
        (length_m, z_m + side.rise_m * (length_m / 250.0).min(1.0)),
    ];
    let make = side.profile.make(name, length_m);
    network.add_road(make, way, Heights::through(&points))
}

/// A country of a seed.
pub(super) fn country(seed: u64) -> Network {
    let mut random = Random::new(seed, "generate/rural", 0);
    draw(&mut random, format!("rural {seed}")).build()
}

/// What all roads of a country have in common.
struct Style {
    lane_m: f64,
    verge_m: f64,
    walk_m: f64,
    steepness: f64,
}

impl Style {
    fn profile(&self, limit_mps: f64) -> Profile {
        Profile {
            kind: "rural",
            lanes: vec![("driving", self.lane_m), ("shoulder", self.verge_m)],
            limit_mps,
            center: "broken",
        }
    }

    fn village(&self) -> Profile {
        Profile {
            kind: "town",
            lanes: vec![("driving", self.lane_m), ("sidewalk", self.walk_m)],
            limit_mps: 13.89,
            center: "broken",
        }
    }

    fn side(&self, is_village: bool) -> Profile {
        let beside = if is_village {
            ("sidewalk", self.walk_m)
        } else {
            ("shoulder", 0.75)
        };
        Profile {
            kind: if is_village { "town" } else { "rural" },
            lanes: vec![("driving", self.lane_m - 0.4), beside],
            limit_mps: if is_village { 8.33 } else { 16.67 },
            center: "none",
        }
    }
}

/// Limits outside of villages, m/s, and the radii of bends that go with them, m.
const LIMITS: [(f64, (f64, f64)); 4] = [
    (27.78, (260.0, 700.0)),
    (22.22, (150.0, 350.0)),
    (19.44, (80.0, 200.0)),
    (13.89, (40.0, 80.0)),
];

fn draw(random: &mut Random, name: String) -> Layout {
    let style = Style {
        lane_m: random.range(3.0, 3.6),
        verge_m: random.range(0.6, 1.6),
        walk_m: random.range(1.5, 2.2),
        steepness: random.range(0.01, 0.05),
    };
    let legs = 3 + random.index(4);
    let village = random.chance(0.7).then(|| random.index(legs - 1));
    let mut heading_rad = 0.0;
    let mut parts = Vec::new();
    for leg in 0..legs {
        for _ in 0..1 + random.index(2) {
            let (limit_mps, radii_m) = LIMITS[random.index(LIMITS.len())];
            let length_m = random.range(220.0, 620.0) * (limit_mps / 20.0);
            parts.push(Part::Road(Stretch {
                name: format!("main road {}", parts.len() + 1),
                profile: style.profile(limit_mps),
                steps: winding(random, length_m, radii_m, &mut heading_rad),
                crosswalk_m: None,
            }));
        }
        if leg + 1 == legs {
            break;
        }
        let is_village = village == Some(leg);
        let sides = draw_sides(random, &style, is_village);
        let says = if random.chance(0.3) {
            Says::Stop
        } else {
            Says::GiveWay
        };
        if !is_village {
            parts.push(Part::Crossing(sides, says));
            continue;
        }
        let lane = |random: &mut Random, number: usize, heading_rad: &mut f64| {
            let length_m = random.range(100.0, 220.0);
            let crosswalk_m = random.chance(0.6).then(|| random.range(40.0, 60.0).round());
            Part::Road(Stretch {
                name: format!("village street {number}"),
                profile: style.village(),
                steps: winding(random, length_m, (120.0, 300.0), heading_rad),
                crosswalk_m,
            })
        };
        parts.push(lane(random, 1, &mut heading_rad));
        parts.push(Part::Crossing(sides, says));
        parts.push(lane(random, 2, &mut heading_rad));
    }
    let mut heights_m = vec![(0.0, 0.0)];
    let (mut s_m, mut z_m) = (0.0, 0.0);
    while s_m < 8000.0 {
        let way_m = random.range(110.0, 260.0);
        s_m += way_m;
        z_m += way_m * random.range(-1.0, 1.0) * style.steepness;
        heights_m.push((s_m, z_m));
    }
    Layout {
        name,
        parts,
        heights_m,
    }
}

/// The main road stays within this angle of where it began, rad.
const MOST_TURNED_RAD: f64 = 1.0;

/// A way of about a length with bends of the given radii; straight at both ends.
fn winding(
    random: &mut Random,
    length_m: f64,
    radii_m: (f64, f64),
    heading_rad: &mut f64,
) -> Vec<Step> {
    let mut steps = vec![Step::Straight(random.range(40.0, 90.0))];
    let mut left_m = length_m - 80.0;
    while left_m > 0.0 {
        let radius_m = random.range(radii_m.0, radii_m.1);
        let is_left = random.chance(0.5 - 0.5 * *heading_rad / MOST_TURNED_RAD);
        let most_rad = if is_left {
            MOST_TURNED_RAD - *heading_rad
        } else {
            MOST_TURNED_RAD + *heading_rad
        };
        let angle_rad = random.range(0.25, 1.3).min(most_rad.max(0.15));
        let angle_rad = if is_left { angle_rad } else { -angle_rad };
        let straight_m = random.range(20.0, 120.0);
        steps.extend([Step::Bend(angle_rad, radius_m), Step::Straight(straight_m)]);
        *heading_rad += angle_rad;
        left_m -= 1.5 * angle_rad.abs() * radius_m + straight_m;
    }
    steps.push(Step::Straight(30.0));
    steps
}

/// One side road or two, on opposite sides.
fn draw_sides(random: &mut Random, style: &Style, is_village: bool) -> Vec<Side> {
    let is_left = random.chance(0.5);
    let mut sides = vec![is_left];
    if random.chance(0.35) {
        sides.push(!is_left);
    }
    sides
        .into_iter()
        .map(|is_left| {
            let angle_rad = random.range(-0.5, 0.5);
            let steps = vec![
                Step::Straight(random.range(40.0, 80.0)),
                Step::Bend(angle_rad, random.range(60.0, 150.0)),
                Step::Straight(random.range(60.0, 180.0)),
            ];
            Side {
                is_left,
                profile: style.side(is_village),
                steps,
                rise_m: random.range(-6.0, 6.0) * style.steepness / 0.05,
            }
        })
        .collect()
}
