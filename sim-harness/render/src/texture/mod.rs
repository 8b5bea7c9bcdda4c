//! Patterns of surfaces: tiles of texels, made once by rule, coarser and coarser for the distance,
//! so that nothing sparkles.

mod built; // slabs, bricks, plaster, roof tiles, paint, metal
mod grown; // asphalt, grass, soil, foliage, clouds
mod library; // which pattern a texture has
mod noise; // chance that repeats at a tile's edge
mod pattern; // a tile and its coarser copies

pub(crate) use library::{Library, Weave};
pub(crate) use noise::{chance, floor, hash};
pub(crate) use pattern::Pattern;
