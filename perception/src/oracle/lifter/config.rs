//! What the oracle sees, and how badly.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::{not_negative, positive, within};

use super::noise::NoiseModel;

/// Parameters of the perfect oracle.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OracleConfig {
    /// Farthest distance from the rear axle at which a box centre is detected, m (> 0).
    pub range_m: f64,
    /// Least visible share of an agent that is detected, [0, 1].
    pub min_visibility: f64,
    /// Whether velocities are measured too, as by a radar.
    pub measure_velocity: bool,
}

impl Default for OracleConfig {
    fn default() -> Self {
        Self {
            range_m: 100.0,
            min_visibility: 0.05,
            measure_velocity: false,
        }
    }
}

impl OracleConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        positive("range_m", self.range_m)?;
        within("min_visibility", self.min_visibility, 0.0..=1.0)
    }
}

/// Parameters of the oracle with noise. The defaults are of the order of a camera detector's
/// errors: 1 % of the range, some degrees, one agent in fifty missed near by.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NoisyOracleConfig {
    /// Farthest distance from the rear axle at which a box centre is detected, m (> 0).
    pub range_m: f64,
    /// Least visible share of an agent that is detected, [0, 1].
    pub min_visibility: f64,
    /// Whether velocities are measured too, as by a radar.
    pub measure_velocity: bool,
    /// Standard deviation of each coordinate at range 0, m (≥ 0).
    pub position_noise_m: f64,
    /// Growth of the standard deviation along the line of sight, m per m of range (≥ 0).
    pub range_noise_per_m: f64,
    /// Standard deviation of the bearing, rad (≥ 0): position noise across the line of sight.
    pub bearing_noise_rad: f64,
    /// Standard deviation of the yaw, rad (≥ 0).
    pub yaw_noise_rad: f64,
    /// Standard deviation of each extent, as a share of it (≥ 0).
    pub size_noise: f64,
    /// Standard deviation of each component of a measured velocity, m/s (≥ 0).
    pub velocity_noise_mps: f64,
    /// Probability of missing a fully visible agent at range 0, [0, 1].
    pub miss_probability: f64,
    /// Growth of that probability, per m of range (≥ 0).
    pub miss_probability_per_m: f64,
    /// Probability of missing an agent that is almost fully occluded; linear in between, [0, 1].
    pub occlusion_miss_probability: f64,
    /// Mean number of false positives in a frame (≥ 0, ≤ 100).
    pub false_positives_per_frame: f64,
}

impl Default for NoisyOracleConfig {
    fn default() -> Self {
        let OracleConfig {
            range_m,
            min_visibility,
            measure_velocity,
        } = OracleConfig::default();
        Self {
            range_m,
            min_visibility,
            measure_velocity,
            position_noise_m: 0.1,
            range_noise_per_m: 0.01,
            bearing_noise_rad: 0.003,
            yaw_noise_rad: 0.05,
            size_noise: 0.03,
            velocity_noise_mps: 0.5,
            miss_probability: 0.02,
            miss_probability_per_m: 0.002,
            occlusion_miss_probability: 0.5,
            false_positives_per_frame: 0.05,
        }
    }
}

impl NoisyOracleConfig {
    /// Largest rate of false positives that is accepted; their number is drawn one by one.
    const MAX_FALSE_POSITIVES: f64 = 100.0;

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.oracle().check()?;
        not_negative("position_noise_m", self.position_noise_m)?;
        not_negative("range_noise_per_m", self.range_noise_per_m)?;
        not_negative("bearing_noise_rad", self.bearing_noise_rad)?;
        not_negative("yaw_noise_rad", self.yaw_noise_rad)?;
        not_negative("size_noise", self.size_noise)?;
        not_negative("velocity_noise_mps", self.velocity_noise_mps)?;
        within("miss_probability", self.miss_probability, 0.0..=1.0)?;
        not_negative("miss_probability_per_m", self.miss_probability_per_m)?;
        within(
            "occlusion_miss_probability",
            self.occlusion_miss_probability,
            0.0..=1.0,
        )?;
        within(
            "false_positives_per_frame",
            self.false_positives_per_frame,
            0.0..=Self::MAX_FALSE_POSITIVES,
        )
    }

    pub(super) fn oracle(&self) -> OracleConfig {
        OracleConfig {
            range_m: self.range_m,
            min_visibility: self.min_visibility,
            measure_velocity: self.measure_velocity,
        }
    }

    pub(super) fn noise(&self) -> NoiseModel {
        NoiseModel {
            position_m: self.position_noise_m,
            range_per_m: self.range_noise_per_m,
            bearing_rad: self.bearing_noise_rad,
            yaw_rad: self.yaw_noise_rad,
            size: self.size_noise,
            velocity_mps: self.velocity_noise_mps,
            miss: self.miss_probability,
            miss_per_m: self.miss_probability_per_m,
            occlusion_miss: self.occlusion_miss_probability,
            false_positives: self.false_positives_per_frame,
        }
    }
}
