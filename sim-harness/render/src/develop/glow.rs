//! Light that spills from what is very bright.

use rayon::prelude::*;

use super::blur::{blur, kernel};

/// Pixels a side that the glow is computed for at once.
const COARSE: usize = 4;
/// Light above this, as exposed, spills.
const FROM: f32 = 1.3;
/// Brightest spill.
const MOST: f32 = 40.0;
/// Spill below this is not seen.
const LEAST: f32 = 1e-3;
/// Share that spills near by and far.
const SHARES: [f32; 2] = [0.10, 0.055];
/// How far, as shares of the image's height.
const REACH: [f64; 2] = [0.008, 0.035];

/// Coarse picture of the light that spills, and room to work.
#[derive(Debug, Default)]
pub(super) struct Glow {
    near: Vec<[f32; 3]>,
    far: Vec<[f32; 3]>,
    spare: Vec<[f32; 3]>,
    width: usize,
}

impl Glow {
    /// From a picture and its exposure; nothing where nothing is bright.
    pub(super) fn fill(&mut self, light: &[[f32; 3]], width: usize, exposure: f32) {
        let height = light.len() / width.max(1);
        self.width = width.div_ceil(COARSE);
        self.near.clear();
        self.near
            .resize(self.width * height.div_ceil(COARSE), [0.0; 3]);
        let spill = |value: f32| (value * exposure - FROM).clamp(0.0, MOST);
        let outs = self.near.par_chunks_mut(self.width);
        let jobs = light.par_chunks(width * COARSE).zip(outs);
        jobs.for_each(|(rows, out)| {
            let share = 1.0 / (COARSE * COARSE) as f32;
            for row in rows
                .chunks(width)
                .filter(|row| brightest(row) * exposure > FROM)
            {
                for (x, pixel) in row.iter().enumerate() {
                    if pixel.iter().any(|v| v * exposure > FROM) {
                        let out = &mut out[x / COARSE];
                        *out = [0, 1, 2].map(|c| out[c] + spill(pixel[c]) * share);
                    }
                }
            }
        });
        if self.near.iter().all(|pixel| *pixel == [0.0; 3]) {
            self.near.clear();
            return;
        }
        self.far.clone_from(&self.near);
        let coarse = |share: f64| share * height as f64 / COARSE as f64;
        for (picture, reach) in [(&mut self.near, REACH[0]), (&mut self.far, REACH[1])] {
            blur(picture, &mut self.spare, self.width, &kernel(coarse(reach)));
        }
        for (near, far) in self.near.iter_mut().zip(&self.far) {
            *near = [0, 1, 2].map(|c| near[c] * SHARES[0] + far[c] * SHARES[1]);
        }
    }

    /// Adds it to a row of exposed light, three numbers a pixel.
    pub(super) fn add_to(&self, light: &mut [f32], y: usize) {
        if self.near.is_empty() {
            return;
        }
        let height = self.near.len() / self.width;
        let (top, bottom, fy) = between(y, height);
        let rows = [top, bottom].map(|row| &self.near[row * self.width..][..self.width]);
        let [upper, lower] = rows;
        if brightest(upper).max(brightest(lower)) < LEAST {
            return;
        }
        for (x, pixel) in light.chunks_exact_mut(3).enumerate() {
            let (left, right, fx) = between(x, self.width);
            let (a, b, c, d) = (upper[left], upper[right], lower[left], lower[right]);
            for i in 0..3 {
                let above = a[i] + (b[i] - a[i]) * fx;
                let below = c[i] + (d[i] - c[i]) * fx;
                pixel[i] += above + (below - above) * fy;
            }
        }
    }
}

/// Brightest number of a row.
fn brightest(row: &[[f32; 3]]) -> f32 {
    let mut highest = [0.0_f32; 12];
    for four in row.chunks(4) {
        for (highest, value) in highest.iter_mut().zip(four.as_flattened()) {
            *highest = if *value > *highest { *value } else { *highest };
        }
    }
    highest.iter().fold(0.0, |a, b| a.max(*b))
}

/// The coarse pixels around a pixel, and how far it lies from the first.
#[inline]
fn between(pixel: usize, end: usize) -> (usize, usize, f32) {
    let at = ((pixel as f32 + 0.5) / COARSE as f32 - 0.5).max(0.0);
    let first = (at as usize).min(end - 1);
    (first, (first + 1).min(end - 1), at - first as f32)
}
