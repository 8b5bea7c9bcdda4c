//! Colours of a row of tiles.

use nalgebra::{Matrix3, Vector3};

use super::daylight::Daylight;
use super::lamps::{LampGrid, Lit, depth_span};
use super::material::shade;
use super::patch::Patch;
use crate::geometry::{Thing, Triangle};
use crate::lens::{Lens, TILE_H, TILE_PX, TILE_W};
use crate::raster::{Band, NOTHING, SAMPLE_AT_PX, SAMPLES};
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
    /// What a mirror shows in a direction: sky above the houses, ground below.
    #[inline]
    pub(crate) fn surroundings(&self, direction: &Vector3<f32>) -> Vector3<f32> {
        let day = self.daylight;
        let ground = day.from_below * 0.9;
        let house = (day.from_above + day.from_below) * 0.3;
        let over = ((direction.z + 0.06) * 8.0).clamp(0.0, 1.0);
        let low = ground + (house - ground) * over;
        if direction.z < 0.05 {
            return low;
        }
        let clear = ((direction.z - 0.05) / SKYLINE).min(1.0);
        low + (day.air(direction) - low) * clear
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
    for column in 0..lens.columns {
        let (rays, origin) = lens.tile(column, row);
        let span = depth_span(depth_m, lens, column);
        shading.lamps.of_tile(lens, [column, row], span, &mut lamps);
        let mut painter = Painter {
            shading,
            lamps: &lamps,
            pixel: rays.pixel,
            number: NOTHING,
            patch: None,
        };
        for y in 0..(lens.height - row * TILE_H).min(TILE_H) {
            for x in 0..(lens.width - column * TILE_W).min(TILE_W) {
                let pixel = y * TILE_W + x;
                let at = column * TILE_PX + pixel;
                let [dx, dy] = rays.at(pixel);
                let ray = [origin.x as f32 + dx, origin.y as f32 + dy];
                let centre = band.centres[at];
                let colour = match edges.next_if(|edge| edge.at as usize == at) {
                    None => painter.colour(centre, ray),
                    Some(edge) => painter.mixed(centre, &edge.others, ray),
                };
                // Also what is not a number becomes dark.
                let kept = [colour.x, colour.y, colour.z].map(|v| v.max(0.0).min(BRIGHTEST));
                light[y * lens.width + column * TILE_W + x] = kept;
            }
        }
    }
}

struct Painter<'a> {
    shading: Shading<'a>,
    lamps: &'a [Lit],
    pixel: [f32; 2],
    number: u32,
    patch: Option<Patch<'a>>,
}

impl Painter<'_> {
    /// Mean over the samples; what several see is shaded once, in their middle.
    fn mixed(&mut self, centre: u32, others: &[u32; SAMPLES - 1], ray: [f32; 2]) -> Vector3<f32> {
        let numbers = [centre, others[0], others[1], others[2]];
        let mut sum = Vector3::zeros();
        let mut done = [false; SAMPLES];
        for first in 0..SAMPLES {
            if done[first] {
                continue;
            }
            let (mut count, mut x, mut y) = (0.0, 0.0, 0.0);
            for sample in first..SAMPLES {
                if numbers[sample] == numbers[first] {
                    done[sample] = true;
                    count += 1.0;
                    x += SAMPLE_AT_PX[sample][0];
                    y += SAMPLE_AT_PX[sample][1];
                }
            }
            let at = [
                ray[0] + x / count * self.pixel[0],
                ray[1] + y / count * self.pixel[1],
            ];
            sum += self.colour(numbers[first], at) * count;
        }
        sum / SAMPLES as f32
    }

    fn colour(&mut self, number: u32, ray: [f32; 2]) -> Vector3<f32> {
        let shading = &self.shading;
        let along = shading.world_from_camera * Vector3::new(ray[0], ray[1], 1.0);
        let length = along.dot(&along).sqrt();
        let looking = along / length;
        if number == NOTHING {
            return shading
                .daylight
                .sky(&looking, self.pixel[0], shading.library);
        }
        if number != self.number {
            let triangle = &shading.triangles[number as usize - 1];
            self.patch = Some(Patch::new(shading, triangle, self.pixel));
            self.number = number;
        }
        let Some(patch) = &self.patch else {
            return Vector3::zeros();
        };
        let point = patch.point(ray);
        let at_m = along * point.depth_m;
        let light = shade(shading, patch, &point, &at_m, &looking, self.lamps);
        let clarity = shading.daylight.clarity(point.depth_m * length);
        let haze = shading.daylight.air(&looking);
        haze + (light - haze) * clarity
    }
}
