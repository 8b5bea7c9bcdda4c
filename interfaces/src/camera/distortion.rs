//! What a lens bends.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Steps of Newton's method that take distortion away, at most; few lenses need ten.
const UNDISTORT_STEPS: usize = 100;
/// Each step squares the error, so that after one as short as this no digit is wrong.
const UNDISTORT_ENOUGH: f64 = 1e-10;

/// Lens distortion after Brown (1966), coefficients as OpenCV orders and signs them; all zero is
/// a perfect pinhole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Distortion {
    /// Radial, r².
    pub k1: f64,
    /// Radial, r⁴.
    pub k2: f64,
    /// Tangential, x.
    pub p1: f64,
    /// Tangential, y.
    pub p2: f64,
    /// Radial, r⁶.
    pub k3: f64,
}

impl Distortion {
    /// Whether it changes anything.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Where a ray `(x, y, 1)` appears on the plane z = 1.
    pub fn distort(&self, ideal: Vector2<f64>) -> Vector2<f64> {
        let (x, y) = (ideal.x, ideal.y);
        let r2 = x * x + y * y;
        let radial = 1.0 + r2 * (self.k1 + r2 * (self.k2 + r2 * self.k3));
        Vector2::new(
            x * radial + 2.0 * self.p1 * x * y + self.p2 * (r2 + 2.0 * x * x),
            y * radial + self.p1 * (r2 + 2.0 * y * y) + 2.0 * self.p2 * x * y,
        )
    }

    /// Derivative of [`distort`](Self::distort): `[∂x/∂x, ∂x/∂y = ∂y/∂x, ∂y/∂y]`.
    fn derivative(&self, ideal: Vector2<f64>) -> [f64; 3] {
        let (x, y) = (ideal.x, ideal.y);
        let r2 = x * x + y * y;
        let radial = 1.0 + r2 * (self.k1 + r2 * (self.k2 + r2 * self.k3));
        let per_r2 = self.k1 + r2 * (2.0 * self.k2 + r2 * (3.0 * self.k3));
        [
            radial + 2.0 * x * x * per_r2 + 2.0 * self.p1 * y + 6.0 * self.p2 * x,
            2.0 * (x * y * per_r2 + self.p1 * x + self.p2 * y),
            radial + 2.0 * y * y * per_r2 + 6.0 * self.p1 * y + 2.0 * self.p2 * x,
        ]
    }

    /// Whether the radial part grows by over `least` all the way from the middle to a squared radius.
    fn grows_to(&self, r2: f64, least: f64) -> bool {
        // d/dr of r · (1 + k1·r² + k2·r⁴ + k3·r⁶), and where it is least.
        let growth =
            |r2: f64| 1.0 + r2 * (3.0 * self.k1 + r2 * (5.0 * self.k2 + r2 * (7.0 * self.k3)));
        let grows_at = |turn: f64| !(turn > 0.0 && turn < r2) || growth(turn) > least;
        if !(growth(0.0) > least && growth(r2) > least) {
            return false;
        }
        if self.k3 == 0.0 {
            return grows_at(-0.3 * self.k1 / self.k2);
        }
        let root = (25.0 * self.k2 * self.k2 - 63.0 * self.k1 * self.k3).sqrt();
        [root, -root]
            .into_iter()
            .all(|root| grows_at((root - 5.0 * self.k2) / (21.0 * self.k3)))
    }

    /// The derivative where the lens shows every ray once; `None` beyond the radius where the image
    /// may turn back onto itself.
    ///
    /// The derivative is symmetric: where it is positive definite all over a convex region, no two
    /// rays of that region appear in one place. The region is a disk. Within it no eigenvalue of the
    /// radial part's derivative is below the least growth on the way from the middle, and none of
    /// the tangential part's is below −6·√(p1² + p2²)·r.
    pub(super) fn unfolded(&self, ideal: Vector2<f64>) -> Option<[f64; 3]> {
        let r2 = ideal.norm_squared();
        let tangential = 6.0 * ((self.p1 * self.p1 + self.p2 * self.p2) * r2).sqrt();
        self.grows_to(r2, tangential)
            .then(|| self.derivative(ideal))
    }

