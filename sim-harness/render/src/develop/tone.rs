//! From light to brightness.

use wide::f32x4;

/// Entries of the table.
const ENTRIES: usize = 1024;
/// Light at the middle of the table.
const HALF: f32 = 0.35;

/// Brightness in `[0, 255]` by light.
#[derive(Debug, Clone)]
pub(super) struct ToneCurve {
    /// Brightness at an entry, and how much more it is at the next; one entry more for the end.
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
        let table = (0..=ENTRIES).map(|i| [brightness(i), brightness(i + 1) - brightness(i)]);
        Self {
            table: table.collect(),
        }
    }

    /// Brightness of light that is not negative.
    #[inline(always)]
    pub(super) fn at(&self, light: f32x4) -> f32x4 {
        let place = light / (light + f32x4::splat(HALF)) * f32x4::splat(ENTRIES as f32);
        let place = place.fast_max(f32x4::ZERO);
        let entry = place.fast_trunc_int();
        let share = place - f32x4::from_i32x4(entry);
        let [a, b, c, d] = entry.to_array();
        let at = |entry: i32| self.table[(entry as usize).min(ENTRIES)];
        let [a, b, c, d] = [at(a), at(b), at(c), at(d)];
        let low = f32x4::new([a[0], b[0], c[0], d[0]]);
        let more = f32x4::new([a[1], b[1], c[1], d[1]]);
        low + more * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_light_is_never_darker() {
        let curve = ToneCurve::new();
        let at = |light: f32| curve.at(f32x4::splat(light)).to_array()[2];
        let mut last = at(0.0);
        assert_eq!(last, 0.0);
        for step in 1..5000 {
            let now = at(step as f32 * 0.002);
            assert!(now >= last && now <= 255.0, "{now} after {last}");
            last = now;
        }
    }
}
