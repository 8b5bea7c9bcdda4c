//! Lateral force of an axle: linear in the slip angle, saturated by the friction ellipse.

/// Lateral force of an axle, N, left positive.
///
/// F = −C·α, limited to √((μ·F_z)² − F_x²): what the longitudinal force leaves of the friction
/// circle. Sources: linear tyre, Rajamani 2012, *Vehicle Dynamics and Control*, eq. 2.22; friction
/// circle, ibid. section 13.8. The corner between both is rounded by tanh, so that force stays
/// smooth and never exceeds the limit: F = −F_max · tanh(C·α / F_max).
pub(crate) fn lateral_force_n(
    slip_rad: f64,
    stiffness_npr: f64,
    load_n: f64,
    friction: f64,
    longitudinal_n: f64,
) -> f64 {
    let circle_n = friction * load_n;
    // Even a sliding axle keeps some side force: at full braking the wheels do not lock (ABS).
    let left_n2 = circle_n * circle_n - longitudinal_n * longitudinal_n;
    let limit_n = left_n2.max(0.04 * circle_n * circle_n).sqrt();
    if limit_n <= 0.0 {
        return 0.0;
    }
    -limit_n * libm::tanh(stiffness_npr * slip_rad / limit_n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    #[test]
    fn small_slip_is_linear() {
        // 80 000 N/rad · 0.001 rad = 80 N, far below 7 000 N
        assert_abs_diff_eq!(
            lateral_force_n(0.001, 8e4, 7e3, 1.0, 0.0),
            -80.0,
            epsilon = 0.01
        );
    }

    #[test]
    fn braking_takes_side_force_away() {
        // √(10² − 6²) = 8 kN are left
        assert_abs_diff_eq!(
            lateral_force_n(1.0, 8e4, 1e4, 1.0, 6e3),
            -8e3,
            epsilon = 1.0
        );
    }

    proptest! {
        #[test]
        fn force_never_exceeds_the_friction_circle(slip in -1.5..1.5_f64, fx in -2e4..2e4_f64, mu in 0.0..1.2_f64) {
            let f = lateral_force_n(slip, 8e4, 7e3, mu, fx);
            prop_assert!(f.is_finite() && f.abs() <= mu * 7e3 + 1e-9 && f * slip <= 0.0);
        }
    }
}
