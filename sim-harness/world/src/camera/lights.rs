//! Headlights: of the ego, and of the nearest others.

use nalgebra::{Isometry3, Point3, Vector3};

use trunkline_interfaces::VehicleParams;
use trunkline_render::{Conditions, PointLight, Sky, TimeOfDay};

/// Cosine of half the angle of a headlight's cone: 25°.
const HEADLIGHT_CONE: f32 = 0.906;
/// Low beam, m.
const HEADLIGHT_REACH_M: f32 = 60.0;
/// How far a low beam points down, as a slope: 1 % is what the law asks, and the cone's own width
/// makes it more.
const HEADLIGHT_DIP: f64 = 0.06;

/// Whether one drives with light.
pub(super) fn are_lit(conditions: Conditions) -> bool {
    conditions.time != TimeOfDay::Day || matches!(conditions.sky, Sky::Rain | Sky::Fog)
}

/// Whether the light of lamps is seen on what they shine at.
pub(super) fn is_dark(conditions: Conditions) -> bool {
    conditions.time != TimeOfDay::Day
}

/// One headlight at a point of a vehicle.
pub(super) fn headlight(world_from_vehicle: &Isometry3<f64>, at_m: Point3<f64>) -> PointLight {
    let ahead = Vector3::new(1.0, 0.0, -HEADLIGHT_DIP);
    PointLight {
        position_m: world_from_vehicle * at_m,
        direction: world_from_vehicle.rotation * (ahead / ahead.norm()),
        cos_half_angle: HEADLIGHT_CONE,
        intensity: [60.0, 57.0, 50.0],
        reach_m: HEADLIGHT_REACH_M,
    }
}

/// The ego's two.
pub(super) fn of_ego(world_from_ego: &Isometry3<f64>) -> [PointLight; 2] {
    let vehicle = VehicleParams::default();
    let front_m = vehicle.front_from_rear_axle_m() - 0.15;
    let side_m = 0.38 * vehicle.width_m;
    [side_m, -side_m].map(|y| headlight(world_from_ego, Point3::new(front_m, y, 0.68)))
}
