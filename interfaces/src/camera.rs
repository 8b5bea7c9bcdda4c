//! Cameras: where one is mounted, and how rays become pixels.

use nalgebra::{Isometry3, Point3, Vector2, Vector3};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Steps of the fixed-point iteration that takes distortion away, at most: each at least halves
/// the error of lenses that one can buy.
const UNDISTORT_STEPS: usize = 100;
/// Steps shorter than this change no digit of a pixel.
const UNDISTORT_ENOUGH: f64 = 1e-15;

/// Lens distortion after Brown (1966), coefficients as OpenCV orders and signs them; all zero is
/// a perfect pinhole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
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

    /// The inverse of [`distort`](Self::distort), by fixed-point iteration; exact to rounding
    /// where the lens is monotone.
    pub fn undistort(&self, seen: Vector2<f64>) -> Vector2<f64> {
        if self.is_none() {
            return seen;
        }
        let mut ideal = seen;
        for _ in 0..UNDISTORT_STEPS {
            let step = seen - self.distort(ideal);
            ideal += step;
            if !(step.norm_squared() > UNDISTORT_ENOUGH * UNDISTORT_ENOUGH) {
                break;
            }
        }
        ideal
    }
}

/// How rays map to pixels; the centre of the top-left pixel is (0, 0).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Intrinsics {
    /// Image width.
    pub width_px: u32,
    /// Image height.
    pub height_px: u32,
    /// Focal length along x.
    pub fx_px: f64,
    /// Focal length along y.
    pub fy_px: f64,
    /// Principal point, x.
    pub cx_px: f64,
    /// Principal point, y.
    pub cy_px: f64,
    /// What the lens bends; none if absent.
    #[serde(default)]
    pub distortion: Distortion,
}

impl Intrinsics {
    /// A pinhole with square pixels that looks through the middle of its image.
    ///
    /// ```
    /// use trunkline_interfaces::Intrinsics;
    ///
    /// let lens = Intrinsics::pinhole(640, 360, 90_f64.to_radians());
    /// assert!((lens.fx_px - 320.0).abs() < 1e-9); // half the width, since tan 45° = 1
    /// ```
    pub fn pinhole(width_px: u32, height_px: u32, horizontal_fov_rad: f64) -> Self {
        let focal_px = 0.5 * f64::from(width_px) / libm::tan(0.5 * horizontal_fov_rad);
        Self {
            width_px,
            height_px,
            fx_px: focal_px,
            fy_px: focal_px,
            cx_px: 0.5 * (f64::from(width_px) - 1.0),
            cy_px: 0.5 * (f64::from(height_px) - 1.0),
            distortion: Distortion::default(),
        }
    }

    /// The pixel that shows a point of the camera frame; `None` behind the camera. It may lie
    /// outside the image.
    pub fn project(&self, point_m: &Point3<f64>) -> Option<Vector2<f64>> {
        if !(point_m.z > 0.0) {
            return None;
        }
        let ideal = Vector2::new(point_m.x / point_m.z, point_m.y / point_m.z);
        let seen = self.distortion.distort(ideal);
        Some(Vector2::new(
            self.fx_px * seen.x + self.cx_px,
            self.fy_px * seen.y + self.cy_px,
        ))
    }

    /// The ray `(x, y, 1)` of the camera frame that a pixel shows: times the depth along the
    /// optical axis it is the point.
    pub fn ray(&self, pixel: Vector2<f64>) -> Vector3<f64> {
        let seen = Vector2::new(
            (pixel.x - self.cx_px) / self.fx_px,
            (pixel.y - self.cy_px) / self.fy_px,
        );
        self.distortion.undistort(seen).push(1.0)
    }
}

/// A camera on the vehicle.
#[derive(Debug, Clone, PartialEq)]
pub struct CameraMount {
    /// Name, also the last part of its topics.
    pub name: String,
    /// How rays map to pixels.
    pub intrinsics: Intrinsics,
    /// Pose of the camera (x right, y down, z forward) in the vehicle frame.
    pub ego_from_camera: Isometry3<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn bent() -> Intrinsics {
        Intrinsics {
            distortion: Distortion {
                k1: -0.3,
                k2: 0.08,
                p1: 0.001,
                p2: -0.0005,
                k3: -0.01,
            },
            ..Intrinsics::pinhole(640, 360, 1.2)
        }
    }

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
    fn what_lies_behind_has_no_pixel() {
        let lens = Intrinsics::pinhole(640, 360, 1.2);
        assert_eq!(lens.project(&Point3::new(0.0, 0.0, -1.0)), None);
        assert_eq!(lens.project(&Point3::new(0.0, 0.0, f64::NAN)), None);
    }

    proptest! {
        #[test]
        fn a_pixels_ray_leads_back_to_the_pixel(u in 0.0..639.0_f64, v in 0.0..359.0_f64, depth_m in 0.5..200.0_f64) {
            let pixel = Vector2::new(u, v);
            let point = Point3::from(bent().ray(pixel) * depth_m);
            let again = bent().project(&point).unwrap();
            prop_assert!((again - pixel).norm() < 1e-6, "{pixel} became {again}");
        }
    }
}
