//! The sky, and the air before it.

use nalgebra::Vector3;
use wide::f32x4;

use super::daylight::Daylight;
use crate::four::{LANES, Wide3, exp_of_minus, positive, power_of_two, unit};
use crate::texture::{Library, chance};

/// How sharply the horizon's light gives way to the zenith's: power of two of the power.
const FADE: u32 = 2;
/// Cosine of the sun's radius, larger than life, as every lens makes it.
const DISC_COS: f32 = 0.9997;
/// Light of the sun's disc.
const DISC_LIGHT: f32 = 12.0;
/// Share of a closed sky's light that its clouds make.
const CLOSED: f32 = 0.85;

impl Daylight {
    /// Light from directions (unit, world), without clouds, sun and stars; below the horizon, that
    /// of the horizon.
    #[inline(always)]
    pub(crate) fn air(&self, direction: &Wide3) -> Wide3 {
        let low = power_of_two(f32x4::ONE - unit(direction.z), FADE);
        let zenith = Wide3::splat(&self.zenith);
        let air = zenith.towards(Wide3::splat(&self.horizon), low);
        if self.disc <= 0.0 {
            return air;
        }
        let to_key = positive(direction.dot(Wide3::splat(&self.towards_key)));
        let halo = power_of_two(to_key, 3);
        let glow = f32x4::splat(0.22) * halo + f32x4::splat(0.35) * power_of_two(halo, 3);
        air + Wide3::splat(&self.glow) * glow
    }

    /// Light of the sky in directions, with clouds, sun and stars; `wide` is what a pixel spans,
    /// radians.
    pub(crate) fn sky(&self, direction: &Wide3, wide: f32, library: &Library) -> Wide3 {
        let mut light = self.air(direction);
        let to_key = direction.dot(Wide3::splat(&self.towards_key));
        if self.disc > 0.0 {
            let is_disc = to_key.simd_gt(f32x4::splat(DISC_COS));
            let disc = f32x4::splat(self.disc * DISC_LIGHT) & is_disc;
            light += Wide3::splat(&self.glow) * disc;
        }
        if self.stars > 0.0 {
            let is_up = direction.z.simd_gt(f32x4::splat(0.05));
            let stars = std::array::from_fn(|lane| star(&direction.lane(lane)));
            light += Wide3::grey(f32x4::splat(self.stars) * (f32x4::new(stars) & is_up));
        }
        let is_below_clouds = direction.z.simd_gt(f32x4::splat(0.01));
        if self.clouds > 0.0 && is_below_clouds.any() {
            let (share, bright) = self.clouds_at(direction, is_below_clouds, wide, library);
            let rim = power_of_two(positive(to_key), 4) * f32x4::splat(0.35);
            let cloud = Wide3::splat(&self.cloud) * bright + Wide3::splat(&self.glow) * rim;
            light = light.towards(cloud, share & is_below_clouds);
        }
        light
    }

    /// Shares of directions that clouds cover, and how bright they are there, where they are
    /// `asked`.
    #[inline(always)]
    fn clouds_at(
        &self,
        direction: &Wide3,
        asked: f32x4,
        wide: f32,
        library: &Library,
    ) -> (f32x4, f32x4) {
        // A flat ceiling, bent down towards the horizon as the earth bends.
        let reach = f32x4::ONE / (direction.z + f32x4::splat(0.12));
        let scale = reach * f32x4::splat(0.23);
        let first = asked.to_bitmask().trailing_zeros() as usize % LANES;
        let wide = wide * reach.as_array()[first] * 0.4;
        let at = [direction.x * scale, direction.y * scale];
        let texels = library.clouds.roughly_at_four(at, wide);
        let [bright, _, _, value] = f32x4::transpose(texels);
        if self.clouds >= 1.0 {
            let low = unit(f32x4::ONE - direction.z * f32x4::splat(4.0));
            let share = f32x4::splat(CLOSED) * (f32x4::ONE - f32x4::splat(0.7) * low);
            let bright = f32x4::splat(0.95) * (value - f32x4::splat(0.25));
            return (share, f32x4::splat(0.62) + bright);
        }
        let edge = f32x4::splat((1.0 - self.clouds) * 0.95);
        let share = unit((value - edge) * f32x4::splat(1.0 / 0.22));
        let share = share * share * (f32x4::splat(3.0) - f32x4::splat(2.0) * share);
        let fade = unit(direction.z * f32x4::splat(8.0)) * f32x4::splat(0.92);
        let shade = f32x4::splat(1.12) - f32x4::splat(0.35) * share;
        (share * fade, bright * shade)
    }

    /// What is left of light from distances.
    #[inline(always)]
    pub(crate) fn clarity(&self, distance_m: f32x4) -> f32x4 {
        exp_of_minus(distance_m * f32x4::splat(self.haze_per_m))
    }
}

/// Brightness of a star in a direction, mostly none.
fn star(direction: &Vector3<f32>) -> f32 {
    let cell = direction * 260.0;
    let [x, y, z] = [cell.x, cell.y, cell.z].map(|v| v as i32);
    let lot = chance(x, y.wrapping_mul(1031).wrapping_add(z), 7);
    match lot > 0.9972 {
        true => (lot - 0.9972) * 12.0,
        false => 0.0,
    }
}
