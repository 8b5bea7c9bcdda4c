//! What a surface is like at a place, before light falls on it: pattern, panes, water.

use nalgebra::Vector3;
use wide::f32x4;

use super::patch::{Meeting, Patch};
use super::shading::Shading;
use crate::four::{LANES, Wide3, unit};
use crate::mesh::Texture;
use crate::texture::{Pattern, Weave, chance, floor};

/// Share of window panes with a light behind them at night.
const LIT_WINDOWS: f32 = 0.3;
/// Light of such a window.
const WINDOW_LIGHT: Vector3<f32> = Vector3::new(0.42, 0.29, 0.15);
/// Albedo of the road where its paint is worn off.
const BARE: f32 = 0.14;
/// Light of glass in a wall, and of what is behind it by day.
const PANE: Vector3<f32> = Vector3::new(0.035, 0.042, 0.05);

/// Places of a surface, before light falls on them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) albedo: Wide3,
    pub(super) emission: Wide3,
    pub(super) gloss: f32x4,
    /// Water that stands on it.
    pub(super) water: f32x4,
}

/// What a patch is like where rays meet it: pattern, panes, water.
#[inline]
pub(super) fn look(shading: &Shading<'_>, patch: &Patch<'_>, meeting: &Meeting) -> Look {
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
