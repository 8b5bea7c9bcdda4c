//! Which triangle each pixel sees.

mod band; // a row of tiles: what its pixels see, labels
mod bins; // which triangles each tile must look at
mod planes; // a triangle as functions of the ray
mod tile; // nearest triangles of a tile's samples

pub(crate) use band::{Band, BandLabels, Drawing, PixelCount, draw_band};
pub(crate) use bins::Bins;
pub(crate) use planes::cross;
pub(crate) use tile::{NOTHING, SAMPLE_AT_PX, SAMPLES, Tile};
