//! Houses.

use trunkline_interfaces::{Random, SemanticClass};

use super::materials::{matt, sound};
use crate::mesh::{Mesh, Texture};
use crate::models::MeshBuilder;

/// What a house is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BuildingKind {
    /// Two or three floors under a tiled roof with its ridge along the street.
    TownHouse,
    /// Flats: flat roof, balconies.
    Block,
    /// Flats above a shop with glass and an awning.
    ShopFront,
    /// Bands of glass.
    Office,
    /// Sheet metal with gates: industry, a supermarket.
    Hall,
    /// Boards under a low roof.
    Barn,
    /// A low house under a big roof.
    Farmhouse,
    /// A nave with its tower.
    Church,
}

impl BuildingKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::TownHouse,
        Self::Block,
        Self::ShopFront,
        Self::Office,
        Self::Hall,
        Self::Barn,
        Self::Farmhouse,
        Self::Church,
    ];
}

/// A house of a width along the street (y), a depth (x), and a height of its eaves, its front
/// towards the street (x). Its footprint is exactly that; roofs and towers rise above the eaves.
pub fn building(kind: BuildingKind, size_m: [f32; 3], seed: u64) -> Mesh {
    let width = sound(size_m[0], 2.0, 300.0);
    let depth = sound(size_m[1], 2.0, 300.0);
    let height = sound(size_m[2], 2.0, 200.0);
    let mut random = Random::new(seed, "render/building", kind as u64);
    let shade = random.range(0.3, 0.6) as f32;
    let surface = matt(
        SemanticClass::Building,
        [shade, 0.95 * shade, 0.85 * shade],
        Texture::Windows {
            cell_m: [2.5, 3.0],
            pane: [0.45, 0.5],
        },
    );
    let mut b = MeshBuilder::new(surface);
    b.block(
        [-0.5 * depth, -0.5 * width, 0.0],
        [0.5 * depth, 0.5 * width, height],
    );
    b.build()
}
