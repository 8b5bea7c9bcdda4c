//! Colours of a row of tiles.

use nalgebra::Matrix3;
use wide::f32x4;

use super::daylight::Daylight;
use super::lamps::LampGrid;
use super::painter::Painter;
use crate::four::{LANES, Wide3, unit};
use crate::geometry::{Thing, Triangle};
use crate::lens::{Lens, TILE_H, TILE_PX, TILE_W};
use crate::raster::{Band, SAMPLES};
use crate::shadow::Shadows;
use crate::texture::Library;

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

/// Brightest light that is kept.
const BRIGHTEST: f32 = 1000.0;
/// What stands at the horizon is mirrored up to this height.
const SKYLINE: f32 = 0.22;

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

/// Fills rows of light, linear RGB, each of the picture's width.
pub(crate) fn shade_band(
    shading: Shading<'_>,
    row: usize,
    band: &Band,
    depth_m: &[f32],
    light: &mut [[f32; 3]],
) {
    let lens = shading.lens;
    let mut edges = band.edges.iter().peekable();
    let mut lamps = Vec::new();
    let mut painter = Painter::new(shading);
    for column in 0..lens.columns {
        let (rays, origin) = lens.tile(column, row);
        shading
            .lamps
            .of_tile(lens, [column, row], depth_m, &mut lamps);
        painter.turn_to(rays.pixel);
        let [x0, y0] = [origin.x, origin.y].map(|v| f32x4::splat(v as f32));
        let width = (lens.width - column * TILE_W).min(TILE_W);
        let rows = light.chunks_exact_mut(lens.width).take(TILE_H).enumerate();
        for (y, out) in rows {
            for (group, out) in out[column * TILE_W..][..width]
                .chunks_mut(LANES)
                .enumerate()
            {
                let pixel = y * TILE_W + group * LANES;
                let ray = [x0 + rays.dx[pixel / LANES], y0 + rays.dy[pixel / LANES]];
                let at = column * TILE_PX + pixel;
                let centres: [u32; LANES] = std::array::from_fn(|lane| band.centres[at + lane]);
                let is_even = edges
                    .peek()
                    .is_none_or(|edge| edge.at as usize >= at + LANES);
                let [first, a, b, c] = centres;
                let colours = match is_even && (first ^ a) | (first ^ b) | (first ^ c) == 0 {
                    true => painter.even(&lamps, first, ray),
                    false => {
                        let mut seen = centres.map(|number| [number; SAMPLES]);
                        while let Some(edge) = edges.next_if(|edge| (edge.at as usize) < at + LANES)
                        {
                            seen[edge.at as usize - at][1..].copy_from_slice(&edge.others);
                        }
                        painter.mixed(&lamps, &seen, ray)
                    }
                };
                let x = kept(colours.x).to_array();
                let y = kept(colours.y).to_array();
                let z = kept(colours.z).to_array();
                for (lane, out) in out.iter_mut().enumerate() {
                    *out = [x[lane], y[lane], z[lane]];
                }
            }
        }
    }
}

/// Light in its range; also what is not a number becomes dark.
#[inline(always)]
fn kept(light: f32x4) -> f32x4 {
    (light & light.simd_gt(f32x4::ZERO)).fast_min(f32x4::splat(BRIGHTEST))
}
