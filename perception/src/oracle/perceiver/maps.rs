//! Class and depth maps of a camera, at the stride of a network, exact or with a network's errors.

use nalgebra::Vector2;
use ndarray::Array2;
use trunkline_interfaces::MapGrid;
use trunkline_interfaces::messages::CameraTruth;

use super::config::NoisyOraclePerceiverConfig;
use super::slow_noise::{SlowNoise, SmoothField};

/// Inverse depths whose spread is below this share of their mean lie on one surface.
const ONE_SURFACE: f64 = 0.1;
/// Bits of the mantissa that noisy depths keep: steps of 1/8192 of the depth, so that recordings
/// of smooth errors compress. A network in half precision keeps fewer.
const KEPT_MANTISSA_BITS: u32 = 13;
/// The same error of all depths of a frame or object never passes this: depth stays positive.
const MAX_DEPTH_ERROR: f64 = 0.8;

/// The truth's maps, sampled.
pub(super) struct Sampler<'a> {
    pub(super) view: &'a CameraTruth,
    pub(super) grid: MapGrid,
}

impl Sampler<'_> {
    /// The map of a quantity, given its value at points of the image.
    fn map<T>(&self, value: impl Fn(Vector2<f64>) -> T) -> Array2<T> {
        Array2::from_shape_fn((self.grid.height, self.grid.width), |(row, column)| {
            value(self.grid.image_px(column, row))
        })
    }

    /// Row and column of the pixel that shows a point of the image, cut at the image's edge.
    fn pixel(&self, at_px: Vector2<f64>) -> [usize; 2] {
        let (rows, columns) = self.view.depth_m.dim();
        let index = |at_px: f64, size: usize| {
            (at_px + 0.5)
                .floor()
                .clamp(0.0, size.saturating_sub(1) as f64) as usize
        };
        [index(at_px.y, rows), index(at_px.x, columns)]
    }

    fn class(&self, at_px: Vector2<f64>) -> u8 {
        let pixel = self.pixel(at_px);
        self.view.classes.get(pixel).copied().unwrap_or(0)
    }

    fn inverse_depth_1pm(&self, at_px: Vector2<f64>) -> f64 {
        match self.view.depth_m.get(self.pixel(at_px)) {
            Some(depth_m) if *depth_m > 0.0 => 1.0 / f64::from(*depth_m),
            _ => 0.0, // sky
        }
    }

    /// Mean inverse depth (which is linear in the image, on a plane) of four points around a
    /// point; 0 for sky.
    fn mixed_inverse_depth_1pm(&self, at_px: Vector2<f64>, apart_px: f64) -> f64 {
        let corners = [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)]
            .map(|(x, y)| self.inverse_depth_1pm(at_px + apart_px * Vector2::new(x, y)));
        0.25 * corners.iter().sum::<f64>()
    }

    /// Depth at a point that may lie between pixels: of the plane through the pixels around it,
    /// or, at an edge, of the nearest pixel.
    fn depth_m(&self, at_px: Vector2<f64>) -> f32 {
        let own = self.inverse_depth_1pm(at_px);
        let is_between = (at_px - at_px.map(f64::round)).amax() > 1e-6;
        let inverse = if is_between && own > 0.0 {
            let mixed = self.mixed_inverse_depth_1pm(at_px, 0.49);
            if (mixed - own).abs() < ONE_SURFACE * own {
                mixed
            } else {
                own
            }
        } else {
            own
        };
        if inverse > 0.0 {
            (1.0 / inverse) as f32
        } else {
            0.0
        }
    }

    /// Classes and depth as they are.
    pub(super) fn exact(&self) -> (Array2<u8>, Array2<f32>) {
        let is_whole = self.view.depth_m.dim() == (self.grid.height, self.grid.width);
        if is_whole {
            return (self.view.classes.clone(), self.view.depth_m.clone());
        }
        (
            self.map(|at| self.class(at)),
            self.map(|at| self.depth_m(at)),
        )
    }

    /// Classes and depth as a network gives them: boundaries a little off, edges of depth
    /// bleeding into each other, depths off by a share that is smooth over the image and common
    /// to each road user.
    pub(super) fn noisy(
        &self,
        config: &NoisyOraclePerceiverConfig,
        slow: &SlowNoise,
    ) -> (Array2<u8>, Array2<f32>) {
        let (height_px, width_px) = self.view.depth_m.dim();
        let name = |what: &str| format!("perceiver/{}/{what}", self.view.camera);
        let field = |what: &str| slow.field(&name(what), width_px, height_px);
        let shift_px = |fields: &[SmoothField; 2], at: Vector2<f64>| {
            config.boundary_noise_px * Vector2::from(fields.each_ref().map(|f| f.at(at.x, at.y)))
        };
        let class_shift = [field("class_x"), field("class_y")];
        let classes = self.map(|at| self.class(at + shift_px(&class_shift, at)));

        let depth_shift = [field("depth_x"), field("depth_y")];
        let error = field("depth");
        let bias = config.depth_bias * slow.normals(&name("bias"), 1).iter().sum::<f64>();
        let of_object: Vec<f64> = self.object_errors(config, slow);
        let depth_m = self.map(|at| {
            let seen = at + shift_px(&depth_shift, at);
            if self.inverse_depth_1pm(seen) == 0.0 {
                return 0.0; // sky
            }
            let inverse = match config.depth_bleeding_px > 0.0 {
                true => self.mixed_inverse_depth_1pm(seen, config.depth_bleeding_px),
                false => self.inverse_depth_1pm(seen),
            };
            if !(inverse > 0.0) {
                return 0.0;
            }
            let depth_m = 1.0 / inverse;
            let instance = self.view.instances.get(self.pixel(seen)).copied();
            let own = instance
                .and_then(|i| of_object.get(usize::from(i)))
                .copied();
            let deviation = config.depth_noise + config.depth_noise_per_m * depth_m;
            let share = bias + deviation * error.at(at.x, at.y) + own.unwrap_or(0.0);
            rounded((depth_m * (1.0 + share.clamp(-MAX_DEPTH_ERROR, MAX_DEPTH_ERROR))) as f32)
        });
        (classes, depth_m)
    }

    /// Error that all depths of a road user share, by value of the instance map.
    fn object_errors(&self, config: &NoisyOraclePerceiverConfig, slow: &SlowNoise) -> Vec<f64> {
        let of_agents = self.view.agents.iter().map(|seen| {
            let component = format!("perceiver/{}/depth of {}", self.view.camera, seen.agent);
            config.object_depth_noise * slow.normals(&component, 1).iter().sum::<f64>()
        });
        std::iter::once(0.0).chain(of_agents).collect()
    }
}

/// A depth with fewer bits, rounded to nearest.
fn rounded(depth_m: f32) -> f32 {
    let dropped = f32::MANTISSA_DIGITS - 1 - KEPT_MANTISSA_BITS;
    let bits = depth_m.to_bits() + (1 << (dropped - 1));
    f32::from_bits(bits >> dropped << dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_four_digits() {
        // 2^-14 of the value at most
        for depth_m in [0.5_f32, 1.0, 37.123_456, 149.99] {
            let error = (rounded(depth_m) - depth_m).abs() / depth_m;
            assert!(error <= 1.0 / 16_384.0, "{depth_m}: {error}");
        }
    }
}
