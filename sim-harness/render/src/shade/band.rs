//! Colours of a row of tiles.

use wide::f32x4;

use super::painter::Painter;
use super::shading::Shading;
use crate::four::LANES;
use crate::lens::{TILE_H, TILE_PX, TILE_W};
use crate::raster::{Band, SAMPLES};

/// Brightest light that is kept.
const BRIGHTEST: f32 = 1000.0;

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
