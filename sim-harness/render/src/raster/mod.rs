//! Which triangle each pixel sees.

mod band; // what the pixels of a row of tiles see, labels
mod bins; // which triangles each tile must look at
mod canvas; // what the samples of a whole picture see so far
mod count; // pixels of objects
mod draw; // a tile's triangles onto what its samples see
mod place; // a tile of a picture
mod planes; // a triangle as functions of the ray
mod tile; // nearest triangles of a tile's samples

pub(crate) use band::{Band, Labels};
pub(crate) use bins::Bins;
pub(crate) use canvas::Canvas;
pub(crate) use draw::Drawing;
pub(crate) use planes::cross;
pub(crate) use tile::{NOTHING, SAMPLE_AT_PX, SAMPLES};
