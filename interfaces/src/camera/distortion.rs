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

    /// Whether the radial part grows all the way from the middle to a squared radius.
    fn grows_to(&self, r2: f64) -> bool {
        // d/dr of r · (1 + k1·r² + k2·r⁴ + k3·r⁶), and where it is least.
        let growth =
            |r2: f64| 1.0 + r2 * (3.0 * self.k1 + r2 * (5.0 * self.k2 + r2 * (7.0 * self.k3)));
        let grows_at = |turn: f64| !(turn > 0.0 && turn < r2) || growth(turn) > 0.0;
        if !(growth(r2) > 0.0) {
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
    /// turns back onto itself.
    ///
    /// The derivative is symmetric: where it is positive definite all over a convex region, no two
    /// rays of that region appear in one place.
    pub(super) fn unfolded(&self, ideal: Vector2<f64>) -> Option<[f64; 3]> {
        let [xx, xy, yy] = self.derivative(ideal);
        let is_definite = xx > 0.0 && xx * yy > xy * xy;
        (is_definite && self.grows_to(ideal.norm_squared())).then_some([xx, xy, yy])
    }

    /// The ray `(x, y, 1)` that appears at a place of the plane z = 1: the inverse of
    /// [`distort`](Self::distort) by Newton's method, exact to rounding. Where no ray appears, what
    /// it returns is not distorted back to that place.
    pub fn undistort(&self, seen: Vector2<f64>) -> Vector2<f64> {
        if self.is_none() {
            return seen;
        }
        let (mut ideal, mut last) = (seen, Vector2::zeros());
        for _ in 0..UNDISTORT_STEPS {
            let Some([xx, xy, yy]) = self.unfolded(ideal) else {
                // Too far out: half-way back to the last place within, at first the middle.
                ideal = (ideal + last) * 0.5;
                continue;
            };
            last = ideal;
            let missing = seen - self.distort(ideal);
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
}
