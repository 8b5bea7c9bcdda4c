//! Headlights: of the ego, and of the nearest others.

use nalgebra::{Isometry3, Point3, Vector3};

use trunkline_interfaces::VehicleParams;
use trunkline_render::{Conditions, PointLight, Sky, TimeOfDay};

/// A cone of light from a headlight.
struct Beam {
    /// Cosine of half its angle.
    cos_half_angle: f32,
    /// How far it points down, as a slope.
    dip: f64,
    intensity: f32,
    reach_m: f32,
}

/// Low beam of both lamps as one. Each cone is wider, weaker and points down more than the one
/// before, with its upper edge at the horizon, so that the road is lit about evenly from bumper to
/// 20 m and nobody ahead is lit above the height of the lamps: half angles of 3°, 6°, 10°, 16°,
/// 26° and 40° around 3.2°, 6°, 9.5°, 14.5°, 23° and 36° downwards.
const LOW_BEAM: [Beam; 6] = [
    beam(0.99863, 0.0559, 600.0, 90.0),
    beam(0.99452, 0.1051, 160.0, 70.0),
    beam(0.98481, 0.1673, 45.0, 40.0),
    beam(0.96126, 0.2586, 5.0, 30.0),
    beam(0.89879, 0.4245, 3.0, 20.0),
    beam(0.76604, 0.7265, 1.2, 15.0),
];
/// Of another vehicle: half angles of 6° and 14° around 6° and 13° downwards.
const OTHERS: [Beam; 2] = [
    beam(0.99452, 0.1051, 160.0, 60.0),
    beam(0.9703, 0.2309, 12.0, 30.0),
];
/// Height of headlights, m.
const LAMP_M: f64 = 0.68;
/// Colour of the light.
const WHITE: [f32; 3] = [1.0, 0.95, 0.86];

const fn beam(cos_half_angle: f32, dip: f64, intensity: f32, reach_m: f32) -> Beam {
    Beam {
        cos_half_angle,
        dip,
        intensity,
        reach_m,
    }
}

/// Whether one drives with light.
pub(super) fn are_lit(conditions: Conditions) -> bool {
    conditions.time != TimeOfDay::Day || matches!(conditions.sky, Sky::Rain | Sky::Fog)
}

/// Whether the light of lamps is seen on what they shine at.
pub(super) fn is_dark(conditions: Conditions) -> bool {
    conditions.time != TimeOfDay::Day
}

fn light(world_from_vehicle: &Isometry3<f64>, at_m: Point3<f64>, beam: &Beam) -> PointLight {
    let ahead = Vector3::new(1.0, 0.0, -beam.dip);
    PointLight {
        position_m: world_from_vehicle * at_m,
        direction: world_from_vehicle.rotation * (ahead / ahead.norm()),
        cos_half_angle: beam.cos_half_angle,
        intensity: WHITE.map(|share| share * beam.intensity),
        reach_m: beam.reach_m,
    }
}

/// What another vehicle lights up, from the middle of its front.
pub(super) fn of_other(world_from_vehicle: &Isometry3<f64>, front_m: f64) -> [PointLight; 2] {
    let at_m = Point3::new(front_m, 0.0, LAMP_M);
    OTHERS.map(|beam| light(world_from_vehicle, at_m, &beam))
}

/// What the ego lights up.
pub(super) fn of_ego(world_from_ego: &Isometry3<f64>) -> [PointLight; 6] {
    let front_m = VehicleParams::default().front_from_rear_axle_m();
    let at_m = Point3::new(front_m, 0.0, LAMP_M);
    LOW_BEAM.map(|beam| light(world_from_ego, at_m, &beam))
}
