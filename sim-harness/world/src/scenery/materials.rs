//! What roads and grounds are made of; albedos are linear.

use trunkline_interfaces::SemanticClass;
use trunkline_render::{Surface, Texture};

use super::cover::Cover;
use crate::roads::PaintColour;

const fn matt(class: SemanticClass, albedo: [f32; 3], texture: Texture) -> Surface {
    Surface::matt(class, albedo, texture)
}

pub(super) const ASPHALT: Surface =
    matt(SemanticClass::Road, [0.105, 0.105, 0.108], Texture::Asphalt);
const CYCLEWAY: Surface = matt(SemanticClass::Road, [0.20, 0.075, 0.06], Texture::Asphalt);
const BAYS: Surface = matt(SemanticClass::Road, [0.15, 0.148, 0.145], Texture::Asphalt);
pub(super) const PAVEMENT: Surface = matt(
    SemanticClass::Sidewalk,
    [0.34, 0.33, 0.31],
    Texture::Slabs { joint_m: 0.5 },
);
pub(super) const KERB: Surface = matt(
    SemanticClass::Sidewalk,
    [0.44, 0.43, 0.41],
    Texture::Plaster,
);
const GRAVEL: Surface = matt(SemanticClass::Terrain, [0.25, 0.21, 0.16], Texture::Soil);
pub(super) const VERGE: Surface = matt(SemanticClass::Terrain, [0.21, 0.18, 0.11], Texture::Soil);
pub(super) const LAWN: Surface = matt(
    SemanticClass::Terrain,
    [0.085, 0.155, 0.035],
    Texture::Grass,
);
pub(super) const DITCH: Surface =
    matt(SemanticClass::Terrain, [0.105, 0.15, 0.045], Texture::Grass);
pub(super) const CONCRETE: Surface =
    matt(SemanticClass::Bridge, [0.36, 0.35, 0.33], Texture::Plaster);

pub(super) const POLE: Surface = matt(SemanticClass::Pole, [0.25, 0.26, 0.265], Texture::Metal);
pub(super) const OBSTACLE: Surface =
    matt(SemanticClass::Static, [0.40, 0.38, 0.35], Texture::Plaster);

pub(super) const CONCRETE_BUILDING: Surface = matt(
    SemanticClass::Building,
    [0.48, 0.46, 0.42],
    Texture::Plaster,
);

/// Of a cover that one sees from above.
pub(super) fn of_cover(cover: Cover) -> Surface {
    match cover {
        Cover::Asphalt | Cover::Edge | Cover::Nothing => ASPHALT,
        Cover::Cycleway => CYCLEWAY,
        Cover::Bays => BAYS,
        Cover::Pavement => PAVEMENT,
        Cover::Gravel => GRAVEL,
        Cover::Green | Cover::Meadow => LAWN,
    }
}

/// Paint on the road.
pub(super) fn paint(colour: PaintColour) -> Surface {
    let albedo = match colour {
        PaintColour::White => [0.72, 0.72, 0.70],
        PaintColour::Yellow => [0.72, 0.45, 0.03],
        PaintColour::Red => [0.45, 0.05, 0.04],
        PaintColour::Blue => [0.05, 0.12, 0.42],
        PaintColour::Green => [0.05, 0.30, 0.12],
    };
    matt(SemanticClass::RoadLine, albedo, Texture::RoadPaint)
}
