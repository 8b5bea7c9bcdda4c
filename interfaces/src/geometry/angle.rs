//! Angles wrap; differences only through here.

use std::f64::consts::{PI, TAU};

/// The same angle in (-π, π]. NaN stays NaN.
pub fn wrap_rad(angle_rad: f64) -> f64 {
    if angle_rad > -PI && angle_rad <= PI {
        return angle_rad;
    }
    let wrapped = angle_rad - TAU * ((angle_rad + PI) / TAU).floor(); // in [-π, π)
    if wrapped <= -PI { PI } else { wrapped }
}

/// `a − b`, the short way round, in (-π, π].
pub fn angle_difference_rad(a_rad: f64, b_rad: f64) -> f64 {
    wrap_rad(a_rad - b_rad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    #[test]
    fn minus_pi_becomes_pi() {
        assert_abs_diff_eq!(wrap_rad(-PI), PI, epsilon = 0.0);
        assert_abs_diff_eq!(wrap_rad(3.0 * PI), PI, epsilon = 1e-12);
    }

    #[test]
    fn differences_take_the_short_way() {
        assert_abs_diff_eq!(angle_difference_rad(3.0, -3.0), 6.0 - TAU, epsilon = 1e-12);
    }

    proptest! {
        #[test]
        fn wrapping_keeps_the_direction_and_the_range(a in -1e4..1e4_f64) {
            let w = wrap_rad(a);
            prop_assert!(w > -PI && w <= PI);
            prop_assert!((w.sin() - a.sin()).abs() < 1e-9 && (w.cos() - a.cos()).abs() < 1e-9);
        }
    }
}
