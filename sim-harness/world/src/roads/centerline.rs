//! Centre lines with as many vertices as their course needs: close in curves, wide on straights.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Polyline, PolylineError};

use super::hermite;
use super::survey::LaneVertex;

/// Largest spacing where the lane turns.
const CURVE_SPACING_M: f64 = 1.0;
/// Largest spacing on straights.
const STRAIGHT_SPACING_M: f64 = 5.0;
/// Vertices closer than this are one: the reader's `f32` leaves no direction between them.
const MERGE_M: f64 = 0.01;
/// What a straight piece may leave out: direction, sideways, width or height.
const STRAIGHT_TURN_RAD: f64 = 0.004;
const STRAIGHT_OFFSET_M: f64 = 0.003;
const STRAIGHT_PROFILE_M: f64 = 0.01;

/// A centre line with what is known at each of its vertices.
#[derive(Debug, Clone)]
pub(super) struct Centerline {
    pub path: Polyline,
    pub elevation_m: Vec<f64>,
    pub width_m: Vec<f64>,
}

impl Centerline {
    /// The centre line in the order of the vertices, or against it.
    pub(super) fn new(vertices: &[LaneVertex], is_backward: bool) -> Result<Self, PolylineError> {
        let mut kept = thinned(&refined(&merged(vertices)));
        if is_backward {
            kept.reverse();
        }
        Ok(Self {
            path: Polyline::new(kept.iter().map(|v| v.position_m))?,
            elevation_m: kept.iter().map(|v| v.elevation_m).collect(),
            width_m: kept.iter().map(|v| v.width_m).collect(),
        })
    }
}

/// Without vertices that all but coincide; the first and the last stay.
fn merged(vertices: &[LaneVertex]) -> Vec<LaneVertex> {
    let mut kept: Vec<LaneVertex> = Vec::with_capacity(vertices.len());
    for vertex in vertices {
        let is_far = |last: &LaneVertex| (vertex.position_m - last.position_m).norm() >= MERGE_M;
        if kept.last().is_none_or(is_far) {
            kept.push(*vertex);
        }
    }
    if let (Some(last), true) = (vertices.last(), kept.len() >= 2) {
        // The end must meet the next lane exactly.
        let end = kept.len() - 1;
        kept[end] = *last;
    }
    kept
}

fn turn_rad(a: Vector2<f64>, b: Vector2<f64>) -> f64 {
    libm::atan2(a.perp(&b), a.dot(&b)).abs()
}

/// With vertices between those that are far apart in a curve: cubic Hermite between the tangents.
fn refined(vertices: &[LaneVertex]) -> Vec<LaneVertex> {
    let mut out = Vec::with_capacity(vertices.len());
    for pair in vertices.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        out.push(a);
        let chord_m = (b.position_m - a.position_m).norm();
        let turns = turn_rad(a.tangent, b.tangent) > STRAIGHT_TURN_RAD;
        if !turns || chord_m <= CURVE_SPACING_M {
            continue;
        }
        let pieces = (chord_m / CURVE_SPACING_M).ceil();
        for i in 1..pieces as usize {
            out.push(between(&a, &b, i as f64 / pieces));
        }
    }
    out.extend(vertices.last());
    out
}

/// Cubic Hermite interpolation of the position, its derivative as the tangent; width and height linear.
fn between(a: &LaneVertex, b: &LaneVertex, u: f64) -> LaneVertex {
    let ends = [a.position_m, b.position_m];
    let chord_m = (ends[1] - ends[0]).norm();
    let tangents = [a.tangent * chord_m, b.tangent * chord_m];
    let slope = hermite::slope_between(ends, tangents, u);
    LaneVertex {
        position_m: hermite::between(ends, tangents, u),
        tangent: slope.try_normalize(1e-9).unwrap_or(a.tangent),
        elevation_m: a.elevation_m + u * (b.elevation_m - a.elevation_m),
        width_m: a.width_m + u * (b.width_m - a.width_m),
    }
}

/// Without the vertices that a straight line between their neighbours replaces.
fn thinned(vertices: &[LaneVertex]) -> Vec<LaneVertex> {
    let Some(first) = vertices.first() else {
        return Vec::new();
    };
    let mut kept = vec![*first];
    let mut start = 0;
    while start + 1 < vertices.len() {
        let mut end = start + 1;
        while end + 1 < vertices.len() && is_straight(&vertices[start..=end + 1]) {
            end += 1;
        }
        kept.push(vertices[end]);
        start = end;
    }
    kept
}

