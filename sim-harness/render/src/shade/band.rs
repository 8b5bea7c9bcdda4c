//! Colours of a row of tiles.

use nalgebra::{Matrix3, Vector3};

use super::patch::Patch;
use crate::geometry::{Thing, Triangle};
use crate::lens::{Lens, TILE_H, TILE_PX, TILE_W};
use crate::raster::{Band, NOTHING, SAMPLE_AT_PX, SAMPLES};

/// What colours depend on.
#[derive(Clone, Copy)]
pub(crate) struct Shading<'a> {
    pub(crate) lens: &'a Lens,
    pub(crate) things: &'a [Thing<'a>],
    pub(crate) triangles: &'a [Triangle],
    pub(crate) world_from_camera: Matrix3<f32>,
}

/// Fills rows of light, linear RGB, each of the picture's width.
pub(crate) fn shade_band(shading: Shading<'_>, row: usize, band: &Band, light: &mut [[f32; 3]]) {
    let lens = shading.lens;
    let mut edges = band.edges.iter().peekable();
    for column in 0..lens.columns {
        let (rays, origin) = lens.tile(column, row);
        let mut painter = Painter {
            shading,
            number: NOTHING,
            patch: None,
        };
        for y in 0..(lens.height - row * TILE_H).min(TILE_H) {
            for x in 0..(lens.width - column * TILE_W).min(TILE_W) {
                let pixel = y * TILE_W + x;
                let at = column * TILE_PX + pixel;
                let [dx, dy] = rays.at(pixel);
                let ray = [origin.x as f32 + dx, origin.y as f32 + dy];
                let number = band.centres[at];
                let mut colour = painter.colour(number, ray);
                if let Some(edge) = edges.next_if(|edge| edge.at as usize == at) {
                    for (sample, &other) in edge.others.iter().enumerate() {
                        let [sx, sy] = SAMPLE_AT_PX[sample + 1];
                        let ray = [ray[0] + sx * rays.pixel[0], ray[1] + sy * rays.pixel[1]];
                        colour += painter.colour(other, ray);
                    }
                    colour /= SAMPLES as f32;
                }
                light[y * lens.width + column * TILE_W + x] = colour.into();
            }
        }
    }
}

struct Painter<'a> {
    shading: Shading<'a>,
    number: u32,
    patch: Option<Patch<'a>>,
}

impl Painter<'_> {
    fn colour(&mut self, number: u32, ray: [f32; 2]) -> Vector3<f32> {
        let shading = self.shading;
        if number == NOTHING {
            let up = (shading.world_from_camera * Vector3::new(ray[0], ray[1], 1.0)).normalize();
            let share = up.z.clamp(0.0, 1.0);
            return Vector3::new(0.75, 0.82, 0.9) * (1.0 - share)
                + Vector3::new(0.2, 0.4, 0.8) * share;
        }
        if number != self.number {
            let triangle = &shading.triangles[number as usize - 1];
            self.patch = Some(Patch::new(shading.things, triangle));
            self.number = number;
        }
        let Some(patch) = &self.patch else {
            return Vector3::zeros();
        };
        let point = patch.point(ray);
        let sun = Vector3::new(0.5, 0.3, 0.81);
        let ambient = 0.35 + 0.15 * point.normal.z;
        let direct = 0.75 * point.normal.dot(&sun).max(0.0);
        let lamps = shading.things[patch.thing as usize].placed.lamps;
        let is_lit = patch.surface.lamp.is_none_or(|lamp| lamps.is_lit(lamp));
        let emission = match is_lit {
            true => Vector3::from(patch.surface.emission),
            false => Vector3::zeros(),
        };
        patch.albedo * (ambient + direct) + emission
    }
}
