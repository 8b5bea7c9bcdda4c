//! How rays become pixels, and pixels rays.

use nalgebra::{Point3, Vector2, Vector3};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::distortion::Distortion;

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

    /// The pixel that shows a point of the camera frame; `None` behind the camera, and farther out
    /// than a bent lens surely shows every ray once. It may lie outside the image.
    pub fn project(&self, point_m: &Point3<f64>) -> Option<Vector2<f64>> {
        if !(point_m.z > 0.0) {
            return None;
        }
        let ideal = Vector2::new(point_m.x / point_m.z, point_m.y / point_m.z);
        let seen = if self.distortion.is_none() {
            ideal
        } else {
            self.distortion.unfolded(ideal)?;
            self.distortion.distort(ideal)
        };
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

#[cfg(test)]
mod tests {
    use super::*;
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
    fn what_lies_behind_has_no_pixel() {
        let lens = Intrinsics::pinhole(640, 360, 1.2);
        assert_eq!(lens.project(&Point3::new(0.0, 0.0, -1.0)), None);
        assert_eq!(lens.project(&Point3::new(0.0, 0.0, f64::NAN)), None);
    }

    #[test]
    fn what_a_lens_would_fold_back_into_the_image_has_no_pixel() {
        let distortion = Distortion {
            k1: -0.2,
            ..Distortion::default()
        };
        let lens = Intrinsics {
            distortion,
            ..Intrinsics::pinhole(640, 360, 1.2)
        };
        // 2 · (1 − 0.2 · 4) = 0.4 would lie well inside; it turns back at √(1 / 0.6) = 1.291.
        assert_eq!(lens.project(&Point3::new(2.0, 0.0, 1.0)), None);
        assert_eq!(lens.project(&Point3::new(0.0, 1.292, 1.0)), None);
        assert!(lens.project(&Point3::new(0.0, 1.29, 1.0)).is_some());
        // Where r⁴ bends the image out again (beyond √2) it stays without pixels.
        let twice = Distortion {
            k1: -0.5,
            k2: 0.1,
            ..Distortion::default()
        };
        let lens = Intrinsics {
            distortion: twice,
            ..lens
        };
        assert_eq!(lens.project(&Point3::new(1.5, 0.0, 1.0)), None);
        assert!(lens.project(&Point3::new(0.9, 0.0, 1.0)).is_some());
    }

    fn some_lens() -> impl Strategy<Value = Intrinsics> {
        let small = -0.002..0.002_f64;
        (
            -0.25..0.4_f64,
            -0.02..0.02_f64,
            small.clone(),
            small,
            -0.005..0.005_f64,
        )
            .prop_map(|(k1, k2, p1, p2, k3)| Intrinsics {
                distortion: Distortion { k1, k2, p1, p2, k3 },
                ..Intrinsics::pinhole(640, 360, 1.0)
            })
    }

    proptest! {
        #[test]
        fn any_lens_shows_the_ray_of_a_pixel_at_that_pixel(lens in some_lens(), u in 0.0..639.0_f64, v in 0.0..359.0_f64, depth_m in 0.5..200.0_f64) {
            let pixel = Vector2::new(u, v);
            let point = Point3::from(lens.ray(pixel) * depth_m);
            let again = lens.project(&point).unwrap();
            prop_assert!((again - pixel).norm() < 1e-9, "{pixel} became {again}");
        }

        #[test]
        fn a_point_with_a_pixel_lies_on_that_pixels_ray(lens in some_lens(), x in -3.0..3.0_f64, y in -3.0..3.0_f64) {
            if let Some(pixel) = lens.project(&Point3::new(x, y, 1.0)) {
                let ray = lens.ray(pixel);
                prop_assert!((ray - Vector3::new(x, y, 1.0)).norm() < 1e-6, "({x}, {y}) became {ray}");
            }
        }

        #[test]
        fn points_far_outside_of_a_barrel_have_no_pixel(lens in some_lens(), k1 in -0.25..-0.1_f64, way_rad in 0.0..6.2_f64, r in 2.2..1e6_f64) {
            // It turns back at √(1 / 0.3) = 1.83 at most.
            let distortion = Distortion { k1, k2: 0.0, k3: 0.0, ..lens.distortion };
            let lens = Intrinsics { distortion, ..lens };
            let point = Point3::new(r * way_rad.cos(), r * way_rad.sin(), 1.0);
            prop_assert_eq!(lens.project(&point), None);
        }

        #[test]
        fn a_pixels_ray_leads_back_to_the_pixel(u in 0.0..639.0_f64, v in 0.0..359.0_f64, depth_m in 0.5..200.0_f64) {
            let pixel = Vector2::new(u, v);
            let point = Point3::from(bent().ray(pixel) * depth_m);
            let again = bent().project(&point).unwrap();
            prop_assert!((again - pixel).norm() < 1e-6, "{pixel} became {again}");
        }
    }

    #[test]
    fn a_pinhole_looks_through_the_middle_of_its_image() {
        // Pixels are at their centres: of 640 the middle lies between 319 and 320.
        let lens = Intrinsics::pinhole(640, 360, 60_f64.to_radians());
        assert_eq!((lens.cx_px, lens.cy_px), (319.5, 179.5));
        // 320 / tan 30° = 320·√3
        let focal_px = 320.0 * 3.0_f64.sqrt();
        assert!((lens.fx_px - focal_px).abs() < 1e-9 && lens.fy_px == lens.fx_px);
        assert_eq!(lens.project(&Point3::new(0.0, 0.0, 0.0)), None);
    }
}
