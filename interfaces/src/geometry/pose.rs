//! Planar rigid transforms, read as `target_from_source`.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::angle::wrap_rad;

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

    /// A pose at a position; the yaw is taken as it is, in (-π, π].
    pub fn at(position_m: Vector2<f64>, yaw_rad: f64) -> Self {
        Self {
            x_m: position_m.x,
            y_m: position_m.y,
            yaw_rad,
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

    /// The pose moved along its own x axis.
    #[must_use]
    pub fn forward(&self, distance_m: f64) -> Self {
        Self::at(
            self.position_m() + self.direction() * distance_m,
            self.yaw_rad,
        )
    }

    /// Whether every part is finite.
    pub fn is_finite(&self) -> bool {
        self.x_m.is_finite() && self.y_m.is_finite() && self.yaw_rad.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;
    use std::f64::consts::{FRAC_PI_2, PI};

    fn pose() -> impl Strategy<Value = Pose2> {
        (-1e3..1e3_f64, -1e3..1e3_f64, -3.1..3.1_f64).prop_map(|(x, y, yaw)| Pose2::new(x, y, yaw))
    }

    fn point() -> impl Strategy<Value = Vector2<f64>> {
        (-1e2..1e2_f64, -1e2..1e2_f64).prop_map(|(x, y)| Vector2::new(x, y))
    }

    #[test]
    fn ahead_of_a_pose_to_the_north_is_north() {
        let north = Pose2::new(1.0, 2.0, FRAC_PI_2 + 2.0 * PI);
        assert_abs_diff_eq!(north.yaw_rad, FRAC_PI_2, epsilon = 1e-12);
        assert_abs_diff_eq!(north.direction(), Vector2::y(), epsilon = 1e-12);
        let ahead = north.forward(3.0);
        assert_abs_diff_eq!(ahead.position_m(), Vector2::new(1.0, 5.0), epsilon = 1e-12);
        assert_abs_diff_eq!(ahead.yaw_rad, north.yaw_rad, epsilon = 0.0);
        // A quarter turn takes x to y and y to −x.
        let turned = north.rotate(Vector2::new(4.0, 1.0));
        assert_abs_diff_eq!(turned, Vector2::new(-1.0, 4.0), epsilon = 1e-12);
    }

    #[test]
    fn a_pose_with_one_broken_number_is_not_finite() {
        let whole = Pose2::new(1.0, 2.0, 0.5);
        assert!(whole.is_finite());
        for broken in [
            Pose2 {
                x_m: f64::NAN,
                ..whole
            },
            Pose2 {
                y_m: f64::INFINITY,
                ..whole
            },
            Pose2 {
                yaw_rad: f64::NAN,
                ..whole
            },
        ] {
            assert!(!broken.is_finite(), "{broken:?}");
        }
    }

    proptest! {
        #[test]
        fn back_to_the_source_undoes_the_transform(a in pose(), p in point()) {
            prop_assert!((a.inverse_transform_point(a.transform_point(p)) - p).norm() < 1e-9);
        }

        #[test]
        fn composition_chains_and_does_not_mind_brackets(a in pose(), b in pose(), c in pose(), p in point()) {
            let chained = a.transform_point(b.transform_point(p));
            prop_assert!((a.compose(&b).transform_point(p) - chained).norm() < 1e-9);
            let (left, right) = (a.compose(&b).compose(&c), a.compose(&b.compose(&c)));
            prop_assert!((left.position_m() - right.position_m()).norm() < 1e-9);
            prop_assert!(wrap_rad(left.yaw_rad - right.yaw_rad).abs() < 1e-9);
        }

        #[test]
        fn a_transform_keeps_distances_and_turns_directions(a in pose(), p in point(), q in point()) {
            let apart = a.transform_point(p) - a.transform_point(q);
            prop_assert!((apart.norm() - (p - q).norm()).abs() < 1e-9);
            prop_assert!((apart - a.rotate(p - q)).norm() < 1e-9, "{apart}");
        }
    }
}
