//! Rectangles on the ground: the footprints of road users.

use nalgebra::Vector2;

use super::pose::Pose2;

/// A rectangle in the plane, with its axes worked out once: collision checks are hot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// Centre.
    pub center_m: Vector2<f64>,
    /// Unit vector along the length.
    pub axis: Vector2<f64>,
    /// Half of the length.
    pub half_length_m: f64,
    /// Half of the width.
    pub half_width_m: f64,
}

impl Rectangle {
    /// A rectangle of the given extents around a pose.
    pub fn new(center: Pose2, length_m: f64, width_m: f64) -> Self {
        Self {
            center_m: center.position_m(),
            axis: center.direction(),
            half_length_m: 0.5 * length_m,
            half_width_m: 0.5 * width_m,
        }
    }

    /// Unit vector to the left of the length axis.
    pub fn left(&self) -> Vector2<f64> {
        Vector2::new(-self.axis.y, self.axis.x)
    }

    /// Corners counter-clockwise: front left, rear left, rear right, front right.
    pub fn corners_m(&self) -> [Vector2<f64>; 4] {
        let l = self.axis * self.half_length_m;
        let w = self.left() * self.half_width_m;
        [
            self.center_m + l + w,
            self.center_m - l + w,
            self.center_m - l - w,
            self.center_m + l - w,
        ]
    }

    /// The front edge, left to right.
    pub fn front_edge_m(&self) -> [Vector2<f64>; 2] {
        let corners = self.corners_m();
        [corners[0], corners[3]]
    }

    /// The same rectangle grown by a margin on each side (shrunk if negative).
    #[must_use]
    pub fn grown(&self, along_m: f64, across_m: f64) -> Self {
        Self {
            half_length_m: (self.half_length_m + along_m).max(0.0),
            half_width_m: (self.half_width_m + across_m).max(0.0),
            ..*self
        }
    }

    /// The same rectangle moved.
    #[must_use]
    pub fn moved(&self, by_m: Vector2<f64>) -> Self {
        Self {
            center_m: self.center_m + by_m,
            ..*self
        }
    }

    /// Half of the rectangle's extent along a unit vector: how far it reaches from its centre.
    pub fn half_extent_m(&self, along: Vector2<f64>) -> f64 {
        self.half_length_m * self.axis.dot(&along).abs()
            + self.half_width_m * self.left().dot(&along).abs()
    }

    /// Radius of the circle around the rectangle.
    pub fn radius_m(&self) -> f64 {
        Vector2::new(self.half_length_m, self.half_width_m).norm()
    }

    /// Whether a point lies inside or on the edge.
    pub fn contains(&self, p_m: Vector2<f64>) -> bool {
        let d = p_m - self.center_m;
        d.dot(&self.axis).abs() <= self.half_length_m
            && d.dot(&self.left()).abs() <= self.half_width_m
    }

    /// Whether two rectangles share a point; touching counts.
    ///
    /// Separating axes: two rectangles are apart iff one of their four axes separates them
    /// (Gottschalk, Lin, Manocha 1996, in the plane).
    pub fn overlaps(&self, other: &Self) -> bool {
        let d = other.center_m - self.center_m;
        let reach = self.radius_m() + other.radius_m();
        d.norm_squared() <= reach * reach && RectanglePair::new(self, other).overlap_at(d)
    }

    /// Shortest distance between two rectangles, 0 if they overlap.
    pub fn distance_m(&self, other: &Self) -> f64 {
        if self.overlaps(other) {
            return 0.0;
        }
        let nearest = |from: &Self, to: &Self| {
            from.corners_m()
                .iter()
                .map(|p| to.distance_to_point_m(*p))
                .fold(f64::INFINITY, f64::min)
        };
        nearest(self, other).min(nearest(other, self))
    }

    /// Distance to a point, 0 inside.
    pub fn distance_to_point_m(&self, p_m: Vector2<f64>) -> f64 {
        let d = p_m - self.center_m;
        let dx = (d.dot(&self.axis).abs() - self.half_length_m).max(0.0);
        let dy = (d.dot(&self.left()).abs() - self.half_width_m).max(0.0);
        Vector2::new(dx, dy).norm()
    }

    /// Whether a segment shares a point with the rectangle (slab test in its own axes).
    pub fn intersects_segment(&self, a_m: Vector2<f64>, b_m: Vector2<f64>) -> bool {
        let local = |p: Vector2<f64>| {
            let d = p - self.center_m;
            [d.dot(&self.axis), d.dot(&self.left())]
        };
        let (a, b) = (local(a_m), local(b_m));
        let half = [self.half_length_m, self.half_width_m];
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for i in 0..2 {
            let step = b[i] - a[i];
            if step == 0.0 {
                if a[i].abs() > half[i] {
                    return false;
                }
                continue;
            }
            let (t0, t1) = ((-half[i] - a[i]) / step, (half[i] - a[i]) / step);
            enter = enter.max(t0.min(t1));
            leave = leave.min(t0.max(t1));
        }
        enter <= leave
    }

