//! Lanes as strips between two borders in space.

use std::collections::BTreeMap;

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::geometry::Polyline;
use trunkline_interfaces::{JunctionId, Lane, LaneId, LaneKind, LaneMap, Neighbour};

use super::cover::Cover;
use super::setting::{Setting, section, settings};
use crate::roads::Roadside;

/// What a longer quadrangle may leave out: sideways, up, of the direction.
const STRAIGHT_OFF_M: f64 = 0.004;
const STRAIGHT_UP_M: f64 = 0.012;
const STRAIGHT_TURN: f64 = 0.004;
/// Longest quadrangle of a strip.
const MAX_LENGTH_M: f64 = 30.0;
/// Neighbours farther above or below are another road.
const MAX_BANK_STEP_M: f64 = 0.8;
/// How far a pavement lies over the road.
pub(super) const KERB_M: f64 = 0.12;

/// A cross-section of a lane: where its borders are, seen in the lane's direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Section {
    pub left_m: Point3<f64>,
    pub right_m: Point3<f64>,
    /// Unit, along the lane.
    pub along: Vector2<f64>,
    /// Arc length on the lane's centre line.
    pub s_m: f64,
}

/// What is on one side of a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Beyond {
    pub lane: LaneId,
    pub cover: Cover,
    pub is_same_direction: bool,
}

/// A lane as a strip.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    pub lane: LaneId,
    pub cover: Cover,
    pub setting: Setting,
    pub junction: Option<JunctionId>,
    pub sections: Vec<Section>,
    pub left: Option<Beyond>,
    pub right: Option<Beyond>,
}

impl Strip {
    /// A border from begin to end.
    pub(super) fn border(&self, is_left: bool) -> impl Iterator<Item = Point3<f64>> + '_ {
        self.sections
            .iter()
            .map(move |s| if is_left { s.left_m } else { s.right_m })
    }
}

/// The strips of all lanes that have finite numbers, by lane id.
pub(super) fn strips(map: &LaneMap, roadside: &Roadside) -> Vec<Strip> {
    let settings = settings(map, roadside);
    let setting = |id| settings.get(&id).copied().unwrap_or(Setting::Rural);
    let cover = |lane: &Lane| {
        let cover = Cover::of(lane, roadside, setting(lane.id) == Setting::Urban);
        // The paved edge of a way through a junction that no vehicle takes is for people on foot.
        let is_walk = cover == Cover::Edge
            && lane.junction.is_some()
            && !section(map, lane).iter().any(|l| is_for_vehicles(l.kind));
        if is_walk { Cover::Pavement } else { cover }
    };
    let covers: BTreeMap<LaneId, Cover> = map.lanes.values().map(|l| (l.id, cover(l))).collect();
    let turns_rad = turns_rad(map);
    map.lanes
        .values()
        .filter_map(|lane| {
            let beyond = |neighbour: Option<Neighbour>| {
                let neighbour = neighbour?;
                Some(Beyond {
                    lane: neighbour.lane,
                    cover: *covers.get(&neighbour.lane)?,
                    is_same_direction: neighbour.is_same_direction,
                })
            };
            Some(Strip {
                lane: lane.id,
                cover: *covers.get(&lane.id)?,
                setting: setting(lane.id),
                junction: lane.junction,
                sections: sections(map, &covers, guide(map, &turns_rad, lane), lane)?,
                left: beyond(lane.left),
                right: beyond(lane.right),
            })
        })
        .collect()
}

fn is_for_vehicles(kind: LaneKind) -> bool {
    matches!(
        kind,
        LaneKind::Driving | LaneKind::Biking | LaneKind::Parking
    )
}

/// The road lane beside a raised lane: that tells how high the road is there.
fn road_beside<'a>(map: &'a LaneMap, covers: &Covers, lane: &'a Lane) -> Option<&'a Lane> {
    let across = section(map, lane);
    let at = across.iter().position(|other| other.id == lane.id)?;
    let is_road = |other: &&Lane| covers.get(&other.id).is_some_and(|c| c.is_road());
    // `section` tells the lanes to the left by nearness, then those to the right.
    let by_nearness = across.iter().skip(at + 1).copied();
    by_nearness.into_iter().find(is_road)
}

