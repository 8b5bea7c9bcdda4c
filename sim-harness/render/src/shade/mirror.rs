//! What wet ground mirrors: sought in the picture itself, along each column, as if the ground were
//! level and the camera upright. Coarse, as the water is rough.

use nalgebra::{Matrix3, Vector3};
use rayon::prelude::*;
use trunkline_interfaces::SemanticClass;
use wide::f32x4;

use super::material::wet_share;
use super::shading::Shading;
use crate::four::Wide3;
use crate::lens::{TILE_H, TILE_W};

/// Pixels a side that share what they mirror.
const COARSE: usize = 2;
/// Rows between two places that are asked.
const STEP: usize = 3;
/// Ground farther away mirrors what haze leaves anyway.
const FARTHEST_M: f32 = 90.0;

/// What a picture is mirrored in.
pub(crate) struct Mirrored<'a> {
    pub(crate) shading: Shading<'a>,
    pub(crate) depth_m: &'a [f32],
    pub(crate) classes: &'a [u8],
    /// The picture without mirrors.
    pub(crate) light: &'a [[f32; 3]],
}

impl Mirrored<'_> {
    /// Adds what the ground mirrors.
    pub(crate) fn add_to(&self, light: &mut [[f32; 3]]) {
        let width = self.shading.lens.width;
        let rows = light.par_chunks_mut(width * COARSE).enumerate();
        rows.for_each(|(pair, rows)| {
            let y = pair * COARSE;
            for x in (0..width).step_by(COARSE) {
                let Some(change) = self.change(x, y) else {
                    continue;
                };
                for (dy, row) in rows.chunks_mut(width).enumerate() {
                    let classes = &self.classes[(y + dy) * width..][..width];
                    let pixels = row.iter_mut().zip(classes).skip(x).take(COARSE);
                    for (pixel, class) in pixels {
                        if is_ground(*class) {
                            *pixel = [0, 1, 2].map(|c| (pixel[c] + change[c]).max(0.0));
                        }
                    }
                }
            }
        });
    }

    /// What replaces the mirrored sky at a pixel of the ground.
    fn change(&self, x: usize, y: usize) -> Option<Vector3<f32>> {
        let width = self.shading.lens.width;
        let depth_m = self.depth_m[y * width + x];
        let is_near = depth_m > 0.0 && depth_m < FARTHEST_M;
        if !is_near || !is_ground(self.classes[y * width + x]) {
            return None;
        }
        let m = &self.shading.world_from_camera;
        let ray = self.ray(x, y);
        let along = m * Vector3::new(ray[0], ray[1], 1.0);
        let height_m = -along.z * depth_m;
        let length = along.dot(&along).sqrt();
        if !(height_m > 0.2 && m[(2, 1)] < -0.5) {
            return None;
        }
        let hit = self.hit(x, y, ray, height_m)?;
        let looking = along / length;
        let mirror = Vector3::new(looking.x, looking.y, -looking.z);
        let sky = self.shading.surroundings(&Wide3::splat(&mirror)).lane(0);
        let share = wet_share(self.shading.daylight.wetness, f32x4::splat(-looking.z));
        let clarity = self
            .shading
            .daylight
            .clarity(f32x4::splat(depth_m * length));
        Some((hit - sky) * (share.to_array()[0] * clarity.to_array()[0]))
    }

    /// The light that a ray mirrored at a pixel meets.
    fn hit(&self, x: usize, y: usize, ray: [f32; 2], height_m: f32) -> Option<Vector3<f32>> {
        let width = self.shading.lens.width;
        let per_row = self.shading.lens.tile(x / TILE_W, y / TILE_H).0.pixel[1];
        let base = base(&self.shading.world_from_camera, ray[0], height_m);
        let is_met = |row: usize| {
            let depth_m = self.depth_m[row * width + x];
            let nearness = if depth_m > 0.0 { 1.0 / depth_m } else { 0.0 };
            // A thing is mirrored in the row where it stands; what hangs before it is not.
            let stands = (base(nearness) - ray[1]) / per_row;
            stands <= 0.0 && 2.0 * stands + (y - row) as f32 >= 0.0
        };
        let mut rows = (0..y).rev().step_by(STEP);
        let met = rows.find(|row| is_met(*row))?;
        let nearer = (met + 1..(met + STEP).min(y))
            .rev()
            .find(|row| is_met(*row));
        let row = nearer.unwrap_or(met);
        let light = |row: usize| Vector3::from(self.light[row * width + x]);
        let spread = 1 + (y - row) / 10;
        let (above, below) = (row.saturating_sub(spread), (row + spread).min(y));
        Some((light(row) * 2.0 + light(above) + light(below)) * 0.25)
    }

    fn ray(&self, x: usize, y: usize) -> [f32; 2] {
        let lens = self.shading.lens;
        let (rays, origin) = lens.tile(x / TILE_W, y / TILE_H);
        let [dx, dy] = rays.at(y % TILE_H * TILE_W + x % TILE_W);
        [origin.x as f32 + dx, origin.y as f32 + dy]
    }
}

/// Where, as y of the ray, the ground lies at a nearness.
fn base(m: &Matrix3<f32>, ray_x: f32, height_m: f32) -> impl Fn(f32) -> f32 + use<> {
    let (level, per) = (m[(2, 0)] * ray_x + m[(2, 2)], -1.0 / m[(2, 1)]);
    move |nearness| (height_m * nearness + level) * per
}

fn is_ground(class: u8) -> bool {
    [
        SemanticClass::Road,
        SemanticClass::RoadLine,
        SemanticClass::Sidewalk,
        SemanticClass::Ground,
    ]
    .iter()
    .any(|ground| *ground as u8 == class)
}
