//! One agent over time.

use nalgebra::Vector3;
use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::messages::Track as TrackMessage;
use trunkline_interfaces::{AgentClass, DetectionId, Duration, Stamp, TrackId};

use super::config::KalmanConfig;
use super::filter::Filter;
use super::life_cycle::LifeCycle;
use super::world_detection::WorldDetection;
use crate::association::Place;
use crate::motion::{Estimate, FilterError};

/// Sizes are averages that forget: the newest box counts at least this share.
const SIZE_SHARE: f64 = 0.1;
/// Heights of the centre follow slopes, so they forget faster.
const HEIGHT_SHARE: f64 = 0.3;

/// One agent over time.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) id: TrackId,
    filter: Filter,
    life: LifeCycle,
    /// Sum of scores with which each class was named, in the order of [`AgentClass::ALL`].
    votes: [f64; AgentClass::ALL.len()],
    size_m: Vector3<f64>,
    height_m: f64,
    first_seen: Stamp,
    detection: Option<DetectionId>,
}

impl Track {
    /// Born of a detection.
    pub(super) fn new(
        id: TrackId,
        seen: &WorldDetection,
        stamp: Stamp,
        config: &KalmanConfig,
    ) -> Self {
        let mut votes = [0.0; AgentClass::ALL.len()];
        votes[seen.class as usize] = seen.score;
        Self {
            id,
            filter: Filter::new(seen.class, &seen.measurement, seen.bbox.size_m.x),
            life: LifeCycle::new(seen.score, config),
            votes,
            size_m: seen.bbox.size_m,
            height_m: seen.bbox.center_m.z,
            first_seen: stamp,
            detection: Some(seen.id),
        }
    }

    /// The class that was named most surely and often.
    pub(super) fn class(&self) -> AgentClass {
        let mut best = AgentClass::ALL[0];
        for class in AgentClass::ALL {
            if self.votes[class as usize] > self.votes[best as usize] {
                best = class;
            }
        }
        best
    }

    /// Whether it is to be forgotten rather than predicted by `dt_s`.
    pub(super) fn ends_within(&self, dt_s: f64, config: &KalmanConfig) -> bool {
        self.life.ends_within(dt_s, config)
    }

    pub(super) fn predict(&mut self, dt_s: f64, config: &KalmanConfig) {
        self.filter.predict(dt_s, config);
        self.life.wait(dt_s);
        self.detection = None;
    }

    /// What the gate needs to know.
    pub(super) fn place(&self) -> Place {
        let estimate = self.filter.estimate();
        Place {
            center_m: estimate.center_m,
            covariance_m2: estimate.position_covariance_m2(),
            class: self.class(),
        }
    }

    pub(super) fn update(
        &mut self,
        seen: &WorldDetection,
        config: &KalmanConfig,
    ) -> Result<(), FilterError> {
        self.life.hit(seen.score, config);
        let share = |least: f64| (1.0 / f64::from(self.life.hits())).max(least);
        self.size_m += (seen.bbox.size_m - self.size_m) * share(SIZE_SHARE);
        self.height_m += (seen.bbox.center_m.z - self.height_m) * share(HEIGHT_SHARE);
        self.votes[seen.class as usize] += seen.score;
        self.detection = Some(seen.id);
        self.filter.update(&seen.measurement, self.size_m.x)
    }

    pub(super) fn miss(&mut self, dt_s: f64) {
        self.life.miss(dt_s);
    }

    pub(super) fn is_visible(&self, config: &KalmanConfig) -> bool {
        self.life.is_visible(config)
    }

    /// Whether a detection updated it in this step.
    pub(super) fn is_updated(&self) -> bool {
        self.detection.is_some()
    }

    pub(super) fn bbox(&self) -> OrientedBox {
        self.bbox_at(&self.filter.estimate())
    }

    fn bbox_at(&self, estimate: &Estimate) -> OrientedBox {
        OrientedBox {
            center_m: estimate.center_m.push(self.height_m),
            size_m: self.size_m,
            yaw_rad: estimate.yaw_rad,
        }
    }

    pub(super) fn message(&self) -> TrackMessage {
        let estimate = self.filter.estimate();
        TrackMessage {
            id: self.id,
            class: self.class(),
            bbox: self.bbox_at(&estimate),
            velocity_mps: estimate.velocity_mps,
            yaw_rate_radps: estimate.yaw_rate_radps,
            covariance: estimate.covariance,
            existence: self.life.existence(),
            detection: self.detection,
            first_seen: self.first_seen,
            coasting: Duration::from_s(self.life.coasting_s()),
        }
    }
}
