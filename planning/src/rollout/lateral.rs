//! How a candidate gets from where the ego is to its offset from the route: a quintic d(s).

use crate::reference::Line;
use crate::scene::Start;

/// The shift takes this long, s, within these lengths, m: slower feels undecided, faster rough.
const SHIFT_S: f64 = 3.0;
const SHIFT_LENGTHS_M: (f64, f64) = (12.0, 50.0);
/// Steeper than this (tangent of the angle to the route) is not planned.
const MAX_SLOPE: f64 = 1.0;
/// Second derivatives beyond this are not carried over, 1/m.
const MAX_BEND_1PM: f64 = 0.2;

/// Offset from the route over arc length: a quintic to the target, then constant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LateralProfile {
    from_s_m: f64,
    length_m: f64,
    target_m: f64,
    /// Coefficients of (s/length)^0 … ^5 of d − target.
    c: [f64; 6],
}

impl LateralProfile {
    /// From the start's offset, direction and curvature to a constant offset (quintic with six
    /// boundary conditions; Werling, Ziegler, Kammel, Thrun 2010).
    pub(crate) fn new(start: &Start, line: &Line, target_m: f64) -> Self {
        let place = start.place;
        let at = line.at(place.s_m);
        let direction = start.pose.direction();
        let (cos, sin) = (at.tangent.dot(&direction), at.tangent.perp(&direction));
        let squeeze = (1.0 - at.curvature_1pm * place.d_m).max(0.2);
        let slope = (sin / cos.max(0.2) * squeeze).clamp(-MAX_SLOPE, MAX_SLOPE);
        let bend = (start.curvature_1pm - at.curvature_1pm).clamp(-MAX_BEND_1PM, MAX_BEND_1PM);
        let length_m = (start.speed_mps * SHIFT_S).clamp(SHIFT_LENGTHS_M.0, SHIFT_LENGTHS_M.1);
        let d0 = place.d_m - target_m;
        let d1 = slope * length_m;
        let d2 = bend * length_m * length_m;
        // d(1) = d'(1) = d''(1) = 0 in the scaled coordinate:
        let c = [
            d0,
            d1,
            0.5 * d2,
            -10.0 * d0 - 6.0 * d1 - 1.5 * d2,
            15.0 * d0 + 8.0 * d1 + 1.5 * d2,
            -6.0 * d0 - 3.0 * d1 - 0.5 * d2,
        ];
        Self {
            from_s_m: place.s_m,
            length_m,
            target_m,
            c,
        }
    }

    /// No offset on the way is farther to the right or to the left than these: the shift's part
    /// is at most the sum of its coefficients' magnitudes.
    pub(crate) fn range_m(&self) -> (f64, f64) {
        let most_m: f64 = self.c.iter().map(|c| c.abs()).sum();
        (self.target_m - most_m, self.target_m + most_m)
    }

