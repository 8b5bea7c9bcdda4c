//! What all plants share: surfaces, detail, height.

use trunkline_interfaces::SemanticClass;

use super::super::materials::matt;
use crate::mesh::{Mesh, Surface, Texture};

/// How many triangles it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Up to 400.
    Near,
    /// Up to 120.
    Far,
    /// Up to 32.
    Distant,
}

/// Leaves of a colour.
pub(super) const fn leaves(albedo: [f32; 3]) -> Surface {
    matt(SemanticClass::Vegetation, albedo, Texture::Foliage)
}

/// Bark of a colour.
pub(super) const fn bark(albedo: [f32; 3]) -> Surface {
    matt(SemanticClass::Vegetation, albedo, Texture::Soil)
}

/// Stretched upwards to be exactly that high.
pub(super) fn fitted(mut mesh: Mesh, height_m: f32) -> Mesh {
    let top = mesh
        .positions_m
        .iter()
        .fold(0.0, |top: f32, p| top.max(p[2]));
    if top > 0.0 {
        for p in &mut mesh.positions_m {
            p[2] = (p[2] * (height_m / top)).min(height_m);
        }
    }
    mesh
}
