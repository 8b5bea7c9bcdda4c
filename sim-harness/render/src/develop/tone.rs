//! From light to brightness.

use wide::f32x4;

/// Entries of the table.
const ENTRIES: usize = 1024;
/// Light at the middle of the table.
const HALF: f32 = 0.35;

/// Brightness in `[0, 255]` by light.
#[derive(Debug, Clone)]
pub(super) struct ToneCurve {
    /// Brightness at an entry, and how much more it is at the next.
    table: Vec<[f32; 2]>,
}

/// Narkowicz, "ACES filmic tone mapping curve", 2016.
fn filmic(x: f32) -> f32 {
    let x = 0.72 * x;
    ((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0.0, 1.0)
}

/// IEC 61966-2-1 (sRGB).
fn encode(x: f32) -> f32 {
    match x <= 0.003_130_8 {
        true => 12.92 * x,
        false => 1.055 * libm::powf(x, 1.0 / 2.4) - 0.055,
    }
}

impl ToneCurve {
    pub(super) fn new() -> Self {
        let brightness = |i: usize| {
            let share = i as f32 / ENTRIES as f32;
            let light = HALF * share / (1.0 - share).max(1e-6);
            255.0 * encode(filmic(light))
        };
        let table = (0..ENTRIES).map(|i| [brightness(i), brightness(i + 1) - brightness(i)]);
        Self {
            table: table.collect(),
        }
    }

    /// Brightness of light that is not negative.
    #[inline]
    pub(super) fn at(&self, light: f32x4) -> [f32; 4] {
        let half = f32x4::splat(HALF);
        let place = light / (light + half) * f32x4::splat(ENTRIES as f32);
        let mut tones = place.to_array();
        for tone in &mut tones {
            let index = (*tone as usize).min(ENTRIES - 1);
            let [low, more] = self.table[index];
            *tone = low + more * (*tone - index as f32);
        }
        tones
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_light_is_never_darker() {
        let curve = ToneCurve::new();
        let at = |light: f32| curve.at(f32x4::splat(light))[2];
        let mut last = at(0.0);
        assert_eq!(last, 0.0);
        for step in 1..5000 {
            let now = at(step as f32 * 0.002);
            assert!(now >= last && now <= 255.0, "{now} after {last}");
            last = now;
        }
    }
}
