//! Light of lamps.

use nalgebra::Vector3;

use super::sky::power_of_two;
use crate::geometry::View;
use crate::lens::{Lens, TILE_H, TILE_W};
use crate::scene::PointLight;

/// Lamps that one tile minds at most; the nearest.
const MOST_A_TILE: usize = 24;

/// A lamp, relative to the camera, world axes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lit {
    at_m: Vector3<f32>,
    direction: Vector3<f32>,
    cos_half_angle: f32,
    /// One over how much of the cosine fades.
    per_fade: f32,
    intensity: Vector3<f32>,
    per_reach2: f32,
    /// Camera axes.
    seen_at_m: Vector3<f32>,
    reach_m: f32,
}

/// Which lamps reach what each tile shows.
#[derive(Debug, Default)]
pub(crate) struct LampGrid {
    lamps: Vec<Lit>,
}

/// Share of the cone's cosine over which the light fades.
const FADE: f32 = 0.35;

impl LampGrid {
    /// Lamps that reach what the camera may see.
    pub(crate) fn fill(&mut self, lights: &[PointLight], view: &View, lens: &Lens) {
        self.lamps.clear();
        let lamps = lights.iter().filter_map(|light| lit(light, view));
        self.lamps
            .extend(lamps.filter(|lamp| reaches_image(lamp, lens)));
        let distance2 = |lamp: &Lit| lamp.at_m.dot(&lamp.at_m);
        self.lamps
            .sort_by(|a, b| distance2(a).total_cmp(&distance2(b)));
    }

    /// Lamps that reach a tile which shows depths from `near_m` to `far_m`.
    pub(crate) fn of_tile(
        &self,
        lens: &Lens,
        [column, row]: [usize; 2],
        [near_m, far_m]: [f32; 2],
        out: &mut Vec<Lit>,
    ) {
        out.clear();
        if self.lamps.is_empty() {
            return;
        }
        let (rays, origin) = lens.tile(column, row);
        let [x, y] = [(0, origin.x), (1, origin.y)].map(|(axis, origin)| {
            let [low, high] = rays.span[axis];
            [low + origin as f32, high + origin as f32]
        });
        let fits = |lamp: &&Lit| {
            let p = lamp.seen_at_m;
            p.z + lamp.reach_m >= near_m
                && p.z - lamp.reach_m <= far_m
                && side_distance(x, p.x, p.z) <= lamp.reach_m
                && side_distance(y, p.y, p.z) <= lamp.reach_m
        };
        out.extend(self.lamps.iter().filter(fits).take(MOST_A_TILE));
    }
}

/// How far a point lies outside of a wedge of rays.
fn side_distance([low, high]: [f32; 2], at: f32, z: f32) -> f32 {
    let below = (low * z - at) / (1.0 + low * low).sqrt();
    let above = (at - high * z) / (1.0 + high * high).sqrt();
    below.max(above)
}

fn lit(light: &PointLight, view: &View) -> Option<Lit> {
    let at_m = light.position_m.coords - view.eye_m;
    let reach_m = light.reach_m.min(500.0);
    let is_sound = reach_m > 0.0
        && at_m.norm() < 1e5
        && light.direction.norm() < 2.0
        && light.intensity.iter().all(|v| v.is_finite())
        && light.cos_half_angle.is_finite();
    is_sound.then(|| Lit {
        at_m: at_m.cast(),
        direction: light.direction.cast(),
        cos_half_angle: light.cos_half_angle,
        per_fade: 1.0 / (FADE * (1.0 - light.cos_half_angle)).max(1e-4),
        intensity: light.intensity.into(),
        per_reach2: 1.0 / (reach_m * reach_m),
        seen_at_m: (view.camera_from_world * at_m).cast(),
        reach_m,
    })
}

fn reaches_image(lamp: &Lit, lens: &Lens) -> bool {
    let p = lamp.seen_at_m;
    let [x, y] = lens.span.map(|span| span.map(|v| v as f32));
    p.z + lamp.reach_m > 0.0
        && side_distance(x, p.x, p.z) <= lamp.reach_m
        && side_distance(y, p.y, p.z) <= lamp.reach_m
}

/// A place that lamps light.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LitPlace {
    /// Relative to the camera, world axes.
    pub(crate) at_m: Vector3<f32>,
    pub(crate) normal: Vector3<f32>,
    /// Unit, from the camera.
    pub(crate) looking: Vector3<f32>,
    /// Of the highlight: how much, and how sharp as a power of two of the power.
    pub(crate) shine: f32,
    pub(crate) sharpness: u32,
}

/// Light of lamps on a place: what a matt surface gets, and what shines back.
#[inline]
pub(crate) fn lamp_light(lamps: &[Lit], place: &LitPlace) -> [Vector3<f32>; 2] {
    let mut matt = Vector3::zeros();
    let mut shine = Vector3::zeros();
    for lamp in lamps {
        let to_lamp = lamp.at_m - place.at_m;
        let distance2 = to_lamp.dot(&to_lamp);
        let share = 1.0 - distance2 * lamp.per_reach2;
        let facing = to_lamp.dot(&place.normal);
        if !(share > 0.0 && facing > 0.0) {
            continue;
        }
        let per_m = 1.0 / distance2.max(0.04).sqrt();
        let along = -to_lamp.dot(&lamp.direction) * per_m;
        let cone = ((along - lamp.cos_half_angle) * lamp.per_fade).clamp(0.0, 1.0);
        if !(cone > 0.0) {
            continue;
        }
        let strength = cone * cone * share * share * per_m * per_m;
        let light = lamp.intensity * strength;
        matt += light * (facing * per_m);
        if place.shine > 0.0 {
            let half = to_lamp * per_m - place.looking;
            let cos = half.dot(&place.normal) / half.dot(&half).sqrt().max(1e-6);
            shine += light * (place.shine * power_of_two(cos.max(0.0), place.sharpness));
        }
    }
    [matt, shine]
}

/// Lowest and highest depth in a tile of a depth map; sky does not count.
pub(crate) fn depth_span(depth_m: &[f32], lens: &Lens, column: usize) -> [f32; 2] {
    let mut span = [f32::INFINITY, 0.0_f32];
    let left = column * TILE_W;
    let right = (left + TILE_W).min(lens.width);
    for row in depth_m.chunks_exact(lens.width).take(TILE_H) {
        for &depth in row[left..right].iter().filter(|depth| **depth > 0.0) {
            span = [span[0].min(depth), span[1].max(depth)];
        }
    }
    span
}
