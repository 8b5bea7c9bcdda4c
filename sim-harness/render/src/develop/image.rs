//! Tone, noise, eight bits.

use nalgebra::Vector3;
use rayon::prelude::*;

use super::blur::{blur, kernel};
use super::exposure::automatic;
use super::glow::Glow;
use super::rain::streaks;
use super::tone::ToneCurve;
use crate::error::RenderError;
use crate::sensor::Sensor;
use crate::shade::Daylight;
use crate::texture::hash;

/// Exposure that a sensor of the stated noise is measured at.
const QUIET_EXPOSURE: f32 = 0.9;
/// How much noise grows with the exposure at most.
const MOST_NOISE: f32 = 2.5;

/// Turns light into images.
#[derive(Debug)]
pub(crate) struct Darkroom {
    curve: ToneCurve,
    spare: Vec<[f32; 3]>,
    glow: Glow,
}

/// A picture in the making.
pub(crate) struct Frame<'a> {
    /// Linear RGB; is used up.
    pub(crate) light: &'a mut [[f32; 3]],
    pub(crate) width: usize,
    pub(crate) sensor: Sensor,
    pub(crate) daylight: &'a Daylight,
    pub(crate) noise_seed: u64,
}

impl Darkroom {
    pub(crate) fn new() -> Self {
        Self {
            curve: ToneCurve::new(),
            spare: Vec::new(),
            glow: Glow::default(),
        }
    }

    /// Fills `image`, three bytes a pixel.
    pub(crate) fn develop(&mut self, frame: Frame<'_>, image: &mut [u8]) {
        let Frame {
            light,
            width,
            sensor,
            daylight,
            noise_seed,
        } = frame;
        let seed = hash(noise_seed as u32 ^ hash((noise_seed >> 32) as u32));
        if daylight.rain > 0.0 {
            let veil: Vector3<f32> = (daylight.horizon + daylight.zenith) * 0.7;
            streaks(light, width, veil.into(), daylight.rain, seed);
        }
        let chosen = automatic(light, width);
        let exposure = chosen * sensor.exposure as f32;
        self.glow.fill(light, width, exposure);
        blur(light, &mut self.spare, width, &kernel(sensor.blur_px));
        let gain = (chosen / QUIET_EXPOSURE).sqrt().clamp(0.7, MOST_NOISE);
        let noise = sensor.noise as f32 * gain;
        let height = light.len() / width;
        let middle = [0.5 * (width as f32 - 1.0), 0.5 * (height as f32 - 1.0)];
        let corner2 = (middle[0] * middle[0] + middle[1] * middle[1]).max(1.0);
        let vignetting = sensor.vignetting as f32 / corner2;
        let (curve, glow) = (&self.curve, &self.glow);
        let rows = image.par_chunks_mut(3 * width).zip(light.par_chunks(width));
        rows.enumerate().for_each(|(y, (out, row))| {
            let dy = y as f32 - middle[1];
            for (x, (out, light)) in out.chunks_exact_mut(3).zip(row).enumerate() {
                let dx = x as f32 - middle[0];
                let factor = exposure * (1.0 - vignetting * (dx * dx + dy * dy));
                let spill = match glow.is_dark() {
                    true => [0.0; 3],
                    false => glow.at(x, y),
                };
                let chance = normals(seed ^ (y * width + x) as u32);
                for colour in 0..3 {
                    let tone = curve.at(light[colour] * factor + spill[colour]);
                    // The cast cuts at 0 and 255.
                    out[colour] = (tone + noise * chance[colour] + 0.5) as u8;
                }
            }
        });
    }
}

/// Three numbers with mean 0 and deviation 1 from a key: each a sum of three numbers of seven
/// bits, which is nearly normal.
#[inline]
fn normals(key: u32) -> [f32; 3] {
    // Deviation of seven bits: √((128² − 1) / 12); of three: √3 times that, 63.998.
    const PER_DEVIATION: f32 = 1.0 / 63.998;
    // Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014, in the variant
    // of Vigna (splitmix64).
    let mut bits = u64::from(key)
        .wrapping_add(1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    [0, 21, 42].map(|first| {
        let own = (bits >> first) as u32;
        let sum = (own & 127) + ((own >> 7) & 127) + ((own >> 14) & 127);
        (sum as f32 - 190.5) * PER_DEVIATION
    })
}

impl Sensor {
    /// Whether every setting is in its range.
    ///
    /// # Errors
    /// Names the setting that is not.
    pub fn check(&self) -> Result<(), RenderError> {
        let settings = [
            ("exposure", self.exposure, 0.1, 10.0),
            ("vignetting", self.vignetting, 0.0, 1.0),
            ("noise", self.noise, 0.0, 50.0),
            ("blur_px", self.blur_px, 0.0, 5.0),
        ];
        for (field, value, low, high) in settings {
            if !(value >= low && value <= high) {
                return Err(RenderError::Sensor {
                    field,
                    value,
                    low,
                    high,
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_mean_zero_and_deviation_one() {
        let draws = (0..200_000_u32).map(|i| f64::from(normals(i)[i as usize % 3]));
        let (mut sum, mut squares) = (0.0, 0.0);
        for draw in draws {
            sum += draw;
            squares += draw * draw;
        }
        // Standard error of the mean: 1 / √200 000 = 0.0022.
        assert!((sum / 2e5).abs() < 0.01, "{}", sum / 2e5);
        assert!((squares / 2e5 - 1.0).abs() < 0.02, "{}", squares / 2e5);
    }
}
