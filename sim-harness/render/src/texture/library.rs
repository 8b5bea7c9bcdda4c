//! Which pattern a texture has.

use std::sync::LazyLock;

use super::pattern::Pattern;
use super::{built, grown};
use crate::mesh::Texture;

/// How a texture is to be painted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Weave<'a> {
    /// One colour.
    Plain,
    /// A pattern; texture coordinates are multiplied by the factor first.
    Tile {
        pattern: &'a Pattern,
        factor: f32,
        /// Whether it varies slowly, too.
        is_ground: bool,
    },
    /// Windows in a wall of plaster.
    Windows { cell_m: [f32; 2], pane: [f32; 2] },
}

/// All patterns.
#[derive(Debug)]
pub(crate) struct Library {
    asphalt: Pattern,
    slabs: Pattern,
    grass: Pattern,
    soil: Pattern,
    foliage: Pattern,
    bricks: Pattern,
    pub(crate) plaster: Pattern,
    roof_tiles: Pattern,
    road_paint: Pattern,
    metal: Pattern,
    /// Slow variation of the ground.
    pub(crate) blotches: Pattern,
    pub(crate) clouds: Pattern,
}

/// Constants that are computed rather than written down: once, since it takes a tenth of a second;
/// on one thread, since whoever waits for them must not be given other work that waits, too.
static LIBRARY: LazyLock<Library> = LazyLock::new(Library::new);

impl Library {
    /// The patterns.
    pub(crate) fn get() -> &'static Self {
        &LIBRARY
    }

    fn new() -> Self {
        Self {
            asphalt: grown::asphalt(),
            slabs: built::slabs(),
            grass: grown::grass(),
            soil: grown::soil(),
            foliage: grown::foliage(),
            bricks: built::bricks(),
            plaster: built::plaster(),
            roof_tiles: built::roof_tiles(),
            road_paint: built::road_paint(),
            metal: built::metal(),
            blotches: grown::blotches(),
            clouds: grown::clouds(),
        }
    }

    /// The pattern of a texture.
    pub(crate) fn weave(&self, texture: &Texture) -> Weave<'_> {
        let tile = |pattern, factor, is_ground| Weave::Tile {
            pattern,
            factor,
            is_ground,
        };
        match *texture {
            Texture::Plain => Weave::Plain,
            Texture::Asphalt => tile(&self.asphalt, 1.0, true),
            Texture::Slabs { joint_m } => tile(&self.slabs, 1.0 / joint_m.max(0.01), true),
            Texture::Grass => tile(&self.grass, 1.0, true),
            Texture::Soil => tile(&self.soil, 1.0, true),
            Texture::Foliage => tile(&self.foliage, 1.0, false),
            Texture::Bricks => tile(&self.bricks, 1.0, false),
            Texture::Plaster => tile(&self.plaster, 1.0, false),
            Texture::RoofTiles => tile(&self.roof_tiles, 1.0, false),
            Texture::RoadPaint => tile(&self.road_paint, 1.0, false),
            Texture::Metal => tile(&self.metal, 1.0, false),
            Texture::Windows { cell_m, pane } => Weave::Windows { cell_m, pane },
        }
    }
}
