//! Places on the ground, as files give them.

use nalgebra::Vector2;
use serde::{Deserialize, Serialize};

use trunkline_interfaces::geometry::Pose2;

/// A point on the ground, world frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundPoint {
    /// East, m.
    pub x_m: f64,
    /// North, m.
    pub y_m: f64,
}

impl GroundPoint {
    /// As a vector.
    pub fn position_m(self) -> Vector2<f64> {
        Vector2::new(self.x_m, self.y_m)
    }
}

/// A pose on the ground, world frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundPose {
    /// East, m.
    pub x_m: f64,
    /// North, m.
    pub y_m: f64,
    /// Yaw counter-clockwise from east, rad.
    pub yaw_rad: f64,
}

impl GroundPose {
    /// As a pose.
    pub fn pose(self) -> Pose2 {
        Pose2::new(self.x_m, self.y_m, self.yaw_rad)
    }
}

impl From<Pose2> for GroundPoint {
    fn from(pose: Pose2) -> Self {
        Self {
            x_m: pose.x_m,
            y_m: pose.y_m,
        }
    }
}

impl From<Pose2> for GroundPose {
    fn from(pose: Pose2) -> Self {
        Self {
            x_m: pose.x_m,
            y_m: pose.y_m,
            yaw_rad: pose.yaw_rad,
        }
    }
}
