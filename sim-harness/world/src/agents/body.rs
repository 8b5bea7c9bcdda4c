//! A road user as others see it.

use nalgebra::{Vector2, Vector3};

use trunkline_interfaces::geometry::{OrientedBox, Pose2, Rectangle};
use trunkline_interfaces::{AgentClass, AgentId};

/// A road user as others see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body {
    pub(crate) id: AgentId,
    pub(crate) class: AgentClass,
    pub(crate) size_m: Vector3<f64>,
    pub(crate) pose: Pose2,
    /// Height of the ground under it.
    pub(crate) elevation_m: f64,
    pub(crate) velocity_mps: Vector2<f64>,
    pub(crate) yaw_rate_radps: f64,
}

impl Body {
    pub(crate) fn footprint(&self) -> Rectangle {
        Rectangle::new(self.pose, self.size_m.x, self.size_m.y)
    }

    pub(crate) fn bbox(&self) -> OrientedBox {
        OrientedBox {
            center_m: Vector3::new(
                self.pose.x_m,
                self.pose.y_m,
                self.elevation_m + 0.5 * self.size_m.z,
            ),
            size_m: self.size_m,
            yaw_rad: self.pose.yaw_rad,
        }
    }
}
