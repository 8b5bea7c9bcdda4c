//! Where vehicles may be: carriageways cut into pieces, and the areas of junctions.
//!
//! A carriageway is one polygon across all lanes that lie side by side, so that a box over a lane
//! border is not "off the road" for a crack between two polygons. A junction is the union of its
//! lanes with the small islands between them filled.

use std::collections::BTreeMap;

use geo::{Area as _, BooleanOps as _};
use nalgebra::Vector2;
use trunkline_interfaces::JunctionId;
use trunkline_interfaces::geometry::{Polygon, Region};

use super::survey::{LaneVertex, SurveyLane};

/// Longest piece of a carriageway: short pieces make the region's index quick.
const PIECE_M: f64 = 20.0;
/// How far a carriageway reaches over its ends, so that roads overlap where they meet.
const OVERLAP_M: f64 = 0.05;
/// Islands between the lanes of a junction smaller than this are pavement too. Larger ones are
/// real: the middle of a roundabout, a green.
pub(crate) const MAX_ISLAND_M2: f64 = 120.0;

/// The drivable area of a map.
pub(super) fn drivable(lanes: &[SurveyLane]) -> Region {
    let mut polygons = Vec::new();
    let mut junctions: BTreeMap<JunctionId, Vec<Polygon>> = BTreeMap::new();
    for carriageway in carriageways(lanes) {
        let pieces = pieces(&carriageway);
        match carriageway.first().and_then(|lane| lane.junction) {
            Some(junction) => junctions.entry(junction).or_default().extend(pieces),
            None => polygons.extend(pieces),
        }
    }
    for parts in junctions.into_values() {
        polygons.extend(united(parts));
    }
    Region::new(polygons)
}

/// Runs of drivable lanes side by side, each from left to right along its road.
fn carriageways(lanes: &[SurveyLane]) -> Vec<Vec<&SurveyLane>> {
    let mut sections: BTreeMap<(&str, usize), Vec<&SurveyLane>> = BTreeMap::new();
    for lane in lanes {
        sections
            .entry((lane.road.as_str(), lane.section))
            .or_default()
            .push(lane);
    }
    let mut out = Vec::new();
    for mut section in sections.into_values() {
        section.sort_by_key(|lane| std::cmp::Reverse(lane.number));
        let mut run: Vec<&SurveyLane> = Vec::new();
        for lane in section {
            let is_beside = run.last().is_none_or(|last| {
                is_next_to(last.number, lane.number) && last.vertices.len() == lane.vertices.len()
            });
            let goes_on = run.is_empty() || (lane.is_drivable && is_beside);
            if !goes_on {
                out.push(std::mem::take(&mut run));
            }
            if lane.is_drivable {
                run.push(lane);
            }
        }
        if !run.is_empty() {
            out.push(run);
        }
    }
    out
}

/// Lanes count from the middle outwards and there is no lane 0.
fn is_next_to(left: i32, right: i32) -> bool {
    left.checked_sub(right)
        .is_some_and(|step| step == 1 || (step == 2 && left == 1))
}

fn border_m(vertex: &LaneVertex, side: f64) -> Vector2<f64> {
    let left = Vector2::new(-vertex.tangent.y, vertex.tangent.x);
    vertex.position_m + left * (side * 0.5 * vertex.width_m)
}

/// The carriageway as polygons of at most 20 m.
fn pieces(carriageway: &[&SurveyLane]) -> Vec<Polygon> {
    let [first, .., last] = carriageway else {
        return match carriageway {
            [only] => pieces_between(&only.vertices, &only.vertices),
            _ => Vec::new(),
        };
    };
    pieces_between(&first.vertices, &last.vertices)
}

fn pieces_between(left_lane: &[LaneVertex], right_lane: &[LaneVertex]) -> Vec<Polygon> {
    let last = left_lane.len().min(right_lane.len()).saturating_sub(1);
    let edge = |i: usize| {
        let along = match i {
            0 => -OVERLAP_M,
            i if i == last => OVERLAP_M,
            _ => 0.0,
        };
        let shift = left_lane[i].tangent * along;
        (
            border_m(&left_lane[i], 1.0) + shift,
            border_m(&right_lane[i], -1.0) + shift,
        )
    };
    let mut out = Vec::new();
    let mut start = 0;
    while start < last {
        let mut end = start + 1;
        let mut length_m = (left_lane[end].position_m - left_lane[start].position_m).norm();
        while end < last {
            length_m += (left_lane[end + 1].position_m - left_lane[end].position_m).norm();
            if length_m > PIECE_M {
                break;
            }
            end += 1;
        }
        let left = (start..=end).map(|i| edge(i).0);
        let right = (start..=end).rev().map(|i| edge(i).1);
        let polygon = Polygon::new(left.chain(right).collect());
        // A lane that has not begun yet has no area.
        if polygon.area_m2() > 1e-3 {
            out.push(polygon);
        }
        start = end;
    }
    out
}

