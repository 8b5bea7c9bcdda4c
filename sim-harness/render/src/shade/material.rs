//! What a surface throws back.

use nalgebra::Vector3;
use wide::f32x4;

use super::band::Shading;
use super::lamps::{Lit, LitPlace, lamp_light};
use super::patch::{Patch, Points};
use crate::four::{LANES, Wide3, positive, power_of_two, unit};
use crate::mesh::Texture;
use crate::texture::{Pattern, Weave, chance, floor};

/// Light that a smooth surface throws back head-on: glass and lacquer, n = 1.5.
const HEAD_ON: f32 = 0.04;
/// Share of window panes with a light behind them at night.
const LIT_WINDOWS: f32 = 0.3;
/// Light of such a window.
const WINDOW_LIGHT: Vector3<f32> = Vector3::new(0.42, 0.29, 0.15);
/// From this height on, its sine, the strongest light comes from above.
const OVERHEAD: f32 = 0.95;
/// Share of lamps' light that does not reach what lies below something.
const LAMP_SHADE: f32 = 0.65;
/// Gloss of standing water.
const WET_GLOSS: f32 = 0.65;
/// Albedo of the road where its paint is worn off.
const BARE: f32 = 0.14;
/// Light of glass in a wall, and of what is behind it by day.
const PANE: Vector3<f32> = Vector3::new(0.035, 0.042, 0.05);

/// Places of a surface, before light falls on them.
#[derive(Debug, Clone, Copy)]
struct Look {
    albedo: Wide3,
    emission: Wide3,
    gloss: f32x4,
    /// Water that stands on it.
    water: f32x4,
}

/// Where rays meet a patch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meeting {
    pub(super) points: Points,
    /// Relative to the camera, world axes.
    pub(super) at_m: Wide3,
    /// Unit, from the camera.
    pub(super) looking: Wide3,
    /// Which of the four count, one bit each.
    pub(super) lanes: u32,
}

impl Meeting {
    fn lanes(&self) -> impl Iterator<Item = usize> + use<> {
        let lanes = self.lanes;
        (0..LANES).filter(move |lane| lanes & (1 << lane) != 0)
    }
}

/// Light that comes to the camera from points of a patch, before the air between.
#[inline]
pub(super) fn shade(
    shading: &Shading<'_>,
    patch: &Patch<'_>,
    meeting: &Meeting,
    lamps: &[Lit],
) -> Wide3 {
    let look = look(shading, patch, meeting);
    let day = shading.daylight;
    let normal = meeting.points.normal;
    let towards_key = Wide3::splat(&day.towards_key);
    let facing = positive(normal.dot(towards_key));
    let direct = facing * shadow(shading, meeting, facing);
    let up = f32x4::HALF + f32x4::HALF * normal.z;
    let [below, above] = [&day.from_below, &day.from_above].map(Wide3::splat);
    let mut light = below.towards(above, up) + Wide3::splat(&day.key) * direct;
    let gloss = look.gloss.fast_max(look.water * f32x4::splat(WET_GLOSS));
    let is_glossy = gloss.simd_gt(f32x4::ZERO).any();
    let sharpness = if shading.daylight.wetness > 0.0 { 6 } else { 7 };
    let mut shine = look.emission;
    if is_glossy {
        let cos = f32x4::ZERO - meeting.looking.dot(normal);
        let mirror = meeting.looking + normal * (cos + cos);
        let share = mirrored_share(gloss, cos);
        shine += shading.surroundings(&mirror) * share.fast_min(f32x4::ONE);
        if day.disc > 0.0 {
            let spot = power_of_two(positive(mirror.dot(towards_key)), sharpness);
            shine += Wide3::splat(&day.glow) * (direct * gloss * spot * f32x4::splat(1.5));
        }
    }
    if !lamps.is_empty() {
        let place = LitPlace {
            at_m: meeting.at_m,
            normal,
            looking: meeting.looking,
            shine: gloss * f32x4::splat(1.2),
            sharpness,
        };
        let [matt, spots] = lamp_light(lamps, &place);
        // Lamps hang above: what a closed sky does not reach they reach less, too.
        let hidden = match day.towards_key.z > OVERHEAD {
            true => facing - direct,
            false => f32x4::ZERO,
        };
        light += matt * (f32x4::ONE - hidden * f32x4::splat(LAMP_SHADE));
        shine += spots;
    }
    look.albedo.times(light) + shine
}

/// Share of light that a surface throws back like a mirror, by the cosine under which it is seen.
/// Schlick, 1994, with a blunter power: no surface here is perfectly smooth.
#[inline(always)]
fn mirrored_share(gloss: f32x4, cos: f32x4) -> f32x4 {
    let grazing = power_of_two(f32x4::ONE - unit(cos), 2);
    gloss
        * (f32x4::splat(HEAD_ON)
            + f32x4::splat(0.05) * gloss
            + f32x4::splat(0.8 * (1.0 - HEAD_ON)) * grazing)
}

/// The same for wet ground.
pub(super) fn wet_share(wetness: f32, cos: f32x4) -> f32x4 {
    mirrored_share(f32x4::splat(WET_GLOSS * 0.8 * wetness), cos)
}

/// Share of the strongest light that reaches points which face it.
#[inline]
fn shadow(shading: &Shading<'_>, meeting: &Meeting, facing: f32x4) -> f32x4 {
    match &shading.shadows {
        Some(shadows) => {
            let wanted = facing.simd_gt(f32x4::ZERO);
            shadows.light_at(meeting.at_m, meeting.points.normal, wanted)
        }
        None => f32x4::ONE,
    }
}

