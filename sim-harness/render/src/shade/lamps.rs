//! Light of lamps.

use nalgebra::Vector3;
use wide::f32x4;

use crate::four::{Wide3, positive, power_of_two, unit};
use crate::geometry::View;
use crate::lens::{Lens, TILE_H, TILE_W};
use crate::scene::PointLight;

/// Lamps that one tile minds at most; the nearest.
const MOST_A_TILE: usize = 48;

/// A lamp, relative to the camera, world axes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lit {
    at_m: Vector3<f32>,
    direction: Vector3<f32>,
    cos_half_angle: f32,
    /// One over how much of the cosine fades: all of the cone's, since an edge on the road looks
    /// painted.
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

    /// Lamps that reach what a tile shows; `depth_m` is that of its row of tiles.
    pub(crate) fn of_tile(
        &self,
        lens: &Lens,
        [column, row]: [usize; 2],
        depth_m: &[f32],
        out: &mut Vec<Lit>,
    ) {
        out.clear();
        if self.lamps.is_empty() {
            return;
        }
        let [near_m, far_m] = depth_span(depth_m, lens, column);
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
    let is_sound = light.reach_m.is_finite()
        && reach_m > 0.0
        && at_m.norm() < 1e5
        && light.direction.norm() < 2.0
        && light.intensity.iter().all(|v| v.is_finite())
        && light.cos_half_angle.is_finite();
    is_sound.then(|| Lit {
        at_m: at_m.cast(),
        direction: light.direction.cast(),
        cos_half_angle: light.cos_half_angle,
        per_fade: 1.0 / (1.0 - light.cos_half_angle).max(1e-4),
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

/// Places that lamps light.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LitPlace {
    /// Relative to the camera, world axes.
    pub(crate) at_m: Wide3,
    pub(crate) normal: Wide3,
    /// Unit, from the camera.
    pub(crate) looking: Wide3,
    /// Of the highlight: how much, and how sharp as a power of two of the power.
    pub(crate) shine: f32x4,
    pub(crate) sharpness: u32,
}

/// Light of lamps on places: what a matt surface gets, and what shines back.
#[inline]
pub(crate) fn lamp_light(lamps: &[Lit], place: &LitPlace) -> [Wide3; 2] {
    let mut matt = Wide3::ZERO;
    let mut shine = Wide3::ZERO;
    let is_shiny = place.shine.simd_gt(f32x4::ZERO).any();
    for lamp in lamps {
        let to_lamp = Wide3::splat(&lamp.at_m) - place.at_m;
        let distance2 = to_lamp.dot(to_lamp);
        let share = positive(f32x4::ONE - distance2 * f32x4::splat(lamp.per_reach2));
        let facing = positive(to_lamp.dot(place.normal));
        let reached = share * facing;
        if !reached.simd_gt(f32x4::ZERO).any() {
            continue;
        }
        let per_m = f32x4::ONE / distance2.fast_max(f32x4::splat(0.04)).sqrt();
        let along = f32x4::ZERO - to_lamp.dot(Wide3::splat(&lamp.direction)) * per_m;
        let from_rim = along - f32x4::splat(lamp.cos_half_angle);
        let cone = unit(from_rim * f32x4::splat(lamp.per_fade));
        let strength = (cone * cone) * (share * share) * (per_m * per_m);
        let intensity = Wide3::splat(&lamp.intensity);
        matt += intensity * (strength * facing * per_m);
        if is_shiny {
            let half = to_lamp * per_m - place.looking;
            let length = half.dot(half).sqrt().fast_max(f32x4::splat(1e-6));
            let cos = positive(half.dot(place.normal) / length);
            let spot = power_of_two(cos, place.sharpness) * place.shine;
            let is_facing = facing.simd_gt(f32x4::ZERO);
            shine += intensity * ((strength * spot) & is_facing);
        }
    }
    [matt, shine]
}

/// Lowest and highest depth in a tile of a depth map; sky does not count.
fn depth_span(depth_m: &[f32], lens: &Lens, column: usize) -> [f32; 2] {
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
