//! What stands where, and what shines.

use std::sync::Arc;

use nalgebra::{Isometry3, Point3, Vector3};

use crate::conditions::Conditions;
use crate::mesh::{Lamp, Mesh};

/// Which lamps are lit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lamps(u16);

impl Lamps {
    /// Also this one.
    #[must_use]
    pub const fn with(self, lamp: Lamp) -> Self {
        Self(self.0 | 1 << lamp as u16)
    }

    /// Whether it is lit.
    pub const fn is_lit(self, lamp: Lamp) -> bool {
        self.0 & (1 << lamp as u16) != 0
    }
}

/// A mesh in its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The shape.
    pub mesh: Arc<Mesh>,
    /// Where it stands.
    pub world_from_mesh: Isometry3<f64>,
    /// Colour of its tinted surfaces, linear RGB.
    pub tint: [f32; 3],
    /// Lamps that are lit.
    pub lamps: Lamps,
    /// The road user that it is a part of, for labels; several parts may share one.
    pub object: Option<u16>,
}

/// A lamp that lights its surroundings at dusk and night.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointLight {
    /// Where, world.
    pub position_m: Point3<f64>,
    /// Where it shines to, world, unit length.
    pub direction: Vector3<f64>,
    /// Cosine of half the angle of its cone. The light falls from all of it along `direction` to
    /// nothing at the cone's rim, with the square of the cosine's share of the way: -1 reaches every
    /// side, a quarter of it at a right angle, nothing straight back.
    pub cos_half_angle: f32,
    /// Light at one metre, linear RGB; 1 is a white wall in the sun.
    pub intensity: [f32; 3],
    /// Nothing farther away is lit.
    pub reach_m: f32,
}

/// Everything that a picture can show.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    /// What never moves, in pieces small enough to be left out when out of sight.
    pub backdrop: Arc<Vec<Placed>>,
    /// What moves or switches.
    pub moving: Vec<Placed>,
    /// Lamps.
    pub lights: Vec<PointLight>,
    /// Light and weather.
    pub conditions: Conditions,
}