/// The union without its small islands. Parts that enclose a large island are given as they are:
/// our polygons have no holes.
fn united(parts: Vec<Polygon>) -> Vec<Polygon> {
    let shapes: Vec<geo::Polygon> = parts
        .iter()
        .map(|part| {
            let ring: Vec<(f64, f64)> = part.vertices_m.iter().map(|v| (v.x, v.y)).collect();
            geo::Polygon::new(ring.into(), Vec::new())
        })
        .collect();
    let union = geo::unary_union(&shapes);
    let island_m2 =
        |ring: &geo::LineString| geo::Polygon::new(ring.clone(), Vec::new()).unsigned_area();
    let mut out = Vec::new();
    for shape in union {
        let (outer, holes) = shape.into_inner();
        let (large, small): (Vec<_>, Vec<_>) = holes
            .into_iter()
            .partition(|hole| island_m2(hole) > MAX_ISLAND_M2);
        if large.is_empty() {
            out.push(to_polygon(&outer));
            continue;
        }
        out.extend(small.iter().map(to_polygon));
        let whole = geo::Polygon::new(outer, large);
        let lies_within = |part: &&geo::Polygon| whole.intersection(*part).unsigned_area() > 0.0;
        out.extend(
            shapes
                .iter()
                .filter(lies_within)
                .map(|part| to_polygon(part.exterior())),
        );
    }
    out
}

fn to_polygon(ring: &geo::LineString) -> Polygon {
    let mut vertices: Vec<Vector2<f64>> = ring.coords().map(|c| Vector2::new(c.x, c.y)).collect();
    if vertices.len() > 1 && vertices.first() == vertices.last() {
        vertices.pop();
    }
    Polygon::new(vertices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use trunkline_interfaces::{LaneId, LaneKind};

    fn lane(number: i32, y_m: f64, is_drivable: bool) -> SurveyLane {
        let vertices = (0..=30)
            .map(|i| LaneVertex {
                position_m: Vector2::new(2.0 * f64::from(i), y_m),
                elevation_m: 0.0,
                tangent: Vector2::new(1.0, 0.0),
                width_m: 3.5,
            })
            .collect();
        SurveyLane {
            id: LaneId(0),
            road: "1".to_owned(),
            section: 0,
            number,
            kind: LaneKind::Driving,
            is_drivable,
            is_backward: false,
            vertices,
            speed_limit_mps: None,
            predecessors: vec![],
            successors: vec![],
            may_change_left: None,
            may_change_right: None,
            junction: None,
        }
    }

    #[test]
    fn a_point_on_the_border_of_two_lanes_is_on_the_road() {
        let region = drivable(&[lane(1, 1.75, true), lane(-1, -1.75, true)]);
        // 60 m in pieces of 20 m.
        assert_eq!(region.polygons().len(), 3);
        for i in 0..60 {
            assert!(region.contains(Vector2::new(f64::from(i), 0.0)), "{i}");
        }
        assert!(!region.contains(Vector2::new(30.0, 3.6)));
    }

    #[test]
    fn a_median_divides_the_road() {
        let lanes = [
            lane(2, 5.25, true),
            lane(1, 1.75, false),
            lane(-1, -1.75, true),
        ];
        let region = drivable(&lanes);
        assert!(!region.contains(Vector2::new(30.0, 1.75)));
        assert!(region.contains(Vector2::new(30.0, 5.25)));
        assert!(region.contains(Vector2::new(30.0, -1.75)));
    }

    fn square(x_m: f64, y_m: f64, side_m: f64) -> Polygon {
        let p = |dx: f64, dy: f64| Vector2::new(x_m + dx * side_m, y_m + dy * side_m);
        Polygon::new(vec![p(0.0, 0.0), p(1.0, 0.0), p(1.0, 1.0), p(0.0, 1.0)])
    }

    fn frame(side_m: f64) -> Vec<Polygon> {
        // Four overlapping bars of 4 m around a free middle.
        let bar = |x: f64, y: f64, w: f64, h: f64| {
            let p = |dx: f64, dy: f64| Vector2::new(x + dx, y + dy);
            Polygon::new(vec![p(0.0, 0.0), p(w, 0.0), p(w, h), p(0.0, h)])
        };
        vec![
            bar(0.0, 0.0, side_m, 4.0),
            bar(0.0, side_m - 4.0, side_m, 4.0),
            bar(0.0, 0.0, 4.0, side_m),
            bar(side_m - 4.0, 0.0, 4.0, side_m),
        ]
    }

    #[test]
    fn small_islands_are_filled_and_large_ones_stay() {
        // The middle of a frame of 12 m is 4 × 4 m, of 40 m it is 32 × 32 m.
        let small = Region::new(united(frame(12.0)));
        assert!(small.contains(Vector2::new(6.0, 6.0)));
        let large = Region::new(united(frame(40.0)));
        assert!(!large.contains(Vector2::new(20.0, 20.0)));
        assert!(large.contains(Vector2::new(20.0, 2.0)));
    }

    #[test]
    fn apart_parts_stay_apart() {
        let parts = united(vec![square(0.0, 0.0, 5.0), square(50.0, 0.0, 5.0)]);
        assert_eq!(parts.len(), 2);
    }
}
