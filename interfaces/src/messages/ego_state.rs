//! Our vehicle's own motion.

use nalgebra::{
    Isometry3, Matrix3, Point3, Rotation3, Translation3, UnitQuaternion, Vector2, Vector3,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::geometry::{OrientedBox, Pose2, Rectangle, wrap_rad};
use crate::vehicle::VehicleParams;

/// State of the ego: pose of the rear axle's centre on the ground in the world frame, motion in
/// the vehicle frame (ISO 8855).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
        Pose2::at(self.position_m.xy(), self.yaw_rad)
    }

    /// Spatial pose of the vehicle frame, `world_from_ego`: Rz(yaw) · Ry(pitch) · Rx(roll)
    /// (ISO 8855).
    pub fn world_from_ego(&self) -> Isometry3<f64> {
        let (sy, cy) = (libm::sin(self.yaw_rad), libm::cos(self.yaw_rad));
        let (sp, cp) = (libm::sin(self.pitch_rad), libm::cos(self.pitch_rad));
        let (sr, cr) = (libm::sin(self.roll_rad), libm::cos(self.roll_rad));
        #[rustfmt::skip]
        let rotation = Matrix3::new(
            cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr,
            sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr,
            -sp,     cp * sr,                cp * cr,
        );
        Isometry3::from_parts(
            Translation3::from(self.position_m),
            UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(rotation)),
        )
    }

    /// A box of the vehicle frame in the world: upright there too, as boxes are.
    ///
    /// ```
    /// use nalgebra::Vector3;
    /// use trunkline_interfaces::geometry::OrientedBox;
    /// use trunkline_interfaces::messages::EgoState;
    ///
    /// let car_ahead = OrientedBox {
    ///     center_m: Vector3::new(10.0, 0.0, 0.75),
    ///     size_m: Vector3::new(4.5, 1.9, 1.5),
    ///     yaw_rad: 0.0,
    /// };
    /// let ego = EgoState {
    ///     position_m: Vector3::new(100.0, 50.0, 5.0),
    ///     yaw_rad: std::f64::consts::FRAC_PI_2,
    ///     ..EgoState::default()
    /// };
    /// let in_world = ego.world_box(&car_ahead); // 10 m ahead is 10 m to the north
    /// assert!((in_world.center_m - Vector3::new(100.0, 60.0, 5.75)).norm() < 1e-9);
    /// ```
    pub fn world_box(&self, vehicle_box: &OrientedBox) -> OrientedBox {
        let center = self.world_from_ego() * Point3::from(vehicle_box.center_m);
        OrientedBox {
            center_m: center.coords,
            size_m: vehicle_box.size_m,
            yaw_rad: wrap_rad(self.yaw_rad + vehicle_box.yaw_rad),
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

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn ego(yaw_rad: f64, pitch_rad: f64, roll_rad: f64) -> EgoState {
        EgoState {
            header: Header::default(),
            position_m: Vector3::new(1.0, 2.0, 3.0),
            yaw_rad,
            pitch_rad,
            roll_rad,
            velocity_mps: Vector2::zeros(),
            acceleration_mps2: Vector2::zeros(),
            yaw_rate_radps: 0.0,
            steering_rad: 0.0,
        }
    }

    #[test]
    fn the_spatial_pose_agrees_with_the_planar_one_on_flat_ground() {
        let ego = ego(0.7, 0.0, 0.0);
        let p = ego.world_from_ego() * nalgebra::Point3::new(4.0, -1.0, 0.5);
        let planar = ego.pose().transform_point(Vector2::new(4.0, -1.0));
        assert_abs_diff_eq!(p.x, planar.x, epsilon = 1e-12);
        assert_abs_diff_eq!(p.y, planar.y, epsilon = 1e-12);
        assert_abs_diff_eq!(p.z, 3.5, epsilon = 1e-12);
    }

    #[test]
    fn positive_pitch_puts_the_nose_down_and_positive_roll_the_right_side() {
        // sin 0.1 = 0.0998334
        let nose = ego(0.0, 0.1, 0.0).world_from_ego() * nalgebra::Point3::new(1.0, 0.0, 0.0);
        assert_abs_diff_eq!(nose.z, 3.0 - 0.099_833_4, epsilon = 1e-6);
        let right = ego(0.0, 0.0, 0.1).world_from_ego() * nalgebra::Point3::new(0.0, -1.0, 0.0);
        assert_abs_diff_eq!(right.z, 3.0 - 0.099_833_4, epsilon = 1e-6);
    }

    #[test]
    fn yaw_pitch_and_roll_are_turns_about_the_vehicle_s_own_axes_in_that_order() {
        let ego = ego(0.7, -0.2, 0.3);
        let turns = nalgebra::Rotation3::from_axis_angle(&Vector3::z_axis(), 0.7)
            * nalgebra::Rotation3::from_axis_angle(&Vector3::y_axis(), -0.2)
            * nalgebra::Rotation3::from_axis_angle(&Vector3::x_axis(), 0.3);
        let point = nalgebra::Point3::new(4.0, -1.0, 0.5);
        let expected = turns * point + ego.position_m;
        assert_abs_diff_eq!(ego.world_from_ego() * point, expected, epsilon = 1e-12);
    }
    proptest! {
        #[test]
        fn the_footprint_of_a_box_moves_with_the_ego(
            x in -1e3..1e3_f64, y in -1e3..1e3_f64, yaw in -3.1..3.1_f64,
        ) {
            let ego = EgoState { position_m: Vector3::new(x, y, 7.0), ..ego(yaw, 0.0, 0.0) };
            let seen = OrientedBox {
                center_m: Vector3::new(10.0, -2.0, 0.75),
                size_m: Vector3::new(4.5, 1.9, 1.5),
                yaw_rad: 0.3,
            };
            let moved = ego.world_box(&seen);
            prop_assert!((moved.center_m.z - 7.75).abs() < 1e-9 && moved.size_m == seen.size_m);
            let corners = seen.footprint().corners_m().map(|p| ego.pose().transform_point(p));
            for (there, here) in moved.footprint().corners_m().iter().zip(corners) {
                prop_assert!((there - here).norm() < 1e-9);
            }
        }
    }
}
