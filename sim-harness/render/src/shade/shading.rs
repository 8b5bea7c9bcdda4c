//! What colours depend on: the scene's light and what its surfaces mirror.

use nalgebra::Matrix3;
use wide::f32x4;

use super::daylight::Daylight;
use super::lamps::LampGrid;
use crate::four::{Wide3, unit};
use crate::geometry::{Thing, Triangle};
use crate::lens::Lens;
use crate::shadow::Shadows;
use crate::texture::Library;

/// What stands at the horizon is mirrored up to this height.
const SKYLINE: f32 = 0.22;

/// What colours depend on.
#[derive(Clone, Copy)]
pub(crate) struct Shading<'a> {
    pub(crate) lens: &'a Lens,
    pub(crate) things: &'a [Thing<'a>],
    pub(crate) triangles: &'a [Triangle],
    pub(crate) world_from_camera: Matrix3<f32>,
    pub(crate) daylight: &'a Daylight,
    pub(crate) library: &'a Library,
    pub(crate) shadows: Option<Shadows<'a>>,
    pub(crate) lamps: &'a LampGrid,
}

impl Shading<'_> {
    /// What a mirror shows in directions: sky above the houses, ground below.
    #[inline(always)]
    pub(super) fn surroundings(&self, direction: &Wide3) -> Wide3 {
        let day = self.daylight;
        let ground = Wide3::splat(&(day.from_below * 0.9));
        let house = Wide3::splat(&((day.from_above + day.from_below) * 0.3));
        let over = unit((direction.z + f32x4::splat(0.06)) * f32x4::splat(8.0));
        let low = ground.towards(house, over);
        let clear = unit((direction.z - f32x4::splat(0.05)) * f32x4::splat(1.0 / SKYLINE));
        low.towards(day.air(direction), clear)
    }
}
