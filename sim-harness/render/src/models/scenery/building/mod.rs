//! Houses.

mod dwelling; // town houses, farmhouses
mod large; // halls, barns, churches
mod palette; // their colours
mod roof; // roofs, chimneys, dormers
mod urban; // flats, shops, offices
mod wall; // walls with windows, doors, ledges

use trunkline_interfaces::Random;

use super::materials::sound;
use crate::mesh::Mesh;
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
/// towards the street (x). Its walls stand exactly on that footprint and reach below the ground;
/// roofs and towers rise above the eaves, eaves and steps reach over it by less than 1.5 m.
pub fn building(kind: BuildingKind, size_m: [f32; 3], seed: u64) -> Mesh {
    let size_m = [
        sound(size_m[0], 2.0, 300.0),
        sound(size_m[1], 2.0, 300.0),
        sound(size_m[2], 2.0, 200.0),
    ];
    let mut random = Random::new(seed, "render/building", kind as u64);
    let mut b = MeshBuilder::new(palette::STONE);
    let build = match kind {
        BuildingKind::TownHouse => dwelling::town_house,
        BuildingKind::Block => urban::block,
        BuildingKind::ShopFront => urban::shop_front,
        BuildingKind::Office => urban::office,
        BuildingKind::Hall => large::hall,
        BuildingKind::Barn => large::barn,
        BuildingKind::Farmhouse => dwelling::farmhouse,
        BuildingKind::Church => large::church,
    };
    build(&mut b, size_m, &mut random);
    b.build()
}
