//! What the perceiving oracle reports, and how badly.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::{not_negative, within};

/// Coarsest map that is accepted, image pixels per map pixel.
const MAX_STRIDE: u32 = 64;
/// Longest memory of the noise that is accepted, steps.
const MAX_MEMORY: u32 = 1000;

/// Parameters of perfect perception.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OraclePerceiverConfig {
    /// Image pixels per pixel of the class and depth maps, along x and y (1 to 64).
    pub stride: u32,
    /// Least height of a box that is reported, image pixels (≥ 0).
    pub min_height_px: f64,
    /// Least visible share of a road user that is reported, [0, 1].
    pub min_visibility: f64,
}

impl Default for OraclePerceiverConfig {
    fn default() -> Self {
        Self {
            stride: 1,
            min_height_px: 6.0,
            min_visibility: 0.05,
        }
    }
}

impl OraclePerceiverConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        within("stride", self.stride, 1..=MAX_STRIDE)?;
        not_negative("min_height_px", self.min_height_px)?;
        within("min_visibility", self.min_visibility, 0.0..=1.0)
    }
}

/// Parameters of perception with noise. The defaults are of the order of a small multi-task
/// network's errors: depth to some per cent, boundaries to a pixel of the map, small and hidden
/// road users missed. Errors are smooth in space, and drift over `memory_steps` frames.
///
/// How long perception takes is the executor's business: `--set latency.perceiver=80.0` delays
/// this perceiver as it would a network.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NoisyOraclePerceiverConfig {
    /// Image pixels per pixel of the class and depth maps, along x and y (1 to 64).
    pub stride: u32,
    /// Least height of a box that is reported, image pixels (≥ 0).
    pub min_height_px: f64,
    /// Least visible share of a road user that is reported, [0, 1].
    pub min_visibility: f64,
    /// Standard deviation of the error of all depths of a frame, as a share of depth, [0, 0.5].
    pub depth_bias: f64,
    /// Standard deviation of the part of a depth's error that varies over the image, at depth 0, as a share of depth, [0, 0.5].
    pub depth_noise: f64,
    /// Its growth per metre of depth (≥ 0).
    pub depth_noise_per_m: f64,
    /// Standard deviation of the error that all depths of one road user share, as a share of depth, [0, 0.5].
    pub object_depth_noise: f64,
    /// Standard deviation of the place of boundaries between classes and of edges of depth, image pixels (≥ 0).
    pub boundary_noise_px: f64,
    /// Half width of the seam in which depths of two sides of an edge mix, image pixels (≥ 0).
    pub depth_bleeding_px: f64,
    /// Standard deviation of each side of a box, image pixels (≥ 0).
    pub box_noise_px: f64,
    /// Its growth with the size of the box, as a share of it (≥ 0).
    pub box_noise: f64,
    /// Probability of missing a large and fully visible road user, [0, 1].
    pub miss_probability: f64,
    /// Height of a box at which a miss for its smallness has probability 1/e, image pixels (≥ 0).
    pub small_miss_height_px: f64,
    /// Probability of missing a road user that is almost fully hidden; linear in between, [0, 1].
    pub occlusion_miss_probability: f64,
    /// Probability of calling a road user by a class like its own: car, truck, bus; motorcycle, bicycle, [0, 1].
    pub confusion_probability: f64,
    /// Mean number of boxes around nothing in a frame, [0, 100].
    pub false_positives_per_frame: f64,
    /// Frames over which errors and misses become others (1 to 1000).
    pub memory_steps: u32,
}

impl Default for NoisyOraclePerceiverConfig {
    fn default() -> Self {
        Self {
            stride: 4,
            min_height_px: 8.0,
            min_visibility: 0.1,
            depth_bias: 0.01,
            depth_noise: 0.01,
            depth_noise_per_m: 0.0003,
            object_depth_noise: 0.015,
            boundary_noise_px: 1.5,
            depth_bleeding_px: 1.5,
            box_noise_px: 0.7,
            box_noise: 0.015,
            miss_probability: 0.01,
            small_miss_height_px: 5.0,
            occlusion_miss_probability: 0.5,
            confusion_probability: 0.01,
            false_positives_per_frame: 0.05,
            memory_steps: 5,
        }
    }
}

impl NoisyOraclePerceiverConfig {
    pub(super) fn perfect(&self) -> OraclePerceiverConfig {
        OraclePerceiverConfig {
            stride: self.stride,
            min_height_px: self.min_height_px,
            min_visibility: self.min_visibility,
        }
    }

    /// Standard deviation of what the depths of one road user have in common, as a share of depth.
    pub(super) fn shared_depth(&self) -> f64 {
        let with_object = libm::hypot(self.depth_bias, self.object_depth_noise);
        libm::hypot(with_object, self.depth_noise)
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.perfect().check()?;
        within("depth_bias", self.depth_bias, 0.0..=0.5)?;
        within("depth_noise", self.depth_noise, 0.0..=0.5)?;
        not_negative("depth_noise_per_m", self.depth_noise_per_m)?;
        within("object_depth_noise", self.object_depth_noise, 0.0..=0.5)?;
        not_negative("boundary_noise_px", self.boundary_noise_px)?;
        not_negative("depth_bleeding_px", self.depth_bleeding_px)?;
        not_negative("box_noise_px", self.box_noise_px)?;
        not_negative("box_noise", self.box_noise)?;
        within("miss_probability", self.miss_probability, 0.0..=1.0)?;
        not_negative("small_miss_height_px", self.small_miss_height_px)?;
        within(
            "occlusion_miss_probability",
            self.occlusion_miss_probability,
            0.0..=1.0,
        )?;
        within(
            "confusion_probability",
            self.confusion_probability,
            0.0..=1.0,
        )?;
        within(
            "false_positives_per_frame",
            self.false_positives_per_frame,
            0.0..=100.0,
        )?;
        within("memory_steps", self.memory_steps, 1..=MAX_MEMORY)
    }
}
