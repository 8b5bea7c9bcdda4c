//! What grows or lies on the ground.

use nalgebra::Vector2;
use trunkline_interfaces::SemanticClass;
use trunkline_render::{Surface, Texture};

use super::materials;
use super::noise;
use super::setting::Setting;
use super::terrain::RoadsNearby;
use super::woods;

/// Woods from afar.
pub(super) const WOODS: Surface = Surface::matt(
    SemanticClass::Terrain,
    [0.045, 0.085, 0.03],
    Texture::Foliage,
);

/// Needles, leaves and moss under trees.
const FOREST_FLOOR: Surface = Surface::matt(
    SemanticClass::Terrain,
    [0.075, 0.075, 0.032],
    Texture::Grass,
);

/// Fields are squares of this many metres, several of them one crop.
const FIELD_M: f64 = 32.0;

/// What grows or lies at a place.
pub(super) fn at(roads: Option<RoadsNearby>, p_m: Vector2<f64>, seed: u64) -> Surface {
    let grass = |albedo: [f32; 3]| Surface::matt(SemanticClass::Terrain, albedo, Texture::Grass);
    let setting = roads.map_or(Setting::Rural, |roads| roads.setting);
    let near = roads.is_some_and(|roads| roads.distance_m < 9.0);
    if setting == Setting::Urban || near {
        return materials::LAWN;
    }
    if woods::is_wood(seed, p_m) {
        return FOREST_FLOOR;
    }
    // Strips of three by two squares, shifted from row to row.
    let (i, j) = (
        (p_m.x / FIELD_M).floor() as i64,
        (p_m.y / FIELD_M).floor() as i64,
    );
    let row = j.div_euclid(2);
    let shift = (noise::of_cell(seed, row, 17) * 3.0) as i64;
    let crop = noise::of_cell(seed ^ 0x51, (i + shift).div_euclid(3), row);
    match (crop * 8.0) as u32 {
        0 => grass([0.30, 0.25, 0.085]), // ripe corn
        1 => grass([0.21, 0.20, 0.06]),
        2 => Surface::matt(SemanticClass::Terrain, [0.17, 0.115, 0.07], Texture::Soil),
        3 => grass([0.30, 0.29, 0.035]), // rape
        4 => grass([0.065, 0.14, 0.03]),
        5 => grass([0.12, 0.19, 0.05]),
        _ => grass([0.10, 0.165, 0.045]),
    }
}
