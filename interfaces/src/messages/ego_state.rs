//! Our vehicle's own motion.

use nalgebra::{Vector2, Vector3};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::geometry::{OrientedBox, Pose2, Rectangle};
use crate::vehicle::VehicleParams;

/// State of the ego: pose of the rear axle's centre on the ground in the world frame, motion in
/// the vehicle frame (ISO 8855).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EgoState {
    /// Time and order.
    pub header: Header,
    /// Rear axle's centre on the ground, world.
    #[schemars(with = "[f64; 3]")]
    pub position_m: Vector3<f64>,
    /// Yaw in the world, (-π, π].
    pub yaw_rad: f64,
    /// Pitch, nose down positive (ISO 8855).
    pub pitch_rad: f64,
    /// Roll, right side down positive (ISO 8855).
    pub roll_rad: f64,
    /// Velocity of the rear axle's centre `[forward, left]`.
    #[schemars(with = "[f64; 2]")]
    pub velocity_mps: Vector2<f64>,
    /// Acceleration of the rear axle's centre `[forward, left]`, centripetal part included.
    #[schemars(with = "[f64; 2]")]
    pub acceleration_mps2: Vector2<f64>,
    /// Yaw rate.
    pub yaw_rate_radps: f64,
    /// Mean angle of the front wheels, left positive.
    pub steering_rad: f64,
}

impl EgoState {
    /// Planar pose of the rear axle, `world_from_ego`.
    pub fn pose(&self) -> Pose2 {
        Pose2 {
            x_m: self.position_m.x,
            y_m: self.position_m.y,
            yaw_rad: self.yaw_rad,
        }
    }

    /// Signed forward speed.
    pub fn speed_mps(&self) -> f64 {
        self.velocity_mps.x
    }

    /// Outline on the ground.
    pub fn footprint(&self, vehicle: &VehicleParams) -> Rectangle {
        vehicle.footprint(&self.pose())
    }

    /// The vehicle's box in the world.
    pub fn bbox(&self, vehicle: &VehicleParams) -> OrientedBox {
        let center = self.pose().forward(vehicle.center_from_rear_axle_m());
        OrientedBox {
            center_m: Vector3::new(
                center.x_m,
                center.y_m,
                self.position_m.z + 0.5 * vehicle.height_m,
            ),
            size_m: Vector3::new(vehicle.length_m, vehicle.width_m, vehicle.height_m),
            yaw_rad: self.yaw_rad,
        }
    }
}

impl Validate for EgoState {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("EgoState");
        check.finite("position_m", self.position_m.as_slice())?;
        check.finite(
            "orientation",
            &[self.yaw_rad, self.pitch_rad, self.roll_rad],
        )?;
        check.finite("velocity_mps", self.velocity_mps.as_slice())?;
        check.finite("acceleration_mps2", self.acceleration_mps2.as_slice())?;
        check.finite("yaw_rate_radps", &[self.yaw_rate_radps])?;
        check.finite("steering_rad", &[self.steering_rad])
    }
}
