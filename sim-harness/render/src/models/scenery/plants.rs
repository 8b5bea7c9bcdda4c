//! Trees, bushes, hedges, forests.

use trunkline_interfaces::{Random, SemanticClass};

use super::materials::{matt, sound};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

/// How many triangles it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Seen from some metres: up to 300.
    Near,
    /// Seen from afar only: up to 80.
    Far,
}

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

const LEAVES: Surface = matt(
    SemanticClass::Vegetation,
    [0.06, 0.12, 0.03],
    Texture::Foliage,
);
const BARK: Surface = matt(SemanticClass::Vegetation, [0.09, 0.07, 0.05], Texture::Soil);

/// A tree of a height.
pub fn tree(kind: TreeKind, height_m: f32, detail: Detail, seed: u64) -> Mesh {
    let height = sound(height_m, 1.0, 60.0);
    let mut random = Random::new(seed, "render/tree", kind as u64);
    let radius = height * random.range(0.22, 0.3) as f32;
    let mut b = MeshBuilder::new(BARK);
    b.rod(
        [0.0; 3],
        [0.0, 0.0, 0.5 * height],
        [0.025 * height, 0.015 * height],
        6,
        false,
    );
    let grid = if detail == Detail::Near {
        [12, 8]
    } else {
        [7, 5]
    };
    b.surface(LEAVES).lump(
        [0.0, 0.0, 0.65 * height],
        [radius, radius, 0.35 * height],
        grid,
        |_| 1.0,
    );
    b.build()
}

/// A bush of a height.
pub fn bush(height_m: f32, seed: u64) -> Mesh {
    let height = sound(height_m, 0.1, 10.0);
    let mut random = Random::new(seed, "render/bush", 0);
    let radius = height * random.range(0.5, 0.8) as f32;
    let mut b = MeshBuilder::new(LEAVES);
    b.lump(
        [0.0, 0.0, 0.5 * height],
        [radius, radius, 0.5 * height],
        [8, 6],
        |_| 1.0,
    );
    b.build()
}

/// A cut hedge along y.
pub fn hedge(length_m: f32, height_m: f32, seed: u64) -> Mesh {
    let half = 0.5 * sound(length_m, 0.2, 500.0);
    let height = sound(height_m, 0.2, 10.0);
    let mut random = Random::new(seed, "render/hedge", 0);
    let thick = 0.5 * random.range(0.5, 0.8) as f32;
    let mut b = MeshBuilder::new(LEAVES);
    b.block([-thick, -half, 0.0], [thick, half, height]);
    b.build()
}

/// A tuft of grass.
pub fn tuft(height_m: f32, seed: u64) -> Mesh {
    bush(sound(height_m, 0.05, 3.0), seed)
}

/// Reeds beside water, in a ditch.
pub fn reeds(height_m: f32, seed: u64) -> Mesh {
    bush(sound(height_m, 0.05, 5.0), seed)
}

/// The edge of a wood along y, its front towards x: cheap, for those who see it from afar. Behind
/// it (x < 0) goes the rest of the wood.
pub fn forest_edge(length_m: f32, height_m: f32, seed: u64) -> Mesh {
    let half = 0.5 * sound(length_m, 2.0, 500.0);
    let height = sound(height_m, 2.0, 60.0);
    let mut random = Random::new(seed, "render/forest_edge", 0);
    let thick = random.range(3.0, 5.0) as f32;
    let mut b = MeshBuilder::new(LEAVES);
    b.block([-thick, -half, 0.0], [thick, half, height]);
    b.build()
}