type Covers = BTreeMap<LaneId, Cover>;

/// The cross-sections of a lane, across the way of its guide, at the height of the road, without
/// those that a straight quadrangle replaces.
fn sections(
    map: &LaneMap,
    covers: &Covers,
    guide: Option<&Lane>,
    lane: &Lane,
) -> Option<Vec<Section>> {
    let points = lane.centerline.points_m();
    let arcs = lane.centerline.arc_lengths_m();
    let is_raised = |id: LaneId| covers.get(&id).is_some_and(|c| c.is_raised());
    let road = is_raised(lane.id)
        .then(|| road_beside(map, covers, lane))
        .flatten();
    let heights: Vec<f64> = (0..points.len())
        .map(|i| match road {
            Some(road) => elevation_beside(road, points[i]),
            None => lane.elevation_m.get(i).copied().unwrap_or(0.0),
        })
        .collect();
    let half: Vec<f64> = (0..points.len())
        .map(|i| 0.5 * lane.width_m.get(i).copied().unwrap_or(0.0).max(0.0))
        .collect();
    let level = |neighbour: Option<Neighbour>| {
        let other = neighbour.filter(|n| !is_raised(n.lane) && !is_raised(lane.id))?;
        map.lane(other.lane)
    };
    let (left_lane, right_lane) = (level(lane.left), level(lane.right));
    let sections: Vec<Section> = kept(points, arcs, &heights, &half)
        .into_iter()
        .map(|i| {
            let along = along_road(guide, points, i);
            let across = Vector2::new(-along.y, along.x) * half[i];
            let own = heights[i];
            // Half way to the neighbour's middle; outwards as steep as on the other side.
            let to = |other: Option<&Lane>| {
                let z = elevation_beside(other?, points[i]);
                ((z - own).abs() < MAX_BANK_STEP_M).then_some(0.5 * (own + z))
            };
            let (l, r) = (to(left_lane), to(right_lane));
            let left_z = l.or(r.map(|r| 2.0 * own - r)).unwrap_or(own);
            let right_z = r.or(l.map(|l| 2.0 * own - l)).unwrap_or(own);
            let (left, right) = (points[i] + across, points[i] - across);
            Section {
                left_m: Point3::new(left.x, left.y, left_z),
                right_m: Point3::new(right.x, right.y, right_z),
                along,
                s_m: arcs[i],
            }
        })
        .collect();
    let is_finite = |p: &Point3<f64>| p.iter().all(|x| x.is_finite() && x.abs() < 1e6);
    let all_finite = sections
        .iter()
        .all(|s| is_finite(&s.left_m) && is_finite(&s.right_m));
    (all_finite && sections.len() >= 2).then_some(sections)
}

/// How much the middle line of every lane turns in all, rad.
fn turns_rad(map: &LaneMap) -> Turns {
    let turn_rad = |lane: &Lane| {
        let points = lane.centerline.points_m().windows(3);
        let turns = points.map(|p| {
            let (before, after) = (p[1] - p[0], p[2] - p[1]);
            libm::atan2(before.perp(&after), before.dot(&after)).abs()
        });
        turns.sum()
    };
    map.lanes.values().map(|l| (l.id, turn_rad(l))).collect()
}

type Turns = BTreeMap<LaneId, f64>;

/// The lane that tells which way the road goes beside one that widens or narrows, or that lies
/// beyond such a lane: the middle lines of those turn to and fro.
fn guide<'a>(map: &'a LaneMap, turns_rad: &Turns, lane: &'a Lane) -> Option<&'a Lane> {
    const STEADY_RAD: f64 = 0.01;
    let turn_rad = |lane: &Lane| turns_rad.get(&lane.id).copied().unwrap_or(f64::INFINITY);
    let others = section(map, lane).into_iter().skip(1);
    let driving = others.filter(|other| other.kind == LaneKind::Driving);
    let steadiest = driving.min_by(|a, b| turn_rad(a).total_cmp(&turn_rad(b)))?;
    (turn_rad(steadiest) + STEADY_RAD < turn_rad(lane)).then_some(steadiest)
}

