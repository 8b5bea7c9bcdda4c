//! KITTI's boxes (rectified camera frame, bottom-face centre) and ours (vehicle frame, geometric
//! centre, z up). Converted here and nowhere else.

use std::f64::consts::FRAC_PI_2;

use nalgebra::{Isometry3, Matrix3, Rotation3, Translation3, UnitQuaternion, Vector3};
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};

/// A rectangle in the left colour image, pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ImageBox {
    /// Left edge.
    pub x1_px: f64,
    /// Upper edge.
    pub y1_px: f64,
    /// Right edge.
    pub x2_px: f64,
    /// Lower edge.
    pub y2_px: f64,
}

impl ImageBox {
    pub(super) fn from_array([x1_px, y1_px, x2_px, y2_px]: [f64; 4]) -> Self {
        Self {
            x1_px,
            y1_px,
            x2_px,
            y2_px,
        }
    }
}

/// A box as KITTI writes it: rectified camera frame (x right, y down, z forward).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraBox {
    /// Height, m.
    pub height_m: f64,
    /// Width, m.
    pub width_m: f64,
    /// Length, m.
    pub length_m: f64,
    /// Centre of the **bottom** face, camera frame.
    pub bottom_center_m: Vector3<f64>,
    /// Rotation about the camera's y axis: 0 = length along +x.
    pub rotation_y_rad: f64,
}

impl CameraBox {
    /// In KITTI's order: h w l x y z ry.
    pub(super) fn from_array([h, w, l, x, y, z, ry]: [f64; 7]) -> Self {
        Self {
            height_m: h,
            width_m: w,
            length_m: l,
            bottom_center_m: Vector3::new(x, y, z),
            rotation_y_rad: ry,
        }
    }

    /// Observation angle: ry − atan2(x, z).
    pub fn alpha_rad(&self) -> f64 {
        let p = &self.bottom_center_m;
        wrap_rad(self.rotation_y_rad - libm::atan2(p.x, p.z))
    }

    /// The eight corners, camera frame; the lower four first.
    pub fn corners_m(&self) -> [Vector3<f64>; 8] {
        let (s, c) = (
            libm::sin(self.rotation_y_rad),
            libm::cos(self.rotation_y_rad),
        );
        let (hl, hw) = (0.5 * self.length_m, 0.5 * self.width_m);
        let corner = |x: f64, z: f64, y: f64| {
            self.bottom_center_m + Vector3::new(c * x + s * z, y, c * z - s * x)
        };
        let footprint = [(hl, hw), (hl, -hw), (-hl, -hw), (-hl, hw)];
        std::array::from_fn(|i| {
            let (x, z) = footprint[i % 4];
            corner(x, z, if i < 4 { 0.0 } else { -self.height_m })
        })
    }
}

/// Where the rectified camera sits on the vehicle. The axes are permuted without a tilt, because
/// KITTI's boxes turn about the camera's own y axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mounting {
    /// The camera's origin in the vehicle frame (rear axle, on the ground).
    pub camera_in_ego_m: Vector3<f64>,
}

