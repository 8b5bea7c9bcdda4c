//! What colour each pixel has.

mod band; // colours of a row of tiles
mod daylight; // light of a time of day and weather
mod lamps; // light of lamps
mod look; // what a surface is like, before light falls on it
mod material; // what a surface throws back
mod mirror; // what wet ground mirrors
mod painter; // colours of four pixels at once
mod patch; // a triangle as the pixels see it
mod shading; // what colours depend on
mod sky; // the sky, and the air before it

pub(crate) use band::shade_band;
pub(crate) use daylight::Daylight;
pub(crate) use lamps::LampGrid;
pub(crate) use mirror::Mirrored;
pub(crate) use shading::Shading;