/// Whether the first and the last vertex say all that those between them say.
fn is_straight(vertices: &[LaneVertex]) -> bool {
    let [a, inner @ .., b] = vertices else {
        return true;
    };
    let chord = b.position_m - a.position_m;
    let length_m = chord.norm();
    if !(MERGE_M..=STRAIGHT_SPACING_M).contains(&length_m) {
        return false;
    }
    let direction = chord / length_m;
    turn_rad(a.tangent, b.tangent) <= STRAIGHT_TURN_RAD
        && inner.iter().all(|v| {
            let off = v.position_m - a.position_m;
            let share = off.dot(&direction) / length_m;
            let near = |x: f64, from: f64, to: f64| {
                (x - from - share * (to - from)).abs() <= STRAIGHT_PROFILE_M
            };
            direction.perp(&off).abs() <= STRAIGHT_OFFSET_M
                && turn_rad(a.tangent, v.tangent) <= STRAIGHT_TURN_RAD
                && near(v.width_m, a.width_m, b.width_m)
                && near(v.elevation_m, a.elevation_m, b.elevation_m)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn arc(radius_m: f64, step_rad: f64, count: usize) -> Vec<LaneVertex> {
        (0..=count)
            .map(|i| {
                let a = step_rad * i as f64;
                LaneVertex {
                    position_m: Vector2::new(radius_m * a.sin(), radius_m * (1.0 - a.cos())),
                    elevation_m: 0.0,
                    tangent: Vector2::new(a.cos(), a.sin()),
                    width_m: 3.5,
                }
            })
            .collect()
    }

    #[test]
    fn a_straight_keeps_a_vertex_every_five_metres() {
        let vertices: Vec<_> = (0..=20)
            .map(|i| LaneVertex {
                position_m: Vector2::new(2.0 * f64::from(i), 0.0),
                elevation_m: 0.0,
                tangent: Vector2::new(1.0, 0.0),
                width_m: 3.5,
            })
            .collect();
        let line = Centerline::new(&vertices, false).unwrap();
        assert_eq!(line.path.points_m().len(), 11); // 40 m in steps of 4 m (multiples of 2 up to 5)
        assert_eq!(line.width_m.len(), 11);
    }

    #[test]
    fn a_curve_is_refined_to_a_metre_and_stays_on_its_circle() {
        // 40 m radius in steps of 2 m (0.05 rad): refined to 1 m.
        let line = Centerline::new(&arc(40.0, 0.05, 20), false).unwrap();
        let center = Vector2::new(0.0, 40.0);
        for pair in line.path.points_m().windows(2) {
            assert!((pair[1] - pair[0]).norm() <= 1.001);
            assert_abs_diff_eq!((pair[0] - center).norm(), 40.0, epsilon = 1e-4);
        }
        assert_abs_diff_eq!(line.path.curvature_at(20.0), 0.025, epsilon = 1e-3);
    }

    #[test]
    fn against_the_road_the_order_turns_round() {
        let line = Centerline::new(&arc(40.0, 0.05, 20), true).unwrap();
        assert_eq!(line.path.end_m(), Vector2::new(0.0, 0.0));
        assert!(line.path.curvature_at(20.0) < 0.0);
    }

    proptest! {
        #[test]
        fn a_line_keeps_its_ends_passes_its_vertices_and_is_the_same_from_behind(
            radius_m in 8.0..2000.0_f64, spacing_m in 0.2..6.0_f64, turn_rad in 0.02..2.5_f64,
            rise_m in -0.05..0.05_f64,
        ) {
            let count = (radius_m * turn_rad / spacing_m).ceil().clamp(1.0, 400.0) as usize;
            let mut vertices = arc(radius_m, turn_rad / count as f64, count);
            for (i, vertex) in vertices.iter_mut().enumerate() {
                vertex.elevation_m = rise_m * i as f64;
            }
            let line = Centerline::new(&vertices, false).unwrap();
            prop_assert_eq!(line.path.start_m(), vertices[0].position_m);
            prop_assert_eq!(line.path.end_m(), vertices[count].position_m);
            prop_assert_eq!(line.elevation_m.last().copied(), Some(vertices[count].elevation_m));
            for vertex in &vertices {
                let foot = line.path.project(vertex.position_m);
                prop_assert!(foot.d_m.abs() <= STRAIGHT_OFFSET_M + 1e-9, "{}", foot.d_m);
                // Along the line and to its left, and back.
                let again_m = line.path.pose_at(foot.s_m, foot.d_m).position_m();
                prop_assert!((again_m - vertex.position_m).norm() < 1e-4);
            }
            let mut back = Centerline::new(&vertices, true).unwrap();
            back.width_m.reverse();
            back.elevation_m.reverse();
            let points: Vec<_> = back.path.points_m().iter().rev().copied().collect();
            prop_assert_eq!(points, line.path.points_m().to_vec());
            prop_assert_eq!((back.width_m, back.elevation_m), (line.width_m, line.elevation_m));
        }
    }

    #[test]
    fn a_taper_keeps_its_vertices() {
        let mut vertices = arc(1e6, 2e-6, 10);
        vertices[5].width_m = 0.0;
        let line = Centerline::new(&vertices, false).unwrap();
        assert!(line.width_m.contains(&0.0));
    }
}
