//! Parameters of the Kalman tracker.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::config::range::{not_negative, positive};

/// Parameters of the Kalman tracker. Noises are intensities per second, so that the frame rate
/// does not matter.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KalmanConfig {
    /// Probability that a true pair of track and detection passes the gate, (0, 1).
    pub gate_probability: f64,
    /// Pairs nearer than this always pass the gate, m (≥ 0).
    pub min_gate_m: f64,
    /// Pairs farther apart than this never pass the gate, m (> `min_gate_m`).
    pub max_gate_m: f64,
    /// Detections after which a track is believed (≥ 1).
    pub confirm_hits: u32,
    /// Score of a single detection that is believed at once, [0, 1]; above 1: never.
    pub confirm_score: f64,
    /// How long a track that is not believed yet is kept without detection, s (> 0).
    pub tentative_coast_s: f64,
    /// How long a track without detection is still given to others, s (≥ 0).
    pub output_coast_s: f64,
    /// How long a track without detection is kept for matching, s (≥ `output_coast_s`).
    pub max_coast_s: f64,
    /// Intensity of the acceleration noise of vehicles, m²/s³ (> 0).
    pub vehicle_acceleration_m2ps3: f64,
    /// Intensity of the yaw acceleration noise of vehicles, rad²/s³ (> 0).
    pub vehicle_yaw_acceleration_rad2ps3: f64,
    /// Intensity of the acceleration noise of pedestrians, m²/s³ (> 0).
    pub pedestrian_acceleration_m2ps3: f64,
    /// Intensity of motion that the models cannot express, m²/s (≥ 0).
    pub slip_m2ps: f64,
    /// Standard deviation of each component of a measured velocity, m/s (> 0).
    pub velocity_noise_mps: f64,
}

impl Default for KalmanConfig {
    fn default() -> Self {
        Self {
            gate_probability: 0.999,
            min_gate_m: 0.75,
            max_gate_m: 8.0,
            confirm_hits: 3,
            confirm_score: 0.8,
            tentative_coast_s: 0.25,
            output_coast_s: 0.5,
            max_coast_s: 1.5,
            vehicle_acceleration_m2ps3: 3.0,
            vehicle_yaw_acceleration_rad2ps3: 0.2,
            pedestrian_acceleration_m2ps3: 0.5,
            slip_m2ps: 0.02,
            velocity_noise_mps: 0.5,
        }
    }
}

impl KalmanConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let inside = self.gate_probability > 0.0 && self.gate_probability < 1.0;
        ConfigError::require(
            inside,
            "gate_probability",
            self.gate_probability,
            "must be in (0, 1)",
        )?;
        not_negative("min_gate_m", self.min_gate_m)?;
        let is_wider = self.max_gate_m > self.min_gate_m && self.max_gate_m.is_finite();
        ConfigError::require(
            is_wider,
            "max_gate_m",
            self.max_gate_m,
            "must be > min_gate_m and finite",
        )?;
        ConfigError::require(
            self.confirm_hits >= 1,
            "confirm_hits",
            self.confirm_hits,
            "must be ≥ 1",
        )?;
        not_negative("confirm_score", self.confirm_score)?;
        positive("tentative_coast_s", self.tentative_coast_s)?;
        not_negative("output_coast_s", self.output_coast_s)?;
        let is_longer = self.max_coast_s >= self.output_coast_s && self.max_coast_s <= 60.0;
        ConfigError::require(
            is_longer,
            "max_coast_s",
            self.max_coast_s,
            "must be ≥ output_coast_s and ≤ 60 s",
        )?;
        positive(
            "vehicle_acceleration_m2ps3",
            self.vehicle_acceleration_m2ps3,
        )?;
        positive(
            "vehicle_yaw_acceleration_rad2ps3",
            self.vehicle_yaw_acceleration_rad2ps3,
        )?;
        positive(
            "pedestrian_acceleration_m2ps3",
            self.pedestrian_acceleration_m2ps3,
        )?;
        not_negative("slip_m2ps", self.slip_m2ps)?;
        positive("velocity_noise_mps", self.velocity_noise_mps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_out_of_its_range_is_named() {
        type Spoil = fn(&mut KalmanConfig);
        let cases: [(&str, Spoil); 25] = [
            ("gate_probability", |c| c.gate_probability = 0.0),
            ("gate_probability", |c| c.gate_probability = 1.0),
            ("gate_probability", |c| c.gate_probability = f64::NAN),
            ("min_gate_m", |c| c.min_gate_m = -0.1),
            ("min_gate_m", |c| c.min_gate_m = f64::INFINITY),
            ("max_gate_m", |c| c.max_gate_m = c.min_gate_m),
            ("max_gate_m", |c| c.max_gate_m = f64::INFINITY),
            ("confirm_hits", |c| c.confirm_hits = 0),
            ("confirm_score", |c| c.confirm_score = -0.1),
            ("confirm_score", |c| c.confirm_score = f64::NAN),
            ("tentative_coast_s", |c| c.tentative_coast_s = 0.0),
            ("tentative_coast_s", |c| c.tentative_coast_s = f64::INFINITY),
            ("output_coast_s", |c| c.output_coast_s = -0.1),
            ("max_coast_s", |c| c.max_coast_s = 0.4),
            ("max_coast_s", |c| c.max_coast_s = 60.1),
            ("max_coast_s", |c| c.max_coast_s = f64::NAN),
            ("vehicle_acceleration_m2ps3", |c| {
                c.vehicle_acceleration_m2ps3 = 0.0
            }),
            ("vehicle_yaw_acceleration_rad2ps3", |c| {
                c.vehicle_yaw_acceleration_rad2ps3 = -1.0
            }),
            ("pedestrian_acceleration_m2ps3", |c| {
                c.pedestrian_acceleration_m2ps3 = f64::NAN
            }),
            ("slip_m2ps", |c| c.slip_m2ps = -1e-9),
            ("velocity_noise_mps", |c| c.velocity_noise_mps = 0.0),
            ("", |c| (c.output_coast_s, c.max_coast_s) = (0.0, 0.0)),
            ("", |c| {
                (c.min_gate_m, c.slip_m2ps, c.confirm_hits) = (0.0, 0.0, 1)
            }),
            ("", |c| (c.confirm_score, c.max_coast_s) = (1.5, 60.0)),
            ("", |c| c.gate_probability = 0.5),
        ];
        for (number, (expected, spoil)) in cases.into_iter().enumerate() {
            let mut config = KalmanConfig::default();
            spoil(&mut config);
            match config.check() {
                Ok(()) => assert_eq!(expected, "", "case {number}"),
                Err(ConfigError::Range { key, .. }) => assert_eq!(key, expected, "case {number}"),
                Err(other) => panic!("case {number}: {other}"),
            }
        }
    }
}