impl Mounting {
    /// `ego_from_camera`.
    pub fn ego_from_camera(&self) -> Isometry3<f64> {
        let axes = Matrix3::new(0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 0.0, -1.0, 0.0);
        Isometry3::from_parts(
            Translation3::from(self.camera_in_ego_m),
            UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(axes)),
        )
    }

    /// A KITTI box in the vehicle frame; yaw = −ry − π/2.
    pub fn vehicle_box(&self, camera_box: &CameraBox) -> OrientedBox {
        let p = &camera_box.bottom_center_m;
        OrientedBox {
            center_m: self.camera_in_ego_m
                + Vector3::new(p.z, -p.x, 0.5 * camera_box.height_m - p.y),
            size_m: Vector3::new(camera_box.length_m, camera_box.width_m, camera_box.height_m),
            yaw_rad: wrap_rad(-camera_box.rotation_y_rad - FRAC_PI_2),
        }
    }

    /// A box of the vehicle frame as KITTI writes it.
    pub fn camera_box(&self, vehicle_box: &OrientedBox) -> CameraBox {
        let p = vehicle_box.center_m - self.camera_in_ego_m;
        let size = &vehicle_box.size_m;
        CameraBox {
            height_m: size.z,
            width_m: size.y,
            length_m: size.x,
            bottom_center_m: Vector3::new(-p.y, 0.5 * size.z - p.z, p.x),
            rotation_y_rad: wrap_rad(-vehicle_box.yaw_rad - FRAC_PI_2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    const MOUNTING: Mounting = Mounting {
        camera_in_ego_m: Vector3::new(1.03, 0.0, 1.65),
    };

    #[test]
    fn a_car_driving_straight_ahead_faces_forward() {
        // ry = −π/2: heading (cos ry, −sin ry) in x-z is (0, 1), straight away from the camera.
        let b = CameraBox::from_array([1.5, 1.6, 4.0, 2.0, 1.65, 20.0, -FRAC_PI_2]);
        let ours = MOUNTING.vehicle_box(&b);
        assert_abs_diff_eq!(ours.yaw_rad, 0.0, epsilon = 1e-12);
        // 20 + 1.03 ahead, 2 to the right, bottom on the ground: centre at h/2.
        assert_abs_diff_eq!(
            ours.center_m,
            Vector3::new(21.03, -2.0, 0.75),
            epsilon = 1e-12
        );
    }

    #[test]
    fn axes_and_boxes_agree() {
        let p = MOUNTING.ego_from_camera() * nalgebra::Point3::new(2.0, 1.0, 20.0);
        assert_abs_diff_eq!(p.coords, Vector3::new(21.03, -2.0, 0.65), epsilon = 1e-12);
    }

    #[test]
    fn corners_span_the_box_above_its_bottom() {
        let b = CameraBox::from_array([2.0, 1.0, 4.0, 0.0, 1.0, 10.0, 0.0]);
        let corners = b.corners_m();
        assert_abs_diff_eq!(corners[0], Vector3::new(2.0, 1.0, 10.5), epsilon = 1e-12);
        assert_abs_diff_eq!(corners[6], Vector3::new(-2.0, -1.0, 9.5), epsilon = 1e-12);
        // ry = 0.1 turns the front towards −z: (2c + s/2, 1, 10 + c/2 − 2s) = (2.0399, 1, 10.2978)
        let turned = CameraBox {
            rotation_y_rad: 0.1,
            ..b
        };
        let front = turned.corners_m()[0];
        assert_abs_diff_eq!(
            front,
            Vector3::new(2.039_925, 1.0, 10.297_835),
            epsilon = 1e-5
        );
        // Observed from where it stands 2 m to the right and 10 m ahead: 0.1 − atan 0.2.
        let aside = CameraBox {
            bottom_center_m: Vector3::new(2.0, 1.0, 10.0),
            ..turned
        };
        assert_abs_diff_eq!(aside.alpha_rad(), 0.1 - 0.197_395_56, epsilon = 1e-7);
    }

    proptest! {
        #[test]
        fn the_corners_are_those_of_the_vehicle_box(
            x in -50.0..50.0_f64, z in -5.0..80.0_f64, ry in -3.1..3.1_f64,
        ) {
            let b = CameraBox::from_array([1.5, 1.7, 4.1, x, 1.6, z, ry]);
            let ours = MOUNTING.vehicle_box(&b);
            let lower = ours.footprint().corners_m();
            for corner in b.corners_m() {
                let p = MOUNTING.ego_from_camera() * nalgebra::Point3::from(corner);
                let off_m = lower.iter().map(|q| (p.coords.xy() - q).norm()).fold(f64::INFINITY, f64::min);
                let up_m = (p.z - ours.center_m.z).abs();
                prop_assert!(off_m < 1e-9 && (up_m - 0.75).abs() < 1e-9, "{p}");
            }
        }

        #[test]
        fn boxes_survive_the_round_trip(
            x in -50.0..50.0_f64, y in -3.0..3.0_f64, z in -5.0..80.0_f64, ry in -3.1..3.1_f64,
        ) {
            let b = CameraBox::from_array([1.5, 1.7, 4.1, x, y, z, ry]);
            let back = MOUNTING.camera_box(&MOUNTING.vehicle_box(&b));
            prop_assert!((back.bottom_center_m - b.bottom_center_m).norm() < 1e-9);
            prop_assert!(wrap_rad(back.rotation_y_rad - ry).abs() < 1e-9);
        }
    }
}
