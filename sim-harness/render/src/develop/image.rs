//! Tone, noise, eight bits.

use nalgebra::Vector3;
use rayon::prelude::*;
use wide::f32x4;

use super::blur::{blur, kernel};
use super::exposure::automatic;
use super::glow::Glow;
use super::rain::streaks;
use super::tone::ToneCurve;
use crate::sensor::Sensor;
use crate::shade::Daylight;
use crate::texture::hash;

/// Exposure that a sensor of the stated noise is measured at.
const QUIET_EXPOSURE: f32 = 0.9;
/// How much noise grows with the exposure at most.
const MOST_NOISE: f32 = 2.5;

/// Numbers that noise is taken from; more than a row has.
const GRAINS: usize = 1 << 16;

/// Turns light into images.
#[derive(Debug)]
pub(crate) struct Darkroom {
    curve: ToneCurve,
    /// Each row of a picture takes its noise from here, beginning anywhere.
    grain: Vec<f32>,
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
            grain: grain(),
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
        let aside2 = (0..3 * width).map(|i| {
            let dx = (i / 3) as f32 - middle[0];
            dx * dx
        });
        let aside2 = aside2.collect::<Vec<_>>();
        let grain_of = |y: usize| hash(seed ^ y as u32) as usize % (GRAINS - 3 * width);
        let rows = image
            .par_chunks_mut(3 * width)
            .zip(light.par_chunks_mut(width));
        rows.enumerate().for_each(|(y, (out, light))| {
            let dy = y as f32 - middle[1];
            let grain = &self.grain[grain_of(y)..][..3 * width];
            let light = light.as_flattened_mut();
            for (light, aside2) in light.iter_mut().zip(&aside2) {
                *light *= exposure * (1.0 - vignetting * (aside2 + dy * dy));
            }
            self.glow.add_to(light, y);
            let (fours, rest) = light.as_chunks::<4>();
            let (out_fours, out_rest) = out.as_chunks_mut::<4>();
            let (grain_fours, grain_rest) = grain.as_chunks::<4>();
            for ((light, grain), out) in fours.iter().zip(grain_fours).zip(out_fours) {
                let grain = f32x4::new(*grain) * f32x4::splat(noise) + f32x4::HALF;
                *out = eight_bits(self.curve.at(f32x4::new(*light)) + grain);
            }
            for ((light, grain), out) in rest.iter().zip(grain_rest).zip(out_rest) {
                let tone = self.curve.at(f32x4::splat(*light));
                [*out, ..] = eight_bits(tone + f32x4::splat(grain * noise + 0.5));
            }
        });
    }
}

/// Whole numbers, cut at 0 and 255.
#[inline(always)]
fn eight_bits(values: f32x4) -> [u8; 4] {
    let values = values.fast_max(f32x4::ZERO).fast_min(f32x4::splat(255.0));
    let [a, b, c, d] = values.fast_trunc_int().to_array();
    [a as u8, b as u8, c as u8, d as u8]
}

/// Numbers with mean 0 and deviation 1.
fn grain() -> Vec<f32> {
    (0..GRAINS as u32).map(|i| normal(hash(i))).collect()
}

/// A number with mean 0 and deviation 1 from chance: the sum of four bytes is nearly normal.
fn normal(chance: u32) -> f32 {
    // Deviation of a byte: √((256² − 1) / 12); of four: twice that.
    const PER_DEVIATION: f32 = 1.0 / 147.799_2;
    let bytes = chance.to_le_bytes().map(u32::from);
    let sum = (bytes[0] + bytes[1]) + (bytes[2] + bytes[3]);
    (sum as f32 - 510.0) * PER_DEVIATION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_mean_zero_and_deviation_one() {
        let grain = grain();
        let draws = grain.iter().map(|draw| f64::from(*draw));
        let (mut sum, mut squares) = (0.0, 0.0);
        for draw in draws {
            sum += draw;
            squares += draw * draw;
        }
        // Standard error of the mean: 1 / √65 536 = 0.0039.
        let (mean, square) = (sum / GRAINS as f64, squares / GRAINS as f64);
        assert!(mean.abs() < 0.016, "{mean}");
        assert!((square - 1.0).abs() < 0.03, "{square}");
    }
}
