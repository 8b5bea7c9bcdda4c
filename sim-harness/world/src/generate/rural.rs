//! Country roads: a main road that winds over hills, side roads, a village.

use std::f64::consts::FRAC_PI_2;

use trunkline_interfaces::geometry::Pose2;

use super::arm::Arm;
use super::course::{Course, moved};
use super::cross_section::Profile;
use super::furniture::Says;
use super::heights::Heights;
use super::network::Network;
use super::section::Mark;
use super::step::{Step, course};

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
