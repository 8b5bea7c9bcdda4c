//! What stands between the light and a place.

mod cast; // triangles into a map
mod map; // heights along the light
mod shadows; // the maps around a camera, and what is kept of them

pub(crate) use shadows::{ShadowCache, Shadows};
