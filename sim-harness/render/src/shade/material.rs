//! What a surface throws back.

use nalgebra::Vector3;

use super::band::Shading;
use super::lamps::{Lit, LitPlace, lamp_light};
use super::patch::{Patch, Point};
use super::sky::power_of_two;
use crate::mesh::Texture;
use crate::texture::{Weave, chance, floor};

/// Light that a smooth surface throws back head-on: glass and lacquer, n = 1.5.
const HEAD_ON: f32 = 0.04;
/// Share of window panes with a light behind them at night.
const LIT_WINDOWS: f32 = 0.3;
/// Light of such a window.
const WINDOW_LIGHT: Vector3<f32> = Vector3::new(0.42, 0.29, 0.15);
/// Light of glass in a wall, and of what is behind it by day.
const PANE: Vector3<f32> = Vector3::new(0.035, 0.042, 0.05);

/// A place of a surface, before light falls on it.
#[derive(Debug, Clone, Copy)]
struct Look {
    albedo: Vector3<f32>,
    emission: Vector3<f32>,
    gloss: f32,
    /// Water that stands on it.
    water: f32,
}

/// Light that comes to the camera from a point of a patch, before the air between.
pub(super) fn shade(
    shading: &Shading<'_>,
    patch: &Patch<'_>,
    point: &Point,
    at_m: &Vector3<f32>,
    looking: &Vector3<f32>,
    lamps: &[Lit],
) -> Vector3<f32> {
    let look = look(shading, patch, point);
    let day = shading.daylight;
    let normal = point.normal;
    let facing = normal.dot(&day.towards_key);
    let direct = match facing > 0.0 {
        true => shading.shadows.map_or(1.0, |s| s.light_at(at_m, &normal)),
        false => 0.0,
    };
    let up = 0.5 + 0.5 * normal.z;
    let around = day.from_below + (day.from_above - day.from_below) * up;
    let mut light = around + day.key * (direct * facing.max(0.0));
    let cos = -looking.dot(&normal);
    let gloss = look.gloss.max(0.75 * look.water);
    let mut shine = Vector3::zeros();
    let sharpness = if look.water > 0.0 { 6 } else { 7 };
    if gloss > 0.0 {
        let mirror = looking + normal * (2.0 * cos);
        let grazing = power_of_two(1.0 - cos.clamp(0.0, 1.0), 2);
        let share = gloss * (HEAD_ON + 0.05 * gloss + (1.0 - HEAD_ON) * grazing * 0.8);
        shine = shading.surroundings(&mirror) * share.min(1.0);
        let spot = power_of_two(mirror.dot(&day.towards_key).max(0.0), sharpness);
        shine += day.glow * (direct * gloss * spot * 1.5);
    }
    if !lamps.is_empty() {
        let place = LitPlace {
            at_m: *at_m,
            normal,
            looking: *looking,
            shine: gloss * 1.2,
            sharpness,
        };
        let [matt, spots] = lamp_light(lamps, &place);
        light += matt;
        shine += spots;
    }
    look.albedo.component_mul(&light) + shine + look.emission
}

fn look(shading: &Shading<'_>, patch: &Patch<'_>, point: &Point) -> Look {
    let surface = patch.surface;
    let mut look = Look {
        albedo: patch.albedo,
        emission: patch.emission,
        gloss: surface.gloss,
        water: 0.0,
    };
    match patch.weave {
        Weave::Plain => {}
        Weave::Tile {
            pattern,
            factor,
            is_ground,
        } => {
            let uv = point.uv_m.map(|v| v * factor);
            let [r, g, b, own] = pattern.at(uv.into(), point.wide_m * factor).to_array();
            let mut factor = Vector3::new(r, g, b);
            if is_ground {
                let slow = shading.library.blotches.at(point.uv_m.into(), point.wide_m);
                factor *= slow.to_array()[0];
            }
            look.albedo.component_mul_assign(&factor);
            match surface.texture {
                Texture::RoadPaint => {
                    let bare = Vector3::repeat(0.14);
                    look.albedo = bare + (look.albedo - bare) * own;
                }
                Texture::Asphalt => look.water = own,
                Texture::Slabs { .. } => look.water = 0.4,
                _ => {}
            }
        }
        Weave::Windows { cell_m, pane } => windows(shading, patch, point, cell_m, pane, &mut look),
    }
    wet(shading, point, &mut look);
    look
}

/// Water darkens what soaks it up, and mirrors where it stands.
fn wet(shading: &Shading<'_>, point: &Point, look: &mut Look) {
    let wetness = shading.daylight.wetness;
    if wetness <= 0.0 {
        look.water = 0.0;
        return;
    }
    let open = (point.normal.z * 2.0 - 0.9).clamp(0.0, 1.0);
    look.albedo *= 1.0 - 0.4 * wetness * open.max(0.3);
    look.water = wetness * open * (0.45 * look.water.min(1.0) + 0.55 * f32::from(look.water > 0.0));
}

/// A wall of plaster with panes in its cells.
fn windows(
    shading: &Shading<'_>,
    patch: &Patch<'_>,
    point: &Point,
    cell_m: [f32; 2],
    pane: [f32; 2],
    look: &mut Look,
) {
    let plaster = shading.library.plaster.at(point.uv_m.into(), point.wide_m);
    let [r, g, b, _] = plaster.to_array();
    look.albedo.component_mul_assign(&Vector3::new(r, g, b));
    let mut share = 1.0;
    let mut frame = 1.0;
    let mut cell = [0; 2];
    for axis in 0..2 {
        let size = cell_m[axis].max(0.1);
        let at = point.uv_m[axis] / size;
        cell[axis] = floor(at);
        let from_middle = (at - cell[axis] as f32 - 0.5).abs() * size;
        let half = 0.5 * pane[axis] * size;
        let wide = point.wide_m.max(0.02);
        let even = pane[axis];
        let near = ((half - from_middle) / wide + 0.5).clamp(0.0, 1.0);
        let near_frame = ((half + 0.09 - from_middle) / wide + 0.5).clamp(0.0, 1.0);
        // Where a pixel spans cells, only the mean is left.
        let blur = ((wide / size - 0.4) * 2.5).clamp(0.0, 1.0);
        share *= near + (even - near) * blur;
        frame *= near_frame + (even - near_frame) * blur;
    }
    look.albedo *= 1.0 + 0.25 * (frame - share);
    let lot = chance(cell[0], cell[1], patch.seed);
    let is_lit = patch.has_windows_lit && lot < LIT_WINDOWS;
    let blind = chance(cell[0], cell[1], patch.seed ^ 1);
    let behind = PANE * (0.6 + 1.5 * blind * blind);
    look.albedo += (behind - look.albedo) * share;
    look.gloss += (0.85 - look.gloss) * share;
    if is_lit {
        look.emission += WINDOW_LIGHT * (share * (0.4 + 2.0 * lot));
    }
}