    /// Area of the intersection with another rectangle (Sutherland, Hodgman 1974).
    pub fn intersection_area_m2(&self, other: &Self) -> f64 {
        let mut polygon: Vec<Vector2<f64>> = self.corners_m().to_vec();
        let clip = other.corners_m();
        for i in 0..4 {
            let (a, b) = (clip[i], clip[(i + 1) % 4]);
            let inside = |p: &Vector2<f64>| (b - a).perp(&(p - a)) >= 0.0;
            let subject = std::mem::take(&mut polygon);
            for (j, p) in subject.iter().enumerate() {
                let q = &subject[(j + 1) % subject.len()];
                if inside(p) {
                    polygon.push(*p);
                }
                if inside(p) != inside(q) {
                    let (dp, dq) = ((b - a).perp(&(p - a)), (b - a).perp(&(q - a)));
                    polygon.push(p + (q - p) * (dp / (dp - dq)));
                }
            }
        }
        0.5 * (0..polygon.len())
            .map(|i| polygon[i].perp(&polygon[(i + 1) % polygon.len()]))
            .sum::<f64>()
            .abs()
    }

    /// Intersection over union of the footprints, in `[0, 1]`; 0 if both are empty.
    pub fn iou(&self, other: &Self) -> f64 {
        let intersection = self.intersection_area_m2(other);
        let area = |r: &Self| 4.0 * r.half_length_m * r.half_width_m;
        let union = area(self) + area(other) - intersection;
        if union > 0.0 {
            (intersection / union).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// Two rectangles that keep their directions while one passes the other: what every check of
/// theirs has in common, worked out once.
#[derive(Debug, Clone, Copy)]
pub struct RectanglePair {
    axes: [Vector2<f64>; 4],
    /// Half extents of the axis' owner and of the other along each axis.
    extents_m: [[f64; 2]; 4],
}

impl RectanglePair {
    /// The pair of a rectangle and another; where they are does not matter yet.
    pub fn new(one: &Rectangle, other: &Rectangle) -> Self {
        let c = one.axis.dot(&other.axis).abs();
        let s = one.axis.perp(&other.axis).abs();
        let along = |r: &Rectangle| r.half_length_m * c + r.half_width_m * s;
        let across = |r: &Rectangle| r.half_length_m * s + r.half_width_m * c;
        Self {
            axes: [one.axis, one.left(), other.axis, other.left()],
            extents_m: [
                [one.half_length_m, along(other)],
                [one.half_width_m, across(other)],
                [other.half_length_m, along(one)],
                [other.half_width_m, across(one)],
            ],
        }
    }

    /// Whether the two share a point if the other's centre is so far from the one's: none of the
    /// four axes separates them.
    pub fn overlap_at(&self, offset_m: Vector2<f64>) -> bool {
        let mut gaps_m = self.axes.iter().zip(&self.extents_m);
        gaps_m.all(|(axis, [own, foreign])| !(offset_m.dot(axis).abs() - own - foreign > 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn rectangle(x: f64, y: f64, yaw: f64, l: f64, w: f64) -> Rectangle {
        Rectangle::new(Pose2::new(x, y, yaw), l, w)
    }

    #[test]
    fn touching_counts_as_overlap() {
        let a = rectangle(0.0, 0.0, 0.0, 4.0, 2.0);
        assert!(a.overlaps(&rectangle(4.0, 0.0, 0.0, 4.0, 2.0)));
        assert!(!a.overlaps(&rectangle(4.001, 0.0, 0.0, 4.0, 2.0)));
    }

    #[test]
    fn rotated_squares_have_the_known_overlap() {
        // Unit square and the same turned by 45°: the octagon has area 2(√2 − 1).
        let a = rectangle(0.0, 0.0, 0.0, 1.0, 1.0);
        let b = rectangle(0.0, 0.0, std::f64::consts::FRAC_PI_4, 1.0, 1.0);
        assert_abs_diff_eq!(
            a.intersection_area_m2(&b),
            2.0 * (2.0_f64.sqrt() - 1.0),
            epsilon = 1e-12
        );
    }

    #[test]
    fn the_extent_of_a_turned_box_is_that_of_its_corners() {
        // 4 m by 2 m turned by 30°: 2 cos 30° + 1 sin 30° along x, 2 sin 30° + 1 cos 30° along y.
        let turned = rectangle(5.0, 1.0, std::f64::consts::FRAC_PI_6, 4.0, 2.0);
        let half_root_3 = 0.5 * 3.0_f64.sqrt();
        assert_abs_diff_eq!(
            turned.half_extent_m(Vector2::x()),
            2.0 * half_root_3 + 0.5,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            turned.half_extent_m(-Vector2::y()),
            1.0 + half_root_3,
            epsilon = 1e-12
        );
    }

    #[test]
    fn distance_of_parallel_boxes_is_the_gap() {
        let a = rectangle(0.0, 0.0, 0.0, 4.0, 2.0);
        assert_abs_diff_eq!(
            a.distance_m(&rectangle(7.0, 0.0, 0.0, 4.0, 2.0)),
            3.0,
            epsilon = 1e-12
        );
        assert_abs_diff_eq!(
            a.distance_m(&rectangle(7.0, 6.0, 0.0, 4.0, 2.0)),
            5.0,
            epsilon = 1e-12
        );
    }

    #[test]
    fn edges_corners_and_margins_are_where_they_should_be() {
        // 4 m by 2 m, facing north at (1, 2): the front edge lies at y = 4, its left end to the west.
        let r = rectangle(1.0, 2.0, std::f64::consts::FRAC_PI_2, 4.0, 2.0);
        let [left, right] = r.front_edge_m();
        assert_abs_diff_eq!(left, Vector2::new(0.0, 4.0), epsilon = 1e-12);
        assert_abs_diff_eq!(right, Vector2::new(2.0, 4.0), epsilon = 1e-12);
        assert_abs_diff_eq!(r.corners_m()[1], Vector2::new(0.0, 0.0), epsilon = 1e-12);
        assert_abs_diff_eq!(r.radius_m(), 5.0_f64.sqrt(), epsilon = 1e-12);
        let grown = r.grown(0.5, -9.0);
        assert_eq!((grown.half_length_m, grown.half_width_m), (2.5, 0.0));
        let moved = r.moved(Vector2::new(3.0, -1.0));
        assert_eq!(
            (moved.center_m, moved.axis),
            (Vector2::new(4.0, 1.0), r.axis)
        );
        assert_abs_diff_eq!(
            r.distance_to_point_m(Vector2::new(5.0, 8.0)),
            5.0,
            epsilon = 1e-12
        ); // 3, 4
    }

    #[test]
    fn a_segment_hits_a_rectangle_if_they_share_a_point() {
        let r = rectangle(0.0, 0.0, 0.0, 4.0, 2.0);
        let hits = |a: [f64; 2], b: [f64; 2]| r.intersects_segment(a.into(), b.into());
        assert!(hits([-5.0, 0.0], [5.0, 0.0]), "through it");
        assert!(hits([0.5, 0.5], [0.6, 0.6]), "within");
        assert!(hits([2.0, -3.0], [2.0, 3.0]), "along its edge");
        assert!(!hits([2.1, -3.0], [2.1, 3.0]), "beside it");
        assert!(!hits([-3.0, 1.1], [3.0, 1.1]), "above it");
        assert!(!hits([3.0, 0.0], [5.0, 0.0]), "ends before it");
        assert!(!hits([1.0, 3.0], [4.0, 0.5]), "past the corner");
        assert!(hits([1.0, 1.5], [3.0, 0.0]), "across the corner");
    }

    #[test]
    fn shared_areas_are_those_of_the_intersection() {
        let a = rectangle(0.0, 0.0, 0.0, 4.0, 2.0);
        let b = rectangle(3.0, 1.0, 0.0, 4.0, 2.0);
        // 1 m by 1 m of 8 + 8 − 1
        assert_abs_diff_eq!(a.intersection_area_m2(&b), 1.0, epsilon = 1e-12);
        assert_abs_diff_eq!(a.iou(&b), 1.0 / 15.0, epsilon = 1e-12);
        assert_abs_diff_eq!(a.iou(&a), 1.0, epsilon = 1e-12);
        let point = rectangle(0.0, 0.0, 0.0, 0.0, 0.0);
        assert_abs_diff_eq!(point.iou(&point), 0.0, epsilon = 0.0);
    }

    fn some_rectangle() -> impl Strategy<Value = Rectangle> {
        (
            -5.0..5.0_f64,
            -5.0..5.0_f64,
            -3.1..3.1_f64,
            0.5..6.0_f64,
            0.5..3.0_f64,
        )
            .prop_map(|(x, y, yaw, l, w)| rectangle(x, y, yaw, l, w))
    }

    proptest! {
        #[test]
        fn a_rigid_motion_changes_neither_overlap_nor_distance_nor_area(
            p in some_rectangle(), q in some_rectangle(),
            x in -50.0..50.0_f64, y in -50.0..50.0_f64, turn in -3.1..3.1_f64,
        ) {
            let frame = Pose2::new(x, y, turn);
            let moved = |r: &Rectangle| Rectangle {
                center_m: frame.transform_point(r.center_m),
                axis: frame.rotate(r.axis),
                ..*r
            };
            let (p1, q1) = (moved(&p), moved(&q));
            prop_assert!((p.distance_m(&q) - p1.distance_m(&q1)).abs() < 1e-9);
            prop_assert!((p.intersection_area_m2(&q) - p1.intersection_area_m2(&q1)).abs() < 1e-9);
            prop_assert!((p.iou(&q) - p1.iou(&q1)).abs() < 1e-9);
            // Where they nearly touch, rounding decides.
            let is_clear = p.grown(-1e-6, -1e-6).overlaps(&q) == p.grown(1e-6, 1e-6).overlaps(&q);
            prop_assert!(!is_clear || p.overlaps(&q) == p1.overlaps(&q1));
        }

        #[test]
        fn two_overlap_if_and_only_if_an_edge_is_crossed_or_one_holds_the_other(
            p in some_rectangle(), q in some_rectangle(),
        ) {
            let corners = p.corners_m();
            let crosses = (0..4).any(|i| q.intersects_segment(corners[i], corners[(i + 1) % 4]));
            let is_clear = p.grown(-1e-6, -1e-6).overlaps(&q) == p.grown(1e-6, 1e-6).overlaps(&q);
            prop_assert!(!is_clear || p.overlaps(&q) == (crosses || p.contains(q.center_m)));
        }

        #[test]
        fn a_point_inside_has_no_distance_and_one_outside_has_some(
            r in some_rectangle(), x in -9.0..9.0_f64, y in -9.0..9.0_f64,
        ) {
            let p = Vector2::new(x, y);
            prop_assert_eq!(r.contains(p), r.distance_to_point_m(p) == 0.0);
            let point = Rectangle::new(Pose2::new(x, y, 0.0), 0.0, 0.0);
            prop_assert!((r.distance_to_point_m(p) - r.distance_m(&point)).abs() < 1e-12);
        }

        #[test]
        fn the_distance_is_that_of_the_nearest_points_of_the_edges(
            p in some_rectangle(), q in some_rectangle(),
        ) {
            prop_assert_eq!(p.distance_m(&q), q.distance_m(&p));
            let on_edges = |r: &Rectangle| {
                let c = r.corners_m();
                let side = move |i: usize| (0..=20).map(move |k| c[i].lerp(&c[(i + 1) % 4], f64::from(k) / 20.0));
                (0..4).flat_map(side)
            };
            let distance_m = p.distance_m(&q);
            prop_assume!(distance_m > 0.0);
            let nearest = on_edges(&p).map(|a| q.distance_to_point_m(a)).fold(f64::INFINITY, f64::min);
            // Samples stand 0.3 m apart at most: the nearest is no farther than half of that along.
            prop_assert!(distance_m <= nearest + 1e-9 && nearest <= distance_m + 0.16, "{distance_m} {nearest}");
        }

        #[test]
        fn overlap_is_symmetric_and_agrees_with_area(
            x in -4.0..4.0_f64, y in -4.0..4.0_f64, a in -3.0..3.0_f64, b in -3.0..3.0_f64,
        ) {
            let p = rectangle(0.0, 0.0, a, 4.0, 2.0);
            let q = rectangle(x, y, b, 3.0, 1.5);
            prop_assert_eq!(p.overlaps(&q), q.overlaps(&p));
            let area = p.intersection_area_m2(&q);
            prop_assert!((area - q.intersection_area_m2(&p)).abs() < 1e-9);
            prop_assert!(!(area > 1e-9) || p.overlaps(&q));
            prop_assert!(!p.overlaps(&q) || p.distance_m(&q) == 0.0);
            prop_assert!((0.0..=1.0).contains(&p.iou(&q)));
        }

        #[test]
        fn distance_does_not_depend_on_the_frame(
            x in -9.0..9.0_f64, y in -9.0..9.0_f64, a in -3.0..3.0_f64, turn in -3.0..3.0_f64,
        ) {
            let (p, q) = (Pose2::new(0.0, 0.0, 0.3), Pose2::new(x, y, a));
            let frame = Pose2::new(5.0, -7.0, turn);
            let d0 = Rectangle::new(p, 4.0, 2.0).distance_m(&Rectangle::new(q, 3.0, 1.0));
            let d1 = Rectangle::new(frame.compose(&p), 4.0, 2.0)
                .distance_m(&Rectangle::new(frame.compose(&q), 3.0, 1.0));
            prop_assert!((d0 - d1).abs() < 1e-9);
        }
    }
}