    /// The ray `(x, y, 1)` that appears at a place of the plane z = 1: the inverse of
    /// [`distort`](Self::distort) by Newton's method, exact to rounding. Where no ray appears, what
    /// it returns is not distorted back to that place.
    pub fn undistort(&self, seen: Vector2<f64>) -> Vector2<f64> {
        if self.is_none() {
            return seen;
        }
        let (mut ideal, mut last, mut left) = (seen, Vector2::zeros(), f64::INFINITY);
        for _ in 0..UNDISTORT_STEPS {
            let missing = seen - self.distort(ideal);
            let is_nearer = missing.norm_squared() < left;
            let Some([xx, xy, yy]) = self.unfolded(ideal).filter(|_| is_nearer) else {
                // Too far out, or so long a step that steps could leap to and fro for ever:
                // half-way back to the last good place, at first the middle.
                ideal = (ideal + last) * 0.5;
                continue;
            };
            (last, left) = (ideal, missing.norm_squared());
            let step = Vector2::new(
                yy * missing.x - xy * missing.y,
                xx * missing.y - xy * missing.x,
            ) / (xx * yy - xy * xy);
            ideal += step;
            if !(step.norm_squared() > UNDISTORT_ENOUGH * UNDISTORT_ENOUGH) {
                break;
            }
        }
        ideal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn a_radial_coefficient_pulls_a_point_towards_the_middle() {
        let lens = Distortion {
            k1: -0.5,
            ..Distortion::default()
        };
        // r² = 0.04; 0.2 · (1 − 0.5 · 0.04) = 0.196
        let seen = lens.distort(Vector2::new(0.2, 0.0));
        assert_abs_diff_eq!(seen.x, 0.196, epsilon = 1e-15);
        assert_abs_diff_eq!(seen.y, 0.0, epsilon = 0.0);
    }

    #[test]
    fn a_pincushion_comes_out_straight() {
        let lens = Distortion {
            k1: 0.4,
            ..Distortion::default()
        };
        // 1.0 · (1 + 0.4 · 1.0²) = 1.4
        let ideal = lens.undistort(Vector2::new(1.4, 0.0));
        assert_abs_diff_eq!(ideal, Vector2::new(1.0, 0.0), epsilon = 1e-15);
    }

    /// Every coefficient, none like another.
    const ALL: Distortion = Distortion {
        k1: 0.1,
        k2: 0.2,
        p1: 0.01,
        p2: -0.02,
        k3: -0.3,
    };

    #[test]
    fn all_five_coefficients_bend_as_opencv_says() {
        // (0.3, −0.2): r² = 0.13, radial = 1 + 0.13·(0.1 + 0.13·(0.2 − 0.13·0.3)) = 1.015720 9;
        // x: 0.304 716 27 + 2·0.01·(−0.06) − 0.02·(0.13 + 0.18),
        // y: −0.203 144 18 + 0.01·(0.13 + 0.08) − 2·0.02·(−0.06)
        let seen = ALL.distort(Vector2::new(0.3, -0.2));
        assert_abs_diff_eq!(
            seen,
            Vector2::new(0.297_316_27, -0.198_644_18),
            epsilon = 1e-12
        );
    }

    #[test]
    fn the_derivative_is_that_of_small_steps() {
        let (at, step) = (Vector2::new(0.3, -0.2), 1e-6);
        let slope = |by: Vector2<f64>| (ALL.distort(at + by) - ALL.distort(at - by)) / (2.0 * step);
        let (along_x, along_y) = (
            slope(Vector2::new(step, 0.0)),
            slope(Vector2::new(0.0, step)),
        );
        let [xx, xy, yy] = ALL.derivative(at);
        assert_abs_diff_eq!(Vector2::new(xx, xy), along_x, epsilon = 1e-8);
        assert_abs_diff_eq!(Vector2::new(xy, yy), along_y, epsilon = 1e-8);
    }

    #[test]
    fn steps_that_would_leap_to_and_fro_are_shortened() {
        // Flat at 2.75 and steep at 0.2: full steps lead from each to the other for ever.
        let lens = Distortion {
            k1: 0.001_383_6,
            k2: 0.017_349_4,
            k3: -0.001_914_6,
            ..Distortion::default()
        };
        let ideal = Vector2::new(0.0, 2.285_65);
        let again = lens.undistort(lens.distort(ideal));
        assert_abs_diff_eq!(again, ideal, epsilon = 1e-12);
    }

    #[test]
    fn the_image_folds_where_the_tangential_part_turns_back() {
        // y · (1 − 0.03·y) along the axis of p1 turns back at 1 / 0.06 = 16.7, in no direction before.
        let lens = Distortion {
            p1: -0.01,
            ..Distortion::default()
        };
        let at = |y: f64| Vector2::new(0.0, y);
        assert!(lens.unfolded(at(16.6)).is_some());
        assert!(lens.unfolded(at(16.7)).is_none());
    }

    #[test]
    fn the_image_folds_where_the_radial_part_turns_back() {
        // 1 − 3·0.5·r² = 0 at r² = ⅔
        let lens = Distortion {
            k1: -0.5,
            ..Distortion::default()
        };
        let at = |r2: f64| Vector2::new(r2.sqrt(), 0.0);
        assert!(lens.unfolded(at(0.66)).is_some());
        assert!(lens.unfolded(at(0.67)).is_none());
    }
}
