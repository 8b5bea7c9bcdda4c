//! A camera and where it looks from.

use nalgebra::{Isometry3, Quaternion, UnitQuaternion, Vector3};

use trunkline_interfaces::{CameraMount, Intrinsics};
use trunkline_render::Sensor;

use super::pose::turned;

/// A camera of the ego.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    /// Name, lens and place.
    pub mount: CameraMount,
    /// Lens and sensor faults.
    pub sensor: Sensor,
}

impl Camera {
    /// Where a camera sits unless told otherwise, vehicle frame: behind the windscreen.
    pub const WINDSCREEN_M: Vector3<f64> = Vector3::new(1.5, 0.0, 1.4);

    /// A camera at a place of the vehicle frame that looks to a yaw (0 is ahead, to the left is
    /// positive) and a pitch (down is positive).
    ///
    /// ```
    /// use nalgebra::{Point3, Vector3};
    /// use trunkline_interfaces::Intrinsics;
    /// use trunkline_world::Camera;
    ///
    /// let lens = Intrinsics::pinhole(640, 360, 1.2);
    /// let front = Camera::looking("front", lens, Vector3::new(1.6, 0.0, 1.4), 0.0, 0.0);
    /// let ahead = front.mount.ego_from_camera * Point3::new(0.0, 0.0, 10.0);
    /// assert!((ahead - Point3::new(11.6, 0.0, 1.4)).norm() < 1e-12);
    /// ```
    pub fn looking(
        name: &str,
        intrinsics: Intrinsics,
        position_m: Vector3<f64>,
        yaw_rad: f64,
        pitch_rad: f64,
    ) -> Self {
        // Camera axes right, down, forward are -y, -z, x of the vehicle.
        let ahead = UnitQuaternion::new_unchecked(Quaternion::new(0.5, -0.5, 0.5, -0.5));
        let ego_from_camera =
            Isometry3::from_parts(position_m.into(), turned(yaw_rad, pitch_rad, 0.0) * ahead);
        Self {
            mount: CameraMount {
                name: name.to_owned(),
                intrinsics,
                ego_from_camera,
            },
            sensor: Sensor::default(),
        }
    }

    /// The same camera, turned about the axis along which it looks: clockwise is positive.
    #[must_use]
    pub fn rolled(mut self, roll_rad: f64) -> Self {
        // That axis is the camera's z.
        self.mount.ego_from_camera.rotation *= turned(roll_rad, 0.0, 0.0);
        self
    }
}
