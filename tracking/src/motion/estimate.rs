//! What a filter says of its agent.

use nalgebra::{Matrix2, Matrix4, Vector2};

/// Position and motion of an agent, world frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    /// Centre of the box.
    pub(crate) center_m: Vector2<f64>,
    pub(crate) yaw_rad: f64,
    /// Velocity of the centre.
    pub(crate) velocity_mps: Vector2<f64>,
    pub(crate) yaw_rate_radps: f64,
    /// Covariance of `[x, y, yaw, speed]`.
    pub(crate) covariance: Matrix4<f64>,
}

impl Estimate {
    /// Covariance of the centre.
    pub(crate) fn position_covariance_m2(&self) -> Matrix2<f64> {
        self.covariance.fixed_view::<2, 2>(0, 0).into_owned()
    }
}
