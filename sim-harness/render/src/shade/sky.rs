//! The sky, and the air before it.

use nalgebra::Vector3;
use wide::f32x4;

use super::daylight::Daylight;
use super::wide::{Wide3, exp_of_minus, positive, power_of_two, unit};
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
        if self.stars <= 0.0 && self.clouds <= 0.0 && self.disc <= 0.0 {
            return light;
        }
        for lane in 0..4 {
            let own = self.adorned(light.lane(lane), &direction.lane(lane), wide, library);
            light.set_lane(lane, &own);
        }
        light
    }

    fn adorned(
        &self,
        mut light: Vector3<f32>,
        direction: &Vector3<f32>,
        wide: f32,
        library: &Library,
    ) -> Vector3<f32> {
        let to_key = direction.dot(&self.towards_key);
        if self.disc > 0.0 && to_key > DISC_COS {
            light += self.glow * (self.disc * DISC_LIGHT);
        }
        if self.stars > 0.0 && direction.z > 0.05 {
            light += Vector3::repeat(self.stars * star(direction));
        }
        if self.clouds > 0.0 && direction.z > 0.01 {
            let (share, bright) = self.cloud_at(direction, wide, library);
            let warm = to_key.max(0.0);
            let warm = warm * warm * warm * warm;
            let rim = 0.35 * (warm * warm) * (warm * warm);
            let cloud = self.cloud * bright + self.glow * rim;
            light += (cloud - light) * share;
        }
        light
    }

    /// Share of a direction that clouds cover, and how bright they are there.
    fn cloud_at(&self, direction: &Vector3<f32>, wide: f32, library: &Library) -> (f32, f32) {
        // A flat ceiling, bent down towards the horizon as the earth bends.
        let reach = 1.0 / (direction.z + 0.12);
        let at = [direction.x * reach * 0.23, direction.y * reach * 0.23];
        let cloud = library.clouds.roughly_at(at, wide * reach * 0.4);
        let [bright, _, _, value] = cloud.to_array();
        if self.clouds >= 1.0 {
            let low = (1.0 - direction.z * 4.0).clamp(0.0, 1.0);
            return (CLOSED * (1.0 - 0.7 * low), 0.62 + 0.95 * (value - 0.25));
        }
        let edge = 1.0 - self.clouds;
        let share = ((value - edge * 0.95) / 0.22).clamp(0.0, 1.0);
        let share = share * share * (3.0 - 2.0 * share);
        let fade = (direction.z * 8.0).min(1.0);
        (share * fade * 0.92, bright * (1.12 - 0.35 * share))
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
