//! Rigid transforms with the same bits on every machine: angles go through libm.

use nalgebra::{Isometry3, Quaternion, UnitQuaternion, Vector3};

use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::messages::EgoState;

/// Yaw about z, then pitch about the new y (nose down is positive), then roll about the new x
/// (ISO 8855).
pub(super) fn turned(yaw_rad: f64, pitch_rad: f64, roll_rad: f64) -> UnitQuaternion<f64> {
    let about = |axis: usize, angle_rad: f64| {
        let (s, c) = libm::sincos(0.5 * angle_rad);
        let mut parts = [0.0; 3];
        parts[axis] = s;
        Quaternion::new(c, parts[0], parts[1], parts[2])
    };
    UnitQuaternion::new_unchecked(about(2, yaw_rad) * about(1, pitch_rad) * about(0, roll_rad))
}

/// Where the ego's rear axle is, and how it leans.
pub(super) fn world_from_ego(ego: &EgoState) -> Isometry3<f64> {
    Isometry3::from_parts(
        ego.position_m.into(),
        turned(ego.yaw_rad, ego.pitch_rad, ego.roll_rad),
    )
}

/// The middle of a box's bottom.
pub(super) fn world_from_foot(bbox: &OrientedBox) -> Isometry3<f64> {
    let foot_m = bbox.center_m - Vector3::new(0.0, 0.0, 0.5 * bbox.size_m.z);
    Isometry3::from_parts(foot_m.into(), turned(bbox.yaw_rad, 0.0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use std::f64::consts::FRAC_PI_2;

    #[test]
    fn pitch_dips_the_nose_and_roll_lowers_the_right_side() {
        let nose = turned(FRAC_PI_2, 0.1, 0.0) * Vector3::x();
        // Yawed by a quarter, the nose points north, sin 0.1 downwards.
        assert_abs_diff_eq!(nose.y, libm::cos(0.1), epsilon = 1e-12);
        assert_abs_diff_eq!(nose.z, -libm::sin(0.1), epsilon = 1e-12);
        let left = turned(0.0, 0.0, 0.1) * Vector3::y();
        assert_abs_diff_eq!(left.z, libm::sin(0.1), epsilon = 1e-12);
    }
}
