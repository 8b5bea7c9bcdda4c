//! Light that spills from what is very bright.

use rayon::prelude::*;

use super::blur::{blur, kernel};

/// Pixels a side that the glow is computed for at once.
const COARSE: usize = 4;
/// Light above this, as exposed, spills.
const FROM: f32 = 1.3;
/// Brightest spill.
const MOST: f32 = 40.0;
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
        self.near.clear();
        let height = light.len() / width.max(1);
        self.width = width.div_ceil(COARSE);
        let spill = |value: f32| (value * exposure - FROM).max(0.0).min(MOST);
        let bright = light.par_chunks(width * COARSE).map(|rows| {
            let mut out = vec![[0.0_f32; 3]; width.div_ceil(COARSE)];
            let share = 1.0 / (COARSE * COARSE) as f32;
            for row in rows.chunks(width) {
                for (x, pixel) in row.iter().enumerate() {
                    if pixel.iter().any(|v| v * exposure > FROM) {
                        let out = &mut out[x / COARSE];
                        *out = [0, 1, 2].map(|c| out[c] + spill(pixel[c]) * share);
                    }
                }
            }
            out
        });
        self.near = bright.collect::<Vec<_>>().concat();
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

    /// Whether there is any.
    pub(super) fn is_dark(&self) -> bool {
        self.near.is_empty()
    }

    /// At a pixel, between the coarse pixels around it.
    #[inline]
    pub(super) fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let height = self.near.len() / self.width;
        let place = |p: usize| (p as f32 + 0.5) / COARSE as f32 - 0.5;
        let split = |p: usize, end: usize| {
            let at = place(p).max(0.0);
            let first = (at as usize).min(end - 1);
            (first, (first + 1).min(end - 1), at - first as f32)
        };
        let (left, right, fx) = split(x, self.width);
        let (top, bottom, fy) = split(y, height);
        let at = |column: usize, row: usize| self.near[row * self.width + column];
        let corners = [
            at(left, top),
            at(right, top),
            at(left, bottom),
            at(right, bottom),
        ];
        [0, 1, 2].map(|c| {
            let upper = corners[0][c] + (corners[1][c] - corners[0][c]) * fx;
            let lower = corners[2][c] + (corners[3][c] - corners[2][c]) * fx;
            upper + (lower - upper) * fy
        })
    }
}
