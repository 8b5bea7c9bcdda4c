//! Lumps of leaves.

use trunkline_interfaces::Random;

use super::super::materials::between;
use super::growth::leaves;
use crate::models::MeshBuilder;
use crate::texture::{chance, hash};

/// A lump of leaves of uneven outline.
pub(super) struct Clump {
    pub(super) centre_m: [f32; 3],
    pub(super) radii_m: [f32; 3],
    /// Sides and rings of its grid.
    pub(super) grid: [u32; 2],
    /// How far its outline goes in and out, as a share of the radius.
    pub(super) rough: f32,
}

impl Clump {
    pub(super) fn add(&self, b: &mut MeshBuilder, albedo: [f32; 3], random: &mut Random) {
        let seed = hash(random.index(1 << 30) as u32);
        let rough = self.rough;
        b.surface(leaves(albedo));
        b.lump(self.centre_m, self.radii_m, self.grid, |unit| {
            // A place on a grid of directions: vertices next to each other draw apart.
            let [x, y, z] = unit.map(|v| (v * 9.0) as i32);
            1.0 + rough * (2.0 * chance(x * 31 + z, y, seed) - 1.0)
        });
    }
}

/// A colour a little lighter, darker, yellower.
pub(super) fn tone(albedo: [f32; 3], random: &mut Random) -> [f32; 3] {
    let light = between(random, 0.8, 1.2);
    let yellow = between(random, 0.9, 1.12);
    [
        albedo[0] * light * yellow,
        albedo[1] * light,
        albedo[2] * light * (2.0 - yellow),
    ]
}

/// The same in the shade of what is above.
pub(super) fn shaded(albedo: [f32; 3], light: f32) -> [f32; 3] {
    albedo.map(|x| x * light)
}
