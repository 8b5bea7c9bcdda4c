//! Drops before the lens.

use crate::texture::{chance, hash};

/// Streaks in an image of 640 × 360.
const STREAKS: f32 = 420.0;

/// Draws streaks of falling drops into a picture; `veil` is the light behind them.
pub(super) fn streaks(
    light: &mut [[f32; 3]],
    width: usize,
    veil: [f32; 3],
    amount: f32,
    seed: u32,
) {
    let height = light.len() / width.max(1);
    let scale = height as f32 / 360.0;
    let area = light.len() as f32 / (640.0 * 360.0);
    let count = (STREAKS * amount * area.min(8.0)) as i32;
    let seed = hash(seed);
    let slant = 0.06 + 0.1 * chance(0, 1, seed);
    for streak in 0..count {
        let lot = |k: i32| chance(streak, k, seed);
        let near = lot(2) * lot(2);
        let length = ((8.0 + 34.0 * near) * scale) as i32;
        let opacity = 0.05 + 0.13 * near;
        let (x0, y0) = (
            lot(3) * 1.1 * width as f32,
            (lot(4) * 1.1 - 0.1) * height as f32,
        );
        for step in 0..length {
            let y = y0 as i32 + step;
            let x = (x0 - slant * step as f32) as i32;
            if x < 0 || y < 0 || x >= width as i32 || y >= height as i32 {
                continue;
            }
            let fade = 1.0 - (2.0 * step as f32 / length as f32 - 1.0).abs();
            let share = opacity * fade;
            let pixel = &mut light[y as usize * width + x as usize];
            *pixel = [0, 1, 2].map(|c| pixel[c] + (veil[c] - pixel[c]) * share);
        }
    }
}
