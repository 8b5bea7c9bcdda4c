//! What the stack knows about its own vehicle.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geometry::{Pose2, Rectangle};

/// Dimensions and limits of the ego; the values are those of a mid-size car
/// (nuPlan's Pacifica is 5.176 × 2.297 m with a wheelbase of 3.089 m; ours is smaller).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VehicleParams {
    /// Overall length, m.
    pub length_m: f64,
    /// Overall width without mirrors, m.
    pub width_m: f64,
    /// Overall height, m.
    pub height_m: f64,
    /// Distance between the axles, m.
    pub wheelbase_m: f64,
    /// Rear bumper to rear axle, m.
    pub rear_overhang_m: f64,
    /// Largest mean angle of the front wheels, rad.
    pub max_steering_rad: f64,
    /// Largest rate of that angle, rad/s.
    pub max_steering_rate_radps: f64,
    /// Strongest drive acceleration, m/s².
    pub max_acceleration_mps2: f64,
    /// Strongest braking on dry road, m/s² (positive).
    pub max_braking_mps2: f64,
}

impl Default for VehicleParams {
    fn default() -> Self {
        Self {
            length_m: 4.6,
            width_m: 1.85,
            height_m: 1.5,
            wheelbase_m: 2.75,
            rear_overhang_m: 0.95,
            max_steering_rad: 0.6,
            max_steering_rate_radps: 0.7,
            max_acceleration_mps2: 3.0,
            max_braking_mps2: 8.0,
        }
    }
}

impl VehicleParams {
    /// Distance from the rear axle forward to the centre of the outline, m.
    pub fn center_from_rear_axle_m(&self) -> f64 {
        0.5 * self.length_m - self.rear_overhang_m
    }

    /// Distance from the rear axle to the front bumper, m.
    pub fn front_from_rear_axle_m(&self) -> f64 {
        self.length_m - self.rear_overhang_m
    }

    /// Outline on the ground for a pose of the rear axle.
    pub fn footprint(&self, world_from_ego: &Pose2) -> Rectangle {
        Rectangle::new(
            world_from_ego.forward(self.center_from_rear_axle_m()),
            self.length_m,
            self.width_m,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::Vector2;

    #[test]
    fn the_outline_lies_around_the_axles() {
        let car = VehicleParams::default();
        // 4.6 m long with 0.95 m behind the rear axle: centre 1.35 m, front 3.65 m ahead of it.
        assert_abs_diff_eq!(car.center_from_rear_axle_m(), 1.35, epsilon = 1e-12);
        assert_abs_diff_eq!(car.front_from_rear_axle_m(), 3.65, epsilon = 1e-12);
        let outline = car.footprint(&Pose2::new(10.0, 5.0, std::f64::consts::FRAC_PI_2));
        let [rear_left, rear_right] = [outline.corners_m()[1], outline.corners_m()[2]];
        assert_abs_diff_eq!(rear_left, Vector2::new(9.075, 4.05), epsilon = 1e-12);
        assert_abs_diff_eq!(rear_right, Vector2::new(10.925, 4.05), epsilon = 1e-12);
        assert_abs_diff_eq!(outline.front_edge_m()[0].y, 8.65, epsilon = 1e-12);
    }
}
