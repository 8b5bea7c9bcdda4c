//! What is measured of an agent.

use std::f64::consts::{FRAC_PI_2, PI};

use nalgebra::{Matrix3, Vector2};
use trunkline_interfaces::geometry::{angle_difference_rad, wrap_rad};

/// A detected box in the world, as filters see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measurement {
    /// Centre of the box.
    pub(crate) center_m: Vector2<f64>,
    /// Yaw; the front may be confused with the rear.
    pub(crate) yaw_rad: f64,
    /// Covariance of `[x, y, yaw]`.
    pub(crate) covariance: Matrix3<f64>,
    /// Velocity of the centre and its variance, if measured.
    pub(crate) velocity_mps: Option<(Vector2<f64>, f64)>,
}

impl Measurement {
    /// How far the yaw is off an expected one, and whether it is taken as that of the rear because
    /// the front would be off by more than a right angle.
    pub(super) fn yaw_innovation(&self, expected_rad: f64) -> (f64, bool) {
        let difference_rad = angle_difference_rad(self.yaw_rad, expected_rad);
        if difference_rad.abs() > FRAC_PI_2 {
            (wrap_rad(difference_rad + PI), true)
        } else {
            (difference_rad, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn beyond_a_right_angle_the_rear_is_taken_for_the_front() {
        let measured = |yaw_rad| Measurement {
            center_m: Vector2::zeros(),
            yaw_rad,
            covariance: Matrix3::identity(),
            velocity_mps: None,
        };
        let cases = [
            (0.3, 0.1, 0.2, false),
            (3.1, -3.1, 6.2 - 2.0 * PI, false),
            (1.5, 0.0, 1.5, false),
            (1.6, 0.0, 1.6 - PI, true),
            (-1.6, 0.0, PI - 1.6, true),
            (PI, 0.1, -0.1, true),
        ];
        for (yaw_rad, expected_rad, off_rad, is_flipped) in cases {
            let (got_rad, got_flipped) = measured(yaw_rad).yaw_innovation(expected_rad);
            assert_abs_diff_eq!(got_rad, off_rad, epsilon = 1e-12);
            assert_eq!(got_flipped, is_flipped, "{yaw_rad} for {expected_rad}");
        }
    }
}
