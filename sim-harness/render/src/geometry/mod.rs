//! From placed things to triangles before the camera.

mod bounds; // how far meshes reach
mod outline; // where a thing is seen at most
mod triangles; // triangles of visible things, in the camera frame
mod view; // where the camera stands
mod visible; // which things it may see

pub(crate) use bounds::{Bounds, BoundsCache};
pub(crate) use outline::Outline;
pub(crate) use triangles::{FLIPPED, NEAR_M, Part, Triangle, determinant, gather};
pub(crate) use view::View;
pub(crate) use visible::{Thing, visible_things};
