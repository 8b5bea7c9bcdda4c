//! A tree of a kind, in three levels of detail.

use trunkline_interfaces::Random;

use super::super::materials::sound;
use super::growth::{Detail, fitted, leaves};
use super::species;
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

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