/// The direction of the road at a vertex of a lane, as the lane's own.
fn along_road(guide: Option<&Lane>, points: &[Vector2<f64>], i: usize) -> Vector2<f64> {
    let own = direction(points, i);
    let Some(guide) = guide else {
        return own;
    };
    let path = &guide.centerline;
    let yaw_rad = path.yaw_at(path.project(points[i]).s_m);
    let road = Vector2::new(libm::cos(yaw_rad), libm::sin(yaw_rad));
    match road.dot(&own) {
        x if x > 0.5 => road,
        x if x < -0.5 => -road,
        _ => own,
    }
}

/// The mean of the directions before and behind a vertex.
fn direction(points: &[Vector2<f64>], i: usize) -> Vector2<f64> {
    let step = |a: usize, b: usize| (points[b] - points[a]).try_normalize(1e-9);
    let before = i.checked_sub(1).and_then(|h| step(h, i));
    let after = (i + 1 < points.len()).then(|| step(i, i + 1)).flatten();
    let sum = before.unwrap_or_else(Vector2::zeros) + after.unwrap_or_else(Vector2::zeros);
    sum.try_normalize(1e-9).unwrap_or_else(Vector2::x)
}

/// Height of a lane abreast of a point.
fn elevation_beside(lane: &Lane, p_m: Vector2<f64>) -> f64 {
    let first = lane.elevation_m.first().copied().unwrap_or(0.0);
    if lane.elevation_m.iter().all(|z| *z == first) {
        return first;
    }
    elevation_at(lane, lane.centerline.project(p_m).s_m)
}

/// Height at an arc length of the centre line.
pub(super) fn elevation_at(lane: &Lane, s_m: f64) -> f64 {
    let path: &Polyline = &lane.centerline;
    let (i, s) = (path.segment_at(s_m), path.arc_lengths_m());
    let share = ((s_m - s[i]) / (s[i + 1] - s[i])).clamp(0.0, 1.0);
    let z = |k: usize| {
        let known = lane.elevation_m.get(k).copied();
        known.filter(|z| z.is_finite()).unwrap_or(0.0)
    };
    z(i) + share * (z(i + 1) - z(i))
}

/// Vertices that stay: those between them lie on straight pieces.
fn kept(points: &[Vector2<f64>], s: &[f64], z: &[f64], half: &[f64]) -> Vec<usize> {
    let last = points.len() - 1;
    let mut kept = vec![0];
    let mut start = 0;
    while start < last {
        let mut end = start + 1;
        while end < last && is_straight(points, s, z, half, start, end + 1) {
            end += 1;
        }
        kept.push(end);
        start = end;
    }
    kept
}

fn is_straight(
    points: &[Vector2<f64>],
    s: &[f64],
    z: &[f64],
    half: &[f64],
    a: usize,
    b: usize,
) -> bool {
    let chord: Vector2<f64> = points[b] - points[a];
    let length_m = s[b] - s[a];
    let Some(along) = chord
        .try_normalize(1e-9)
        .filter(|_| length_m <= MAX_LENGTH_M)
    else {
        return false;
    };
    let turn = |i: usize| direction(points, i).perp(&along).abs() <= STRAIGHT_TURN;
    turn(a)
        && turn(b)
        && (a + 1..b).all(|i| {
            let share = (s[i] - s[a]) / length_m;
            let off = |x: &[f64]| (x[i] - x[a] - share * (x[b] - x[a])).abs();
            along.perp(&(points[i] - points[a])).abs() <= STRAIGHT_OFF_M
                && off(z) <= STRAIGHT_UP_M
                && off(half) <= STRAIGHT_OFF_M
        })
}
