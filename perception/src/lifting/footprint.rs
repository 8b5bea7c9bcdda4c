//! The footprint of a box: its corners, and how far an outline's points lie from its faces.

use nalgebra::{Point3, Vector2};

use super::loss::{cauchy, huber};
use super::outline::OutlinePoint;

/// Standard deviation of an outline's points from a box: bodies are rounded.
const OUTLINE_DEVIATION_M: f64 = 0.06;
/// Its growth with the distance.
const OUTLINE_DEVIATION_PER_M: f64 = 0.002;
/// Points inside the box (roof, screens) say less than points outside.
const INSIDE_SCALE: f64 = 2.5;

/// A rectangle on the ground, ready for many points.
pub(super) struct Footprint {
    pub(super) center_m: Vector2<f64>,
    pub(super) sin: f64,
    pub(super) cos: f64,
    pub(super) half_m: Vector2<f64>,
}

impl Footprint {
    fn local_m(&self, place_m: Vector2<f64>) -> Vector2<f64> {
        let d = place_m - self.center_m;
        Vector2::new(
            self.cos * d.x + self.sin * d.y,
            self.cos * d.y - self.sin * d.x,
        )
    }

    fn corner_m(&self, along: f64, across: f64) -> Vector2<f64> {
        let (x, y) = (along * self.half_m.x, across * self.half_m.y);
        self.center_m + Vector2::new(self.cos * x - self.sin * y, self.sin * x + self.cos * y)
    }

    /// Corners of the box on this footprint: pairs of bottom and top, around it.
    pub(super) fn corners_m(&self, bottom_m: f64, height_m: f64) -> [Point3<f64>; 8] {
        const AROUND: [(f64, f64); 4] = [(1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (-1.0, 1.0)];
        std::array::from_fn(|k| {
            let (along, across) = AROUND[k / 2];
            let corner_m = self.corner_m(along, across);
            Point3::new(corner_m.x, corner_m.y, bottom_m + height_m * (k % 2) as f64)
        })
    }

    /// Deviation of an outline's point from the faces that its camera sees: positive outside,
    /// negative (and forgiven more) inside.
    pub(super) fn deviation(&self, point: &OutlinePoint, stretch: f64) -> f64 {
        let sight = (point.at_m - point.from_m) * stretch;
        let deviation_m = OUTLINE_DEVIATION_M + OUTLINE_DEVIATION_PER_M * sight.norm();
        let at = self.local_m(point.from_m + sight);
        let camera = self.local_m(point.from_m);
        let beyond = at.abs() - self.half_m;
        let outside_m = beyond.max();
        if outside_m > 0.0 {
            return huber(outside_m / deviation_m, 4.0);
        }
        let mut to_face_m = f64::NEG_INFINITY;
        for k in 0..2 {
            if camera[k].abs() > self.half_m[k] {
                let face = libm::copysign(1.0, camera[k]);
                to_face_m = to_face_m.max(face * at[k] - self.half_m[k]);
            }
        }
        if to_face_m > f64::NEG_INFINITY {
            cauchy(to_face_m / (INSIDE_SCALE * deviation_m), 2.0)
        } else {
            0.0 // the camera is inside the box
        }
    }
}
