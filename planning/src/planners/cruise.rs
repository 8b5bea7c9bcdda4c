//! The wished speed where no limit is known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::ConfigError;
use trunkline_interfaces::messages::Tracks;

use crate::scene::Start;

/// Traffic within this distance tells how fast one drives here, m.
const AROUND_M: f64 = 60.0;
/// Only vehicles that drive about our way count: cosine of 30°.
const OUR_WAY_COSINE: f64 = 0.866;
/// Slower vehicles are in a queue or parked: they tell nothing, m/s.
const MOVING_MPS: f64 = 3.0;

/// Parameters of the wished speed.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CruiseConfig {
    /// Wished speed where no limit is known, m/s, in [1, 60].
    pub speed_mps: f64,
    /// Highest wished speed that faster traffic around may suggest, m/s, at least `speed_mps`.
    pub max_speed_mps: f64,
}

impl Default for CruiseConfig {
    fn default() -> Self {
        Self {
            speed_mps: 12.0,
            max_speed_mps: 36.0,
        }
    }
}

impl CruiseConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        ConfigError::require(
            (1.0..=60.0).contains(&self.speed_mps),
            "speed_mps",
            self.speed_mps,
            "must be in [1, 60] m/s",
        )?;
        ConfigError::require(
            self.max_speed_mps >= self.speed_mps,
            "max_speed_mps",
            self.max_speed_mps,
            "must be at least `speed_mps`",
        )
    }

    /// The highest of: the configured speed, what the ego has driven before, what traffic that
    /// goes our way drives.
    pub(crate) fn speed_mps(&self, driven_mps: f64, start: &Start, tracks: &Tracks) -> f64 {
        let direction = start.pose.direction();
        let traffic_mps = tracks
            .tracks
            .iter()
            .filter(|t| t.class.is_motor_vehicle() && t.speed_mps() > MOVING_MPS)
            .filter(|t| (t.bbox.center_m.xy() - start.pose.position_m()).norm() < AROUND_M)
            .filter(|t| t.velocity_mps.dot(&direction) > OUR_WAY_COSINE * t.speed_mps())
            .map(|t| t.speed_mps())
            .fold(0.0, f64::max);
        let suggested_mps = driven_mps.max(traffic_mps).min(self.max_speed_mps);
        self.speed_mps.max(suggested_mps)
    }
}
