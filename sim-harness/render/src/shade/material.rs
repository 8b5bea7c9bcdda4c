//! What a surface throws back.

use wide::f32x4;

use super::lamps::{Lit, LitPlace, lamp_light};
use super::look::look;
use super::patch::{Meeting, Patch};
use super::shading::Shading;
use crate::four::{Wide3, positive, power_of_two, unit};

/// Light that a smooth surface throws back head-on: glass and lacquer, n = 1.5.
const HEAD_ON: f32 = 0.04;
/// From this height on, its sine, the strongest light comes from above.
const OVERHEAD: f32 = 0.95;
/// Share of lamps' light that does not reach what lies below something.
const LAMP_SHADE: f32 = 0.65;
/// Gloss of standing water.
const WET_GLOSS: f32 = 0.65;

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
