//! Where a camera sits on the vehicle.

use nalgebra::Isometry3;

use super::intrinsics::Intrinsics;

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
