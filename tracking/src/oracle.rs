//! Tracks from ground truth: nothing missed, nothing confused.

use std::collections::BTreeMap;

use nalgebra::Matrix4;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{Track, Tracks, Validate as _};
use trunkline_interfaces::stages::{Tracker, TrackerInput};
use trunkline_interfaces::{
    AgentId, ConfigError, Duration, StageError, Stamp, StepContext, TrackId,
};

/// Variances that are reported of what is exactly known: 1 cm, 0.6 degrees, 1 cm/s.
const VARIANCE_FLOOR: f64 = 1e-4;

/// Parameters of the oracle tracker.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OracleTrackerConfig {
    /// Farthest distance from the rear axle at which a box centre is tracked, m (> 0).
    pub range_m: f64,
}

impl Default for OracleTrackerConfig {
    fn default() -> Self {
        Self { range_m: 100.0 }
    }
}

/// Gives every agent in range as a track; the track's number is the agent's.
#[derive(Debug, Clone)]
pub struct OracleTracker {
    config: OracleTrackerConfig,
    first_seen: BTreeMap<AgentId, Stamp>,
}

impl OracleTracker {
    /// A tracker that has seen nobody.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: OracleTrackerConfig) -> Result<Self, ConfigError> {
        let holds = config.range_m > 0.0 && config.range_m.is_finite();
        ConfigError::require(holds, "range_m", config.range_m, "must be > 0 m and finite")?;
        Ok(Self {
            config,
            first_seen: BTreeMap::new(),
        })
    }
}

impl Tracker for OracleTracker {
    fn track(&mut self, _: TrackerInput<'_>, ctx: &StepContext<'_>) -> Result<Tracks, StageError> {
        let truth = ctx.truth()?.now;
        truth.validate()?;
        let near = |p: &nalgebra::Vector3<f64>| {
            (p - truth.ego.position_m).xy().norm() <= self.config.range_m
        };
        let mut tracks: Vec<Track> = truth
            .agents
            .iter()
            .filter(|a| near(&a.bbox.center_m))
            .map(|a| Track {
                id: TrackId(a.id.0),
                class: a.class,
                bbox: a.bbox,
                velocity_mps: a.velocity_mps,
                yaw_rate_radps: a.yaw_rate_radps,
                covariance: Matrix4::identity() * VARIANCE_FLOOR,
                existence: 1.0,
                detection: None,
                first_seen: *self.first_seen.entry(a.id).or_insert(truth.header.stamp),
                coasting: Duration::ZERO,
            })
            .collect();
        tracks.sort_by_key(|t| t.id);
        Ok(Tracks {
            header: ctx.header(truth.header.stamp, truth.header.captured),
            tracks,
        })
    }

    fn reset(&mut self) {
        self.first_seen.clear();
    }
}
