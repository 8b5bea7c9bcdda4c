//! A tile of a picture, and what is kept of it while it is drawn.

use super::count::ObjectPixels;
use super::tile::Tile;

/// A tile in its place.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) tile: Tile,
    /// [`Tile::floor`].
    pub(super) floor: f32,
    /// What objects cover of it, hidden or not.
    pub(super) objects: Vec<ObjectPixels>,
}
