//! Headlights: of the ego, and of the nearest others.

use nalgebra::{Isometry3, Point3, Vector3};

use trunkline_interfaces::VehicleParams;
use trunkline_render::{Conditions, PointLight, Sky, TimeOfDay};

/// A cone of light from a headlight.
struct Beam {
    /// Cosine of half its angle.
    cos_half_angle: f32,
    /// How far it points to the left and down, as slopes.
    aside_down: [f64; 2],
    intensity: f32,
    reach_m: f32,
}

/// Low beam of both lamps as one. Cones are round, a low beam is flat and wide: three spots side by
/// side (half angle 2.5° around 2.2° downwards, so that nothing of them blinds) for the road from
/// 10 to 40 m, two wider ones (5.5° around 3.4°) for what is nearer, and a fan of seven (9° around
/// 3.5°, 6° apart) for the edges of the road; neighbours overlap, so that none shows. On a level
/// road the sum falls off from 5 m on; little of it goes above the horizon.
const LOW_BEAM: [Beam; 12] = [
    beam(0.999_048, [0.0, 0.0384], 330.0, 90.0),
    beam(0.999_048, [0.0437, 0.0384], 290.0, 90.0),
    beam(0.999_048, [-0.0437, 0.0384], 290.0, 90.0),
    beam(0.995_396, [0.048, 0.0594], 100.0, 60.0),
    beam(0.995_396, [-0.048, 0.0594], 100.0, 60.0),
    beam(0.987_688, [0.0, 0.0612], 40.0, 40.0),
    beam(0.987_688, [0.1051, 0.0612], 34.0, 40.0),
    beam(0.987_688, [-0.1051, 0.0612], 34.0, 40.0),
    beam(0.987_688, [0.2126, 0.0612], 25.0, 40.0),
    beam(0.987_688, [-0.2126, 0.0612], 25.0, 40.0),
    beam(0.987_688, [0.3249, 0.0612], 16.0, 40.0),
    beam(0.987_688, [-0.3249, 0.0612], 16.0, 40.0),
];
/// Of another vehicle: 8° and 20° around 6° and 16° downwards.
const OTHERS: [Beam; 2] = [
    beam(0.990_268, [0.0, 0.1051], 150.0, 60.0),
    beam(0.939_693, [0.0, 0.2868], 12.0, 30.0),
];
/// Height of headlights, m.
const LAMP_M: f64 = 0.68;
/// Colour of the light.
const WHITE: [f32; 3] = [1.0, 0.95, 0.86];

const fn beam(cos_half_angle: f32, aside_down: [f64; 2], intensity: f32, reach_m: f32) -> Beam {
    Beam {
        cos_half_angle,
        aside_down,
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
    let [left, down] = beam.aside_down;
    let ahead = Vector3::new(1.0, left, -down);
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
pub(super) fn of_ego(world_from_ego: &Isometry3<f64>) -> [PointLight; LOW_BEAM.len()] {
    let front_m = VehicleParams::default().front_from_rear_axle_m();
    let at_m = Point3::new(front_m, 0.0, LAMP_M);
    LOW_BEAM.map(|beam| light(world_from_ego, at_m, &beam))
}
