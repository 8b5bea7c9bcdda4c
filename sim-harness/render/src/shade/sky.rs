//! The sky, and the air before it.

use nalgebra::Vector3;

use super::daylight::Daylight;
use crate::texture::{Library, chance};

/// How sharply the horizon's light gives way to the zenith's: power of two of the power.
const FADE: u32 = 2;
/// Cosine of the sun's radius, larger than life, as every lens makes it.
const DISC_COS: f32 = 0.9997;
/// Light of the sun's disc.
const DISC_LIGHT: f32 = 12.0;

/// x to the power of 2^n.
#[inline]
pub(crate) fn power_of_two(mut x: f32, n: u32) -> f32 {
    for _ in 0..n {
        x *= x;
    }
    x
}

impl Daylight {
    /// Light from a direction (unit, world), without clouds, sun and stars; below the horizon, that
    /// of the horizon.
    #[inline]
    pub(crate) fn air(&self, direction: &Vector3<f32>) -> Vector3<f32> {
        let up = direction.z.clamp(0.0, 1.0);
        let low = power_of_two(1.0 - up, FADE);
        let to_key = direction.dot(&self.towards_key).max(0.0);
        let halo = power_of_two(to_key, 3);
        let glow = 0.22 * halo + 0.35 * power_of_two(halo, 3);
        self.zenith + (self.horizon - self.zenith) * low + self.glow * glow
    }

    /// Light of the sky in a direction, with clouds, sun and stars; `wide` is what a pixel spans,
    /// radians.
    pub(crate) fn sky(
        &self,
        direction: &Vector3<f32>,
        wide: f32,
        library: &Library,
    ) -> Vector3<f32> {
        let mut light = self.air(direction);
        let to_key = direction.dot(&self.towards_key);
        if self.disc > 0.0 && to_key > DISC_COS {
            light += self.glow * (self.disc * DISC_LIGHT);
        }
        if self.stars > 0.0 && direction.z > 0.05 {
            light += Vector3::repeat(self.stars * star(direction));
        }
        if self.clouds > 0.0 && direction.z > 0.01 {
            let (share, bright) = self.cloud_at(direction, wide, library);
            let rim = 0.35 * power_of_two(to_key.max(0.0), 4);
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
        let [bright, _, _, value] = library.clouds.at(at, wide * reach * 0.4).to_array();
        if self.clouds >= 1.0 {
            return (0.85, 0.72 + 0.7 * (value - 0.3));
        }
        let edge = 1.0 - self.clouds;
        let share = ((value - edge * 0.95) / 0.22).clamp(0.0, 1.0);
        let share = share * share * (3.0 - 2.0 * share);
        let fade = (direction.z * 8.0).min(1.0);
        let body = 1.12 - 0.35 * share;
        (share * fade * 0.92, bright * body)
    }

    /// What is left of light from a distance.
    #[inline]
    pub(crate) fn clarity(&self, distance_m: f32) -> f32 {
        exp_of_minus(self.haze_per_m * distance_m)
    }
}

/// Brightness of a star in a direction, mostly none.
fn star(direction: &Vector3<f32>) -> f32 {
    let cell = direction * 180.0;
    let [x, y, z] = [cell.x, cell.y, cell.z].map(|v| v as i32);
    let lot = chance(x, y.wrapping_mul(1031).wrapping_add(z), 7);
    match lot > 0.996 {
        true => (lot - 0.996) * 12.0,
        false => 0.0,
    }
}

/// e to the power of −x for x ≥ 0, within 1e-4: a power of two, and a polynomial for the rest.
#[inline]
pub(crate) fn exp_of_minus(x: f32) -> f32 {
    let y = (x * std::f32::consts::LOG2_E).clamp(0.0, 100.0);
    let whole = y as i32;
    let t = y - whole as f32;
    // 2^-t for t in [0, 1), least squares with the ends held.
    let rest = 1.0 + t * (-0.693065 + t * (0.239471 + t * (-0.053249 + t * 0.006843)));
    f32::from_bits(((127 - whole) as u32) << 23) * rest
}
