//! The way along an arc, for motion at constant speed and turn rate.

use nalgebra::Vector2;

/// Below this angle the derivative of sinc is taken from its series, rad: its first term left out
/// is below 3e-16 there, and above it the closed form loses fewer than three digits.
const SERIES_RAD: f64 = 0.1;

/// What a point covers that turns evenly while it moves along its own axis, per unit of its speed.
///
/// ∫₀^Δt (cos(ψ+ωt), sin(ψ+ωt)) dt = Δt · sinc(ωΔt/2) · (cos χ, sin χ), χ = ψ + ωΔt/2. The form of
/// Schubert, Richter, Wanielik 2008, (sin(ψ+ωΔt) − sin ψ)/ω, is the same, but of little use for
/// small ω: the difference has lost its digits, and its derivative divides the loss by ω once more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chord {
    /// Way per unit of speed, s.
    pub(super) way_s: Vector2<f64>,
    /// Its derivative by the yaw rate, s².
    pub(super) by_yaw_rate_s2: Vector2<f64>,
}

impl Chord {
    /// The way in `dt_s` that begins along `yaw_rad`.
    pub(super) fn new(yaw_rad: f64, yaw_rate_radps: f64, dt_s: f64) -> Self {
        let half_dt_s = 0.5 * dt_s;
        let half_turn_rad = yaw_rate_radps * half_dt_s;
        let along_rad = yaw_rad + half_turn_rad;
        let along = Vector2::new(libm::cos(along_rad), libm::sin(along_rad));
        let left = Vector2::new(-along.y, along.x);
        let share = sinc(half_turn_rad);
        Self {
            way_s: along * (dt_s * share),
            by_yaw_rate_s2: (along * sinc_derivative(half_turn_rad) + left * share)
                * (dt_s * half_dt_s),
        }
    }
}

/// sin(x) / x, 1 at 0.
fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { libm::sin(x) / x }
}

/// (cos x − sinc x) / x; near 0 as the series −x/3 + x³/30 − x⁵/840 + x⁷/45360.
fn sinc_derivative(x: f64) -> f64 {
    if x.abs() < SERIES_RAD {
        let square = x * x;
        x * (-1.0 / 3.0 + square * (1.0 / 30.0 + square * (-1.0 / 840.0 + square / 45_360.0)))
    } else {
        (libm::cos(x) - sinc(x)) / x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;
    use std::f64::consts::{FRAC_PI_2, PI};

    #[test]
    fn straight_on_the_way_is_the_time_and_turning_moves_it_to_the_left() {
        let chord = Chord::new(0.0, 0.0, 0.4);
        assert_eq!(chord.way_s, Vector2::new(0.4, 0.0));
        // Δt²/2 = 0.08 to the left
        assert_abs_diff_eq!(
            chord.by_yaw_rate_s2,
            Vector2::new(0.0, 0.08),
            epsilon = 1e-16
        );
    }

    #[test]
    fn a_quarter_of_a_circle_ends_as_far_ahead_as_aside() {
        // ω = π/2 for 1 s: the radius of unit speed is 2/π. Derivatives at ψ = 0:
        // (Δt cos ωΔt − x)/ω = −(2/π)², (Δt sin ωΔt − y)/ω = (1 − 2/π)·2/π.
        let chord = Chord::new(0.0, FRAC_PI_2, 1.0);
        let radius = 2.0 / PI;
        assert_abs_diff_eq!(chord.way_s, Vector2::new(radius, radius), epsilon = 1e-15);
        let expected = Vector2::new(-radius * radius, (1.0 - radius) * radius);
        assert_abs_diff_eq!(chord.by_yaw_rate_s2, expected, epsilon = 1e-15);
    }

    #[test]
    fn a_full_circle_ends_where_it_began() {
        let chord = Chord::new(0.7, 2.0 * PI, 1.0);
        assert_abs_diff_eq!(chord.way_s, Vector2::zeros(), epsilon = 1e-15);
    }

    #[test]
    fn the_series_joins_the_closed_form() {
        // At 0.1: sinc' = −1/30 + 1/30000 − 1/84000000 + 1/453600000000 = −0.033300011902557…
        for x in [SERIES_RAD, SERIES_RAD.next_down()] {
            assert_abs_diff_eq!(sinc_derivative(x), -0.033_300_011_902_557, epsilon = 1e-14);
            assert_abs_diff_eq!(sinc_derivative(-x), 0.033_300_011_902_557, epsilon = 1e-14);
        }
    }

    /// Zero, the smallest numbers there are, and yaw rates of every magnitude up to 3 rad/s.
    fn yaw_rates_radps() -> impl Strategy<Value = f64> {
        prop_oneof![
            Just(0.0),
            Just(f64::MIN_POSITIVE),
            Just(f64::from_bits(1)),
            (-18.0..0.5_f64, any::<bool>()).prop_map(|(exponent, is_left)| {
                libm::exp10(exponent) * if is_left { 1.0 } else { -1.0 }
            }),
        ]
    }

    proptest! {
        #[test]
        fn the_derivative_is_that_of_the_way(
            yaw in -3.1..3.1_f64, w in yaw_rates_radps(), dt in 1e-3..1.0_f64,
        ) {
            // Error of the central difference: h²/6 of the third derivative (≤ Δt⁴/4) and 1e-16/h.
            let h = 1e-4;
            let (more, less) = (Chord::new(yaw, w + h, dt), Chord::new(yaw, w - h, dt));
            let slope = (more.way_s - less.way_s) / (2.0 * h);
            let error = (slope - Chord::new(yaw, w, dt).by_yaw_rate_s2).norm();
            prop_assert!(error < 1e-9 * dt * dt + 2e-11, "{error} at {w} rad/s");
        }

        #[test]
        fn a_yaw_rate_a_little_larger_changes_the_derivative_little(
            yaw in -3.1..3.1_f64, w in yaw_rates_radps(), dt in 1e-3..1.0_f64,
        ) {
            // Second derivative ≤ Δt³/3: a step of 1e-9 rad/s changes it by less than 4e-10·Δt³.
            let (a, b) = (Chord::new(yaw, w, dt), Chord::new(yaw, w + 1e-9, dt));
            let jump = (a.by_yaw_rate_s2 - b.by_yaw_rate_s2).norm();
            prop_assert!(jump < 4e-10 * dt.powi(3) + 1e-14, "{jump} at {w} rad/s");
        }

        #[test]
        fn turning_the_frame_turns_the_chord(
            yaw in -3.1..3.1_f64, turn in -3.1..3.1_f64, w in yaw_rates_radps(), dt in 1e-3..1.0_f64,
        ) {
            let (here, there) = (Chord::new(yaw, w, dt), Chord::new(yaw + turn, w, dt));
            let turned = |v: Vector2<f64>| {
                let (s, c) = (libm::sin(turn), libm::cos(turn));
                Vector2::new(c * v.x - s * v.y, s * v.x + c * v.y)
            };
            prop_assert!((turned(here.way_s) - there.way_s).norm() < 5e-15);
            prop_assert!((turned(here.by_yaw_rate_s2) - there.by_yaw_rate_s2).norm() < 5e-15);
        }
    }
}
