//! Trees, bushes, hedges, forests.

mod crown; // lumps of leaves
mod low; // bushes, hedges
mod species; // one tree each
mod wood; // the edge of a wood

use trunkline_interfaces::{Random, SemanticClass};

use super::materials::{matt, sound};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

pub use low::{bush, hedge};
pub use wood::forest_edge;

/// How many triangles it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Up to 400.
    Near,
    /// Up to 120.
    Far,
    /// Up to 32.
    Distant,
}

/// Seen smaller than this across, a tree is drawn with `Far` detail, pixels.
const FAR_BELOW_PX: f32 = 48.0;
/// And smaller than this with `Distant`.
const DISTANT_BELOW_PX: f32 = 20.0;

/// What a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TreeKind {
    /// Lime, maple, oak: a round crown of lumps.
    Broadleaf,
    /// A white trunk, a light crown.
    Birch,
    /// Tall and slender.
    Poplar,
    /// Spruce: whorls of branches to the ground.
    Conifer,
    /// A bare trunk, the crown on top.
    Pine,
}

impl TreeKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Broadleaf,
        Self::Birch,
        Self::Poplar,
        Self::Conifer,
        Self::Pine,
    ];
}

/// A tree of exactly a height, with coarser ones.
pub fn tree(kind: TreeKind, height_m: f32, seed: u64) -> Mesh {
    let height = sound(height_m, 1.0, 60.0);
    let level = |detail| level(kind, height, detail, seed);
    let far = level(Detail::Far).with_coarser(DISTANT_BELOW_PX, level(Detail::Distant));
    level(Detail::Near).with_coarser(FAR_BELOW_PX, far)
}

fn level(kind: TreeKind, height: f32, detail: Detail, seed: u64) -> Mesh {
    let mut random = Random::new(seed, "render/tree", kind as u64);
    let mut b = MeshBuilder::new(leaves([0.06, 0.12, 0.03]));
    let grow = match kind {
        TreeKind::Broadleaf => species::broadleaf,
        TreeKind::Birch => species::birch,
        TreeKind::Poplar => species::poplar,
        TreeKind::Conifer => species::conifer,
        TreeKind::Pine => species::pine,
    };
    grow(&mut b, height, detail, &mut random);
    fitted(b.build(), height)
}

/// Leaves of a colour.
const fn leaves(albedo: [f32; 3]) -> Surface {
    matt(SemanticClass::Vegetation, albedo, Texture::Foliage)
}

/// Bark of a colour.
const fn bark(albedo: [f32; 3]) -> Surface {
    matt(SemanticClass::Vegetation, albedo, Texture::Soil)
}

/// Stretched upwards to be exactly that high.
fn fitted(mut mesh: Mesh, height_m: f32) -> Mesh {
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
