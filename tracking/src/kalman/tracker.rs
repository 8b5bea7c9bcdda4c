//! The stage: predict, gate, assign, correct, give birth, bury.

use trunkline_interfaces::geometry::Rectangle;
use trunkline_interfaces::messages::{Tracks, Validate as _};
use trunkline_interfaces::stages::{Tracker, TrackerInput};
use trunkline_interfaces::{AgentClass, ConfigError, StageError, Stamp, StepContext, TrackId};

use super::config::KalmanConfig;
use super::track::Track;
use super::world_detection::{WorldDetection, in_world};
use crate::association::{Gate, Place, are_alike, assign};

/// A detection that covers an updated track by more than this share (intersection over union) is
/// a second box of the same agent, not a new one.
const SAME_AGENT_IOU: f64 = 0.3;

/// Kalman filters in the world frame, gated optimal assignment, a life cycle.
#[derive(Debug, Clone)]
pub struct KalmanTracker {
    config: KalmanConfig,
    gate: Gate,
    /// By ascending id.
    tracks: Vec<Track>,
    last_stamp: Option<Stamp>,
    next_id: u32,
}

impl KalmanTracker {
    /// A tracker that has seen nobody.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: KalmanConfig) -> Result<Self, ConfigError> {
        config.check()?;
        let gate = Gate::new(
            config.gate_probability,
            config.min_gate_m,
            config.max_gate_m,
        )
        .ok_or_else(|| ConfigError::Range {
            key: "gate_probability",
            value: config.gate_probability.to_string(),
            rule: "must not be so near to 0 or 1".into(),
        })?;
        Ok(Self {
            config,
            gate,
            tracks: Vec::new(),
            last_stamp: None,
            next_id: 1,
        })
    }

    /// Time since the last detections.
    fn elapsed_s(&self, stamp: Stamp) -> Result<f64, StageError> {
        let Some(last) = self.last_stamp else {
            return Ok(0.0);
        };
        if stamp <= last {
            return Err(StageError::Input {
                reason: format!(
                    "detections of {stamp} came after those of {last}: send each frame once, in order, or reset"
                ),
            });
        }
        Ok((stamp - last).s())
    }

    /// Moves all tracks to the new time and forgets those that nobody will see again.
    fn predict(&mut self, dt_s: f64) {
        self.tracks.retain(|t| !t.ends_within(dt_s, &self.config));
        for track in &mut self.tracks {
            track.predict(dt_s, &self.config);
        }
    }

    /// Corrects tracks with the detections that belong to them; returns which were used.
    fn correct(&mut self, seen: &[WorldDetection], dt_s: f64) -> Result<Vec<bool>, StageError> {
        let expected: Vec<Place> = self.tracks.iter().map(Track::place).collect();
        let found: Vec<Place> = seen.iter().map(WorldDetection::place).collect();
        let candidates = self.gate.candidates(&expected, &found);
        let pairs = assign(&candidates, expected.len(), found.len());
        let mut used = vec![false; seen.len()];
        for (track, pair) in self.tracks.iter_mut().zip(pairs) {
            match pair.and_then(|d| seen.get(d).map(|s| (d, s))) {
                Some((d, s)) => {
                    used[d] = true;
                    track
                        .update(s, &self.config)
                        .map_err(|e| StageError::Internal {
                            reason: format!("{} with {}: {e}", track.id, s.id),
                        })?;
                }
                None => track.miss(dt_s),
            }
        }
        Ok(used)
    }

    /// Makes tracks of the detections that belong to none, unless they are second boxes.
    fn give_birth(&mut self, seen: &[WorldDetection], used: &[bool], stamp: Stamp) {
        if used.iter().all(|used| *used) {
            return;
        }
        let standing = |t: &Track| (t.class(), t.bbox().footprint());
        let updated = self.tracks.iter().filter(|t| t.is_updated());
        let mut known: Vec<(AgentClass, Rectangle)> = updated.map(standing).collect();
        for (s, _) in seen.iter().zip(used).filter(|(_, used)| !**used) {
            let footprint = s.bbox.footprint();
            let is_second = known.iter().any(|(class, other)| {
                let reach_m = footprint.radius_m() + other.radius_m();
                (other.center_m - footprint.center_m).norm() < reach_m
                    && are_alike(*class, s.class)
                    && footprint.iou(other) > SAME_AGENT_IOU
            });
            if !is_second {
                let track = Track::new(TrackId(self.next_id), s, stamp, &self.config);
                known.push(standing(&track));
                self.tracks.push(track);
                self.next_id = self.next_id.saturating_add(1);
            }
        }
    }
}

impl Tracker for KalmanTracker {
    fn track(
        &mut self,
        input: TrackerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Tracks, StageError> {
        let TrackerInput { detections, ego } = input;
        ego.validate()?;
        let stamp = detections.header.stamp;
        let dt_s = self.elapsed_s(stamp)?;
        let seen = in_world(detections, ego, self.config.velocity_noise_mps)?;
        self.last_stamp = Some(stamp);
        self.predict(dt_s);
        let used = self.correct(&seen, dt_s)?;
        self.give_birth(&seen, &used, stamp);
        Ok(Tracks {
            header: ctx.header(stamp, detections.header.captured),
            tracks: self
                .tracks
                .iter()
                .filter(|t| t.is_visible(&self.config))
                .map(Track::message)
                .collect(),
        })
    }

    fn reset(&mut self) {
        self.tracks.clear();
        self.last_stamp = None;
        self.next_id = 1;
    }
}
