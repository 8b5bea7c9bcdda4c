//! What colour each pixel has.

mod band; // colours of a row of tiles
mod patch; // a triangle as the pixels see it

pub(crate) use band::{Shading, shade_band};
