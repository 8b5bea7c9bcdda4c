//! From placed things to triangles before the camera.

mod bounds; // how far meshes reach
mod triangles; // triangles of visible things, in the camera frame
mod view; // where the camera stands
mod visible; // which things it may see

pub(crate) use bounds::{Ball, BoundsCache};
pub(crate) use triangles::{FLIPPED, NEAR_M, Triangle, determinant, gather};
pub(crate) use view::View;
pub(crate) use visible::{Thing, visible_things};