    /// Offset at an arc length.
    pub(crate) fn offset_at(&self, s_m: f64) -> f64 {
        let x = self.share(s_m);
        if x >= 1.0 {
            return self.target_m;
        }
        let c = &self.c;
        let d = c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * (c[4] + x * c[5]))));
        self.target_m + d
    }

    fn share(&self, s_m: f64) -> f64 {
        ((s_m - self.from_s_m) / self.length_m).max(0.0)
    }

    /// Offset, slope and second derivative at an arc length.
    pub(crate) fn at(&self, s_m: f64) -> (f64, f64, f64) {
        let x = self.share(s_m);
        if x >= 1.0 {
            return (self.target_m, 0.0, 0.0);
        }
        let c = &self.c;
        let d1 = c[1] + x * (2.0 * c[2] + x * (3.0 * c[3] + x * (4.0 * c[4] + x * 5.0 * c[5])));
        let d2 = 2.0 * c[2] + x * (6.0 * c[3] + x * (12.0 * c[4] + x * 20.0 * c[5]));
        (
            self.offset_at(s_m),
            d1 / self.length_m,
            d2 / (self.length_m * self.length_m),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, CHORD_M, in_a_bend};
    use crate::reference::Place;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;
    use trunkline_interfaces::geometry::Pose2;

    fn profile(speed: f64, y: f64, yaw: f64, target_m: f64) -> LateralProfile {
        let bench = Bench::straight(speed).ego_at(0.0, y, yaw);
        bench.look(|scene| LateralProfile::new(scene.start, scene.line, target_m))
    }

    #[test]
    fn the_shift_takes_three_seconds_within_its_lengths() {
        for (speed, length_m) in [(1.0, 12.0), (10.0, 30.0), (20.0, 50.0)] {
            let shift = profile(speed, 1.0, 0.0, 0.0);
            assert_eq!(shift.at(20.001 + length_m), (0.0, 0.0, 0.0));
            assert!(shift.offset_at(20.0 + 0.9 * length_m) > 1e-3);
            // the middle of a quintic from rest to rest is half way
            assert_abs_diff_eq!(shift.offset_at(20.0 + 0.5 * length_m), 0.5, epsilon = 1e-9);
        }
        assert_abs_diff_eq!(
            profile(10.0, 1.0, 0.0, 0.0).offset_at(5.0),
            1.0,
            epsilon = 1e-9
        );
    }

    proptest! {
        #[test]
        fn it_begins_as_the_ego_moves_and_stays_within_its_range(
            speed in 0.0..20.0_f64, y in -3.0..3.0_f64, yaw in -0.7..0.7_f64, target in -1.0..1.0_f64,
            along in 0.0..60.0_f64,
        ) {
            let shift = profile(speed, y, yaw, target);
            let (d, slope, _) = shift.at(20.0);
            prop_assert!((d - y).abs() < 1e-6 && (slope - yaw.tan()).abs() < 1e-6);
            let (right_m, left_m) = shift.range_m();
            let at = |s_m: f64| shift.offset_at(s_m);
            let (d, slope, bend) = shift.at(20.0 + along);
            prop_assert!(right_m <= d && d <= left_m);
            prop_assert_eq!(d, at(20.0 + along));
            // central differences; across the shift's end the fourth derivative jumps
            let h = 1e-3;
            let s_m = 20.0 + along.max(h);
            prop_assert!(((at(s_m + h) - at(s_m - h)) / (2.0 * h) - shift.at(s_m).1).abs() < 1e-4);
            prop_assert!((slope - shift.at(20.0 + along).1).abs() < 1e-12);
            let by_slopes = (shift.at(s_m + h).1 - shift.at(s_m - h).1) / (2.0 * h);
            prop_assert!((by_slopes - shift.at(s_m).2).abs() < 1e-2, "{} {}", by_slopes, bend);
        }
    }

    /// Where [`in_a_bend`] begins.
    const FROM_S_M: f64 = 20.0 * CHORD_M;

    #[test]
    fn on_a_bend_a_shift_is_the_quintic_of_its_six_boundary_values() {
        in_a_bend(|scene| {
            let shift = LateralProfile::new(scene.start, scene.line, -0.5);
            // 3 s at 7 m/s; d = 0.75 + 0.5; the line is squeezed by 1 − 0.04 · 0.75 = 0.97
            let slope = 0.97 * 0.25_f64.tan();
            let (d0, d1, d2) = (1.25, 21.0 * slope, 0.05 * 441.0);
            let (d, first, second) = shift.at(FROM_S_M);
            assert_abs_diff_eq!(d, 0.75, epsilon = 1e-9);
            assert_abs_diff_eq!(first, slope, epsilon = 1e-9);
            assert_abs_diff_eq!(second, 0.05, epsilon = 1e-9);
            // at a fifth of the way the basis is 1 − 10x³ + 15x⁴ − 6x⁵ = 0.942 08,
            // x − 6x³ + 8x⁴ − 3x⁵ = 0.163 84 and ½(x² − 3x³ + 3x⁴ − x⁵) = 0.010 24
            let (d, first, second) = shift.at(FROM_S_M + 4.2);
            let expected = -0.5 + 0.942_08 * d0 + 0.163_84 * d1 + 0.010_24 * d2;
            assert_abs_diff_eq!(d, expected, epsilon = 1e-9);
            let expected = (-0.768 * d0 + 0.512 * d1 + 0.064 * d2) / 21.0;
            assert_abs_diff_eq!(first, expected, epsilon = 1e-9);
            let expected = (-5.76 * d0 - 3.84 * d1 - 0.16 * d2) / 441.0;
            assert_abs_diff_eq!(second, expected, epsilon = 1e-9);
            assert_eq!(shift.at(FROM_S_M + 21.1), (-0.5, 0.0, 0.0));
            // 1 + 10 + 15 + 6 times d0, 1 + 6 + 8 + 3 times d1, ½ + 1½ + 1½ + ½ times d2
            let most_m = 32.0 * d0 + 18.0 * d1 + 4.0 * d2;
            let (right_m, left_m) = shift.range_m();
            assert_abs_diff_eq!(right_m, -0.5 - most_m, epsilon = 1e-6);
            assert_abs_diff_eq!(left_m, -0.5 + most_m, epsilon = 1e-6);
        });
    }

    #[test]
    fn slope_bend_and_the_squeeze_inside_a_curve_are_bounded() {
        in_a_bend(|scene| {
            let begins = |turned: f64, curvature_1pm: f64, d_m: f64| {
                let start = Start {
                    pose: Pose2::new(0.0, 0.0, 0.3 + turned),
                    curvature_1pm,
                    place: Place { s_m: FROM_S_M, d_m },
                    ..*scene.start
                };
                let shift = LateralProfile::new(&start, scene.line, 0.0);
                let (_, slope, bend) = shift.at(FROM_S_M);
                (slope, bend)
            };
            let cases = [
                ((0.9, 0.3, 0.0), (1.0, 0.2)), // tan 0.9 = 1.26; 0.3 − 0.04
                ((-0.9, -0.3, 0.0), (-1.0, -0.2)),
                ((0.25, 0.23, 24.0), (0.2 * 0.25_f64.tan(), 0.19)), // 1 − 0.04 · 24 = 0.04
                ((1.5, 0.0, 22.5), (0.2 * 1.5_f64.sin() / 0.2, -0.04)), // cos 1.5 = 0.07
            ];
            for ((turned, curvature_1pm, d_m), (slope, bend)) in cases {
                let got = begins(turned, curvature_1pm, d_m);
                assert_abs_diff_eq!(got.0, slope, epsilon = 1e-9);
                assert_abs_diff_eq!(got.1, bend, epsilon = 1e-9);
            }
        });
    }
}
