//! Areas in the plane.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A simple polygon; the last vertex joins the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Polygon {
    /// Vertices in order, either way round.
    #[schemars(with = "Vec<[f64; 2]>")]
    pub vertices_m: Vec<Vector2<f64>>,
}

impl Polygon {
    /// A polygon over its vertices.
    pub fn new(vertices_m: Vec<Vector2<f64>>) -> Self {
        Self { vertices_m }
    }

    fn edges(&self) -> impl Iterator<Item = (Vector2<f64>, Vector2<f64>)> + '_ {
        let closing = self.vertices_m.last().zip(self.vertices_m.first());
        let open = self.vertices_m.windows(2).map(|w| (w[0], w[1]));
        open.chain(closing.map(|(last, first)| (*last, *first)))
    }

    /// Whether a point lies inside (even-odd rule; the edge itself may count either way).
    pub fn contains(&self, p_m: Vector2<f64>) -> bool {
        let crossings = self
            .edges()
            .filter(|(a, b)| (a.y > p_m.y) != (b.y > p_m.y))
            .filter(|(a, b)| p_m.x < a.x + (p_m.y - a.y) / (b.y - a.y) * (b.x - a.x))
            .count();
        crossings % 2 == 1
    }

    /// Distance to the nearest edge, whether inside or out; infinite without vertices.
    pub fn distance_to_edge_m(&self, p_m: Vector2<f64>) -> f64 {
        self.edges()
            .map(|(a, b)| distance_to_segment_m(p_m, a, b))
            .fold(f64::INFINITY, f64::min)
    }

    /// Enclosed area.
    pub fn area_m2(&self) -> f64 {
        0.5 * self.edges().map(|(a, b)| a.perp(&b)).sum::<f64>().abs()
    }

    /// Smallest axis-parallel box `(min, max)`; `None` without vertices.
    pub fn bounds_m(&self) -> Option<(Vector2<f64>, Vector2<f64>)> {
        let first = *self.vertices_m.first()?;
        Some(
            self.vertices_m
                .iter()
                .fold((first, first), |(lo, hi), p| (lo.inf(p), hi.sup(p))),
        )
    }
}

fn distance_to_segment_m(p: Vector2<f64>, a: Vector2<f64>, b: Vector2<f64>) -> f64 {
    let step = b - a;
    let squared = step.norm_squared();
    let along = if squared > 0.0 {
        ((p - a).dot(&step) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p - (a + step * along)).norm()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Pose2, Rectangle};
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    /// An L: 4 m by 3 m without its upper right 2 m by 2 m.
    fn corner() -> Polygon {
        let vertices = [[0, 0], [4, 0], [4, 1], [2, 1], [2, 3], [0, 3]];
        Polygon::new(vertices.map(|v| Vector2::from(v.map(f64::from))).into())
    }

    #[test]
    fn an_area_with_a_corner_cut_out_holds_what_is_left() {
        let l = corner();
        let holds = |x, y| l.contains(Vector2::new(x, y));
        assert!(holds(1.0, 2.5) && holds(3.5, 0.5) && holds(1.0, 0.5));
        assert!(!holds(3.0, 2.0) && !holds(-0.1, 0.5) && !holds(2.0, 3.1) && !holds(2.0, -0.1));
        assert_abs_diff_eq!(l.area_m2(), 12.0 - 4.0, epsilon = 1e-12);
        assert_eq!(
            l.bounds_m(),
            Some((Vector2::zeros(), Vector2::new(4.0, 3.0)))
        );
        let distance_m = |x, y| l.distance_to_edge_m(Vector2::new(x, y));
        assert_abs_diff_eq!(distance_m(3.0, 2.0), 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(distance_m(0.25, 2.0), 0.25, epsilon = 1e-12); // the closing edge
        assert_abs_diff_eq!(distance_m(7.0, -4.0), 5.0, epsilon = 1e-12); // 3, 4 off the corner
    }

    #[test]
    fn nothing_lies_in_or_near_an_area_without_vertices() {
        let nothing = Polygon::new(Vec::new());
        assert!(!nothing.contains(Vector2::zeros()) && nothing.bounds_m().is_none());
        assert_abs_diff_eq!(nothing.area_m2(), 0.0, epsilon = 0.0);
        assert_eq!(nothing.distance_to_edge_m(Vector2::zeros()), f64::INFINITY);
        let point = Polygon::new(vec![Vector2::new(3.0, 4.0)]);
        assert_abs_diff_eq!(
            point.distance_to_edge_m(Vector2::zeros()),
            5.0,
            epsilon = 1e-12
        );
    }

    proptest! {
        #[test]
        fn an_area_moves_with_its_frame(
            x in -50.0..50.0_f64, y in -50.0..50.0_f64, turn in -3.1..3.1_f64,
            px in -2.0..6.0_f64, py in -2.0..5.0_f64,
        ) {
            let frame = Pose2::new(x, y, turn);
            let (here, p) = (corner(), Vector2::new(px, py));
            let moved = here.vertices_m.iter().map(|v| frame.transform_point(*v));
            let there = Polygon::new(moved.collect());
            let q = frame.transform_point(p);
            let distance_m = here.distance_to_edge_m(p);
            prop_assert!((there.area_m2() - here.area_m2()).abs() < 1e-9);
            prop_assert!((there.distance_to_edge_m(q) - distance_m).abs() < 1e-9);
            prop_assert!(distance_m < 1e-9 || there.contains(q) == here.contains(p));
        }

        #[test]
        fn a_rectangle_as_an_area_holds_the_same_points(
            yaw in -3.1..3.1_f64, x in -4.0..4.0_f64, y in -4.0..4.0_f64, is_reversed: bool,
        ) {
            let rectangle = Rectangle::new(Pose2::new(0.5, -0.5, yaw), 5.0, 2.0);
            let mut corners = rectangle.corners_m().to_vec();
            if is_reversed {
                corners.reverse();
            }
            let (area, p) = (Polygon::new(corners), Vector2::new(x, y));
            let edge_m = area.distance_to_edge_m(p);
            prop_assert!(edge_m < 1e-9 || area.contains(p) == rectangle.contains(p));
            prop_assert!(rectangle.contains(p) || (edge_m - rectangle.distance_to_point_m(p)).abs() < 1e-9);
            prop_assert!((area.area_m2() - 10.0).abs() < 1e-9);
        }
    }
}
