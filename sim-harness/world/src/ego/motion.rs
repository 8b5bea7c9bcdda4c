//! Pose and motion of the rear axle's centre: what every vehicle model steps forward.

use nalgebra::{Vector2, Vector3};

use trunkline_interfaces::geometry::{Pose2, wrap_rad};
use trunkline_interfaces::messages::{EgoState, Header};

/// Planar motion of the rear axle's centre; velocity and acceleration in the vehicle frame.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Motion {
    /// Rear axle's centre in the world.
    pub pose: Pose2,
    /// Velocity `[forward, left]`.
    pub velocity_mps: Vector2<f64>,
    /// Acceleration `[forward, left]`, centripetal part included.
    pub acceleration_mps2: Vector2<f64>,
    /// Yaw rate.
    pub yaw_rate_radps: f64,
    /// Mean angle of the front wheels, left positive.
    pub steering_rad: f64,
}

impl Motion {
    /// Rolling straight on at a speed.
    pub(crate) fn rolling(pose: Pose2, speed_mps: f64) -> Self {
        Self {
            pose,
            velocity_mps: Vector2::new(speed_mps, 0.0),
            ..Self::default()
        }
    }

    /// Forward speed.
    pub(crate) fn speed_mps(&self) -> f64 {
        self.velocity_mps.x
    }

    /// The motion as the message says it, on ground of the given height and pitch (nose down positive).
    pub(crate) fn to_ego_state(self, header: Header, elevation_m: f64, pitch_rad: f64) -> EgoState {
        EgoState {
            header,
            position_m: Vector3::new(self.pose.x_m, self.pose.y_m, elevation_m),
            yaw_rad: wrap_rad(self.pose.yaw_rad),
            pitch_rad,
            roll_rad: 0.0,
            velocity_mps: self.velocity_mps,
            acceleration_mps2: self.acceleration_mps2,
            yaw_rate_radps: self.yaw_rate_radps,
            steering_rad: self.steering_rad,
        }
    }
}
