//! Lines in space by arc length.

use nalgebra::{Point3, Vector2};

/// A line in space; arc length is that of its plan.
#[derive(Debug, Clone)]
pub(super) struct Line {
    points_m: Vec<Point3<f64>>,
    arcs_m: Vec<f64>,
}

/// A place on a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Station {
    pub point_m: Point3<f64>,
    /// Unit, in plan.
    pub along: Vector2<f64>,
}

impl Station {
    /// To the right of the line, unit.
    pub(super) fn right(&self) -> Vector2<f64> {
        Vector2::new(self.along.y, -self.along.x)
    }

    /// A place beside the line, in plan.
    pub(super) fn beside_m(&self, right_m: f64) -> Vector2<f64> {
        self.point_m.coords.xy() + self.right() * right_m
    }

    /// The yaw of one who looks to the left of the line.
    pub(super) fn yaw_left_rad(&self) -> f64 {
        libm::atan2(self.along.x, -self.along.y)
    }
}

impl Line {
    /// `None` if it has no length.
    pub(super) fn new(points: impl IntoIterator<Item = Point3<f64>>) -> Option<Self> {
        let (mut points_m, mut arcs_m): (Vec<Point3<f64>>, Vec<f64>) = (Vec::new(), Vec::new());
        for point in points {
            let step_m = points_m
                .last()
                .map_or(0.0, |last| (point - last).xy().norm());
            if points_m.is_empty() || step_m > 1e-3 {
                arcs_m.push(arcs_m.last().copied().unwrap_or(0.0) + step_m);
                points_m.push(point);
            }
        }
        (points_m.len() >= 2).then_some(Self { points_m, arcs_m })
    }

    pub(super) fn length_m(&self) -> f64 {
        self.arcs_m.last().copied().unwrap_or(0.0)
    }

    /// The place at an arc length, the ends where it lies beyond them.
    pub(super) fn at(&self, s_m: f64) -> Station {
        let after = self.arcs_m.partition_point(|s| *s <= s_m);
        let i = after.clamp(1, self.points_m.len() - 1) - 1;
        let (a, b) = (self.points_m[i], self.points_m[i + 1]);
        let step_m = self.arcs_m[i + 1] - self.arcs_m[i];
        let share = ((s_m - self.arcs_m[i]) / step_m).clamp(0.0, 1.0);
        Station {
            point_m: a + (b - a) * share,
            along: (b - a).xy() / step_m,
        }
    }

    /// The piece between two arc lengths.
    pub(super) fn part(&self, from_m: f64, to_m: f64) -> Vec<Point3<f64>> {
        let inner = self.arcs_m.iter().zip(&self.points_m);
        let inner = inner.filter(|(s, _)| **s > from_m + 0.01 && **s < to_m - 0.01);
        std::iter::once(self.at(from_m).point_m)
            .chain(inner.map(|(_, p)| *p))
            .chain(std::iter::once(self.at(to_m).point_m))
            .collect()
    }

    /// The same line moved to its right; corners are not mitred.
    pub(super) fn moved_right(&self, by_m: f64) -> Option<Self> {
        let moved = (0..self.points_m.len()).map(|i| {
            let p = self.points_m[i];
            let direction = |a: usize, b: usize| {
                (self.points_m[b] - self.points_m[a])
                    .xy()
                    .try_normalize(1e-9)
            };
            let before = i.checked_sub(1).and_then(|k| direction(k, i));
            let after = (i + 1 < self.points_m.len())
                .then(|| direction(i, i + 1))
                .flatten();
            let sum = before.unwrap_or_else(Vector2::zeros) + after.unwrap_or_else(Vector2::zeros);
            let along = sum.try_normalize(1e-9).unwrap_or_else(Vector2::x);
            Point3::new(p.x + along.y * by_m, p.y - along.x * by_m, p.z)
        });
        Self::new(moved)
    }

    /// How much it bends to the left at an arc length, 1/m, over 12 m.
    pub(super) fn curvature_1pm(&self, s_m: f64) -> f64 {
        const HALF_M: f64 = 6.0;
        let (a, b) = (self.at(s_m - HALF_M), self.at(s_m + HALF_M));
        let turn_rad = libm::atan2(a.along.perp(&b.along), a.along.dot(&b.along));
        turn_rad / (2.0 * HALF_M)
    }
}
