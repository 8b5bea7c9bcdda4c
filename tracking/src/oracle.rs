//! Tracks from ground truth: nothing missed, nothing confused.

use std::collections::BTreeMap;

use nalgebra::Matrix4;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::config::range::positive;
use trunkline_interfaces::messages::{Track, Tracks};
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
        positive("range_m", config.range_m)?;
        Ok(Self {
            config,
            first_seen: BTreeMap::new(),
        })
    }
}

impl Tracker for OracleTracker {
    fn track(&mut self, _: TrackerInput<'_>, ctx: &StepContext<'_>) -> Result<Tracks, StageError> {
        let truth = ctx.truth()?.now;
        let near = |p: &nalgebra::Vector3<f64>| {
            (p - truth.ego.position_m).xy().norm() <= self.config.range_m
        };
        let tracks: Vec<Track> = truth
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
        Ok(Tracks {
            header: ctx.header(truth.header.stamp, truth.header.captured),
            tracks,
        })
    }

    fn reset(&mut self) {
        self.first_seen.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Vector2, Vector3};
    use trunkline_interfaces::geometry::OrientedBox;
    use trunkline_interfaces::messages::{Detections3d, EgoState, Header, Truth, TruthAgent};
    use trunkline_interfaces::stages::TruthView;
    use trunkline_interfaces::{AgentClass, LaneMap, Stage, VehicleParams};

    fn agent(id: u32, x: f64) -> TruthAgent {
        TruthAgent {
            id: AgentId(id),
            class: AgentClass::Bus,
            bbox: OrientedBox {
                center_m: Vector3::new(x, 0.0, 50.0),
                size_m: Vector3::new(12.0, 2.5, 3.0),
                yaw_rad: 0.2,
            },
            velocity_mps: Vector2::new(3.0, 4.0),
            yaw_rate_radps: 0.1,
            visibility: 0.0,
        }
    }

    fn step(
        tracker: &mut OracleTracker,
        at_s: f64,
        agents: &[TruthAgent],
    ) -> Result<Tracks, StageError> {
        let header = Header::sensor(0, Stamp::from_s(at_s));
        let ego = EgoState {
            header,
            position_m: Vector3::new(100.0, 0.0, 0.0),
            ..EgoState::default()
        };
        let truth = Truth {
            header,
            ego: ego.clone(),
            agents: agents.to_vec(),
            collisions: Vec::new(),
            signals: Vec::new(),
            views: Vec::new(),
        };
        let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
        let context = StepContext {
            truth: Some(TruthView {
                now: &truth,
                future: None,
            }),
            ..StepContext::new(Stage::Tracker, header.stamp, &vehicle, &map)
        };
        let detections = Detections3d::default();
        tracker.track(
            TrackerInput {
                detections: &detections,
                ego: &ego,
            },
            &context,
        )
    }

    #[test]
    fn who_is_in_range_is_a_track_with_its_own_number_and_memory() {
        let mut tracker =
            OracleTracker::from_config(OracleTrackerConfig { range_m: 50.0 }).unwrap();
        // 50 m and 51 m from the ego, whatever their height.
        let first = step(&mut tracker, 1.0, &[agent(3, 50.0), agent(4, 49.0)]).unwrap();
        let t = &first.tracks[0];
        assert_eq!(
            (first.tracks.len(), t.id, t.class),
            (1, TrackId(3), AgentClass::Bus)
        );
        assert_eq!(
            (t.bbox, t.velocity_mps, t.yaw_rate_radps),
            (agent(3, 50.0).bbox, Vector2::new(3.0, 4.0), 0.1)
        );
        assert_eq!(
            (t.existence, t.detection, t.coasting),
            (1.0, None, Duration::ZERO)
        );
        let both = step(&mut tracker, 2.0, &[agent(3, 60.0), agent(4, 60.0)]).unwrap();
        let since: Vec<Stamp> = both.tracks.iter().map(|t| t.first_seen).collect();
        assert_eq!(since, [Stamp::from_s(1.0), Stamp::from_s(2.0)]);
        assert_eq!(
            (both.header.stamp, both.header.captured),
            (Stamp::from_s(2.0), Stamp::from_s(2.0))
        );
        tracker.reset();
        let again = step(&mut tracker, 3.0, &[agent(3, 60.0)]).unwrap();
        assert_eq!(again.tracks[0].first_seen, Stamp::from_s(3.0));
    }

    #[test]
    fn a_range_that_is_none_is_refused() {
        for range_m in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(OracleTracker::from_config(OracleTrackerConfig { range_m }).is_err());
        }
    }
}
