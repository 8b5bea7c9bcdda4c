//! Planar rigid transforms, read as `target_from_source`.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wrap_rad;

/// Position and yaw in the plane; as a transform, `target_from_source`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pose2 {
    /// x of the source's origin in the target frame.
    pub x_m: f64,
    /// y of the source's origin in the target frame.
    pub y_m: f64,
    /// Yaw of the source's x axis in the target frame, (-π, π].
    pub yaw_rad: f64,
}

impl Pose2 {
    /// A pose from its parts; the yaw is wrapped.
    pub fn new(x_m: f64, y_m: f64, yaw_rad: f64) -> Self {
        Self {
            x_m,
            y_m,
            yaw_rad: wrap_rad(yaw_rad),
        }
    }

    /// Position of the source's origin in the target frame.
    pub fn position_m(&self) -> Vector2<f64> {
        Vector2::new(self.x_m, self.y_m)
    }

    /// Unit vector along the source's x axis, in the target frame.
    pub fn direction(&self) -> Vector2<f64> {
        let (s, c) = libm::sincos(self.yaw_rad);
        Vector2::new(c, s)
    }

    /// A point of the source frame, in the target frame.
    pub fn transform_point(&self, p_source_m: Vector2<f64>) -> Vector2<f64> {
        self.position_m() + self.rotate(p_source_m)
    }

    /// A point of the target frame, in the source frame.
    pub fn inverse_transform_point(&self, p_target_m: Vector2<f64>) -> Vector2<f64> {
        let (s, c) = libm::sincos(self.yaw_rad);
        let d = p_target_m - self.position_m();
        Vector2::new(c * d.x + s * d.y, c * d.y - s * d.x)
    }

    /// A free vector (velocity, direction) of the source frame, in the target frame.
    pub fn rotate(&self, v: Vector2<f64>) -> Vector2<f64> {
        let (s, c) = libm::sincos(self.yaw_rad);
        Vector2::new(c * v.x - s * v.y, s * v.x + c * v.y)
    }

    /// `target_from_source.compose(&source_from_other)` is `target_from_other`.
    #[must_use]
    pub fn compose(&self, source_from_other: &Self) -> Self {
        let p = self.transform_point(source_from_other.position_m());
        Self::new(p.x, p.y, self.yaw_rad + source_from_other.yaw_rad)
    }

    /// `source_from_target`.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let p = self.inverse_transform_point(Vector2::zeros());
        Self::new(p.x, p.y, -self.yaw_rad)
    }

    /// The pose moved along its own x axis.
    #[must_use]
    pub fn forward(&self, distance_m: f64) -> Self {
        let p = self.position_m() + self.direction() * distance_m;
        Self {
            x_m: p.x,
            y_m: p.y,
            yaw_rad: self.yaw_rad,
        }
    }

    /// Whether every part is finite.
    pub fn is_finite(&self) -> bool {
        self.x_m.is_finite() && self.y_m.is_finite() && self.yaw_rad.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pose() -> impl Strategy<Value = Pose2> {
        (-1e3..1e3_f64, -1e3..1e3_f64, -3.1..3.1_f64).prop_map(|(x, y, yaw)| Pose2::new(x, y, yaw))
    }

    proptest! {
        #[test]
        fn inverse_undoes_the_transform(a in pose(), x in -1e2..1e2_f64, y in -1e2..1e2_f64) {
            let p = Vector2::new(x, y);
            prop_assert!((a.inverse_transform_point(a.transform_point(p)) - p).norm() < 1e-9);
            prop_assert!((a.inverse().transform_point(a.transform_point(p)) - p).norm() < 1e-9);
        }

        #[test]
        fn composition_chains(a in pose(), b in pose(), x in -1e2..1e2_f64, y in -1e2..1e2_f64) {
            let p = Vector2::new(x, y);
            let chained = a.transform_point(b.transform_point(p));
            prop_assert!((a.compose(&b).transform_point(p) - chained).norm() < 1e-9);
        }
    }
}