#[inline]
fn look(shading: &Shading<'_>, patch: &Patch<'_>, meeting: &Meeting) -> Look {
    let surface = patch.surface;
    let mut look = Look {
        albedo: Wide3::splat(&patch.albedo),
        emission: Wide3::splat(&patch.emission),
        gloss: f32x4::splat(surface.gloss),
        water: f32x4::ZERO,
    };
    match patch.weave {
        Weave::Plain => {}
        Weave::Tile {
            pattern,
            factor,
            is_ground,
        } => {
            let own = tiled(shading, meeting, pattern, factor, is_ground, &mut look);
            match surface.texture {
                Texture::RoadPaint => {
                    let bare = Wide3::grey(f32x4::splat(BARE));
                    look.albedo = bare.towards(look.albedo, own);
                }
                Texture::Asphalt => look.water = own * f32x4::splat(0.45) + f32x4::splat(0.55),
                Texture::Slabs { .. } => look.water = f32x4::splat(0.7),
                _ => {}
            }
        }
        Weave::Windows { cell_m, pane } => {
            for lane in meeting.lanes() {
                windows(shading, patch, meeting, lane, [cell_m, pane], &mut look);
            }
        }
    }
    wet(shading, meeting, &mut look);
    look
}

/// Multiplies a pattern into the albedo; returns its own number.
#[inline]
fn tiled(
    shading: &Shading<'_>,
    meeting: &Meeting,
    pattern: &Pattern,
    factor: f32,
    is_ground: bool,
    look: &mut Look,
) -> f32x4 {
    let points = &meeting.points;
    let [u, v] = points.uv_m;
    let scale = f32x4::splat(factor);
    let mut texels = pattern.at_four([u * scale, v * scale], points.wide_m * scale, meeting.lanes);
    if is_ground {
        // What varies over metres is the same for neighbours.
        let first = meeting.lanes.trailing_zeros() as usize % LANES;
        let at = [u.as_array()[first], v.as_array()[first]];
        let blotches = &shading.library.blotches;
        let slow = blotches.roughly_at(at, points.wide_m.as_array()[first]);
        for texel in &mut texels {
            *texel *= slow;
        }
    }
    let [x, y, z, own] = f32x4::transpose(texels);
    look.albedo = look.albedo.times(Wide3 { x, y, z });
    own
}

/// Water darkens what soaks it up, and mirrors where it stands.
#[inline]
fn wet(shading: &Shading<'_>, meeting: &Meeting, look: &mut Look) {
    let wetness = shading.daylight.wetness;
    if wetness <= 0.0 {
        look.water = f32x4::ZERO;
        return;
    }
    let up = meeting.points.normal.z;
    let open = unit(up * f32x4::splat(2.0) - f32x4::splat(0.9));
    let soaked = open.fast_max(f32x4::splat(0.3)) * f32x4::splat(0.4 * wetness);
    look.albedo = look.albedo * (f32x4::ONE - soaked);
    look.water = look.water * open * f32x4::splat(wetness);
}

/// A wall of plaster with panes in its cells.
fn windows(
    shading: &Shading<'_>,
    patch: &Patch<'_>,
    meeting: &Meeting,
    lane: usize,
    [cell_m, pane]: [[f32; 2]; 2],
    look: &mut Look,
) {
    let uv_m = meeting.points.uv_m.map(|v| v.as_array()[lane]);
    let wide_m = meeting.points.wide_m.as_array()[lane];
    let [r, g, b, _] = shading.library.plaster.roughly_at(uv_m, wide_m).to_array();
    let mut albedo = patch.albedo.component_mul(&Vector3::new(r, g, b));
    let mut share = 1.0;
    let mut frame = 1.0;
    let mut cell = [0; 2];
    for axis in 0..2 {
        let size = cell_m[axis].max(0.1);
        let at = uv_m[axis] / size;
        cell[axis] = floor(at);
        let from_middle = (at - cell[axis] as f32 - 0.5).abs() * size;
        let half = 0.5 * pane[axis] * size;
        let wide = wide_m.max(0.02);
        let even = pane[axis];
        let near = ((half - from_middle) / wide + 0.5).clamp(0.0, 1.0);
        let near_frame = ((half + 0.09 - from_middle) / wide + 0.5).clamp(0.0, 1.0);
        // Where a pixel spans cells, only the mean is left.
        let blur = ((wide / size - 0.4) * 2.5).clamp(0.0, 1.0);
        share *= near + (even - near) * blur;
        frame *= near_frame + (even - near_frame) * blur;
    }
    albedo *= 1.0 + 0.25 * (frame - share);
    let lot = chance(cell[0], cell[1], patch.seed);
    let blind = chance(cell[0], cell[1], patch.seed ^ 1);
    let behind = PANE * (0.6 + 1.5 * blind * blind);
    albedo += (behind - albedo) * share;
    look.albedo.set_lane(lane, &albedo);
    let gloss = look.gloss.as_mut_array();
    gloss[lane] += (0.85 - gloss[lane]) * share;
    if patch.has_windows_lit && lot < LIT_WINDOWS {
        let lit = look.emission.lane(lane) + WINDOW_LIGHT * (share * (0.4 + 2.0 * lot));
        look.emission.set_lane(lane, &lit);
    }
}
