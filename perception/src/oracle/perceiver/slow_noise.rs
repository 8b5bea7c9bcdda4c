//! Noise as a network's: smooth in space, and drifting from frame to frame instead of jumping.
//! Any step can be repeated alone: a value lies between two draws that are keyed by their place
//! in time.

use trunkline_interfaces::Random;

/// Side of a cell of a smooth field, image pixels: errors of a network are alike over an object.
const CELL_PX: f64 = 48.0;

/// Draws that become others over some steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlowNoise {
    pub(super) seed: u64,
    pub(super) step: u64,
    pub(super) memory_steps: u32,
}

impl SlowNoise {
    /// Standard normal draws of a component, as many as asked for.
    pub(super) fn normals(&self, component: &str, count: usize) -> Vec<f64> {
        let memory = u64::from(self.memory_steps.max(1));
        let (epoch, into) = (self.step / memory, self.step % memory);
        let share = into as f64 / memory as f64;
        // Weighted so that the variance is 1 between the draws too.
        let scale = 1.0 / libm::hypot(share, 1.0 - share);
        let mut before = Random::new(self.seed, component, epoch);
        let mut after = Random::new(self.seed, component, epoch + 1);
        let between = |a: f64, b: f64| scale * ((1.0 - share) * a + share * b);
        (0..count)
            .map(|_| between(before.normal(), after.normal()))
            .collect()
    }

    /// A stream that stays the same for `memory_steps` steps, beginning at a step of its own.
    pub(super) fn held(&self, component: &str, phase: u64) -> Random {
        let memory = u64::from(self.memory_steps.max(1));
        let epoch = self.step.wrapping_add(phase % memory) / memory;
        Random::new(self.seed, component, epoch)
    }

    /// A field over an image.
    pub(super) fn field(&self, component: &str, width_px: usize, height_px: usize) -> SmoothField {
        let columns = (width_px as f64 / CELL_PX).ceil() as usize + 2;
        let rows = (height_px as f64 / CELL_PX).ceil() as usize + 2;
        SmoothField {
            columns,
            values: self.normals(component, columns * rows),
        }
    }
}

/// A normal variate for every pixel, interpolated between the corners of cells.
#[derive(Debug, Clone)]
pub(super) struct SmoothField {
    columns: usize,
    values: Vec<f64>,
}

impl SmoothField {
    /// The value at a pixel; its variance is 1 everywhere.
    pub(super) fn at(&self, u_px: f64, v_px: f64) -> f64 {
        let cell = |at_px: f64| {
            let place = (at_px / CELL_PX).max(0.0);
            let index = place.floor();
            (index as usize, place - index)
        };
        let ((i, x), (j, y)) = (cell(u_px), cell(v_px));
        let corner = |di: usize, dj: usize| {
            let index = (j + dj) * self.columns + (i + di).min(self.columns - 1);
            self.values.get(index).copied().unwrap_or(0.0)
        };
        let weights = [(1.0 - x) * (1.0 - y), x * (1.0 - y), (1.0 - x) * y, x * y];
        let scale = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
        let sum = weights[0] * corner(0, 0)
            + weights[1] * corner(1, 0)
            + weights[2] * corner(0, 1)
            + weights[3] * corner(1, 1);
        sum / scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(step: u64) -> SlowNoise {
        SlowNoise {
            seed: 3,
            step,
            memory_steps: 5,
        }
    }

    #[test]
    fn errors_drift_and_are_forgotten() {
        let pairs = |apart: u64| {
            let products = (0..4000).map(|step| {
                at(7 * step).normals("a", 1)[0] * at(7 * step + apart).normals("a", 1)[0]
            });
            products.sum::<f64>() / 4000.0
        };
        // standard error √(2/4000) = 0.022 where equal, less elsewhere
        assert!((pairs(0) - 1.0).abs() < 0.1, "{}", pairs(0));
        assert!(pairs(1) > 0.8, "{}", pairs(1));
        assert!(pairs(10).abs() < 0.1, "{}", pairs(10));
    }

    #[test]
    fn a_field_is_smooth_and_of_unit_variance() {
        let mut squares = 0.0;
        let mut steepest = 0.0_f64;
        for step in 0..2000 {
            let field = at(5 * step).field("b", 640, 360);
            let value = field.at(100.0, 200.0);
            squares += value * value;
            steepest = steepest.max((field.at(101.0, 200.0) - value).abs());
        }
        assert!(
            (squares / 2000.0 - 1.0).abs() < 0.15,
            "{}",
            squares / 2000.0
        );
        assert!(steepest < 0.3, "{steepest}"); // some 6 deviations over 48 pixels
    }
}
