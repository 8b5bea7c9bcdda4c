//! Where the camera stands.

use nalgebra::{Isometry3, Matrix3, Vector3};

use crate::error::RenderError;

/// Positions farther from the origin than this are refused: their metres lose their millimetres.
const FARTHEST_M: f64 = 1e9;

/// Pose of a camera.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// Where it stands.
    pub(crate) eye_m: Vector3<f64>,
    pub(crate) camera_from_world: Matrix3<f64>,
    /// Columns are the camera's axes in the world.
    pub(crate) world_from_camera_f32: Matrix3<f32>,
}

impl View {
    pub(crate) fn new(world_from_camera: &Isometry3<f64>) -> Result<Self, RenderError> {
        let eye_m = world_from_camera.translation.vector;
        let turn = world_from_camera.rotation.to_rotation_matrix().into_inner();
        let is_rotation = (turn.determinant() - 1.0).abs() < 1e-6;
        if !(eye_m.norm() < FARTHEST_M) || !is_rotation {
            return Err(RenderError::Pose);
        }
        Ok(Self {
            eye_m,
            camera_from_world: turn.transpose(),
            world_from_camera_f32: turn.cast(),
        })
    }
}
