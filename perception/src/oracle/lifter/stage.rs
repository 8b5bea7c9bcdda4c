//! Truth in, detections out.

use nalgebra::{Matrix4, Point3};
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};
use trunkline_interfaces::messages::{
    Detection3d, Detections3d, EgoState, TruthAgent, Validate as _,
};
use trunkline_interfaces::stages::{Lifter, LifterInput};
use trunkline_interfaces::{ConfigError, DetectionId, StageError, StepContext};

use super::config::{NoisyOracleConfig, OracleConfig};
use super::noise::NoiseModel;

/// Detects what is there: everything in range and visible enough, with or without noise.
#[derive(Debug, Clone)]
pub struct OracleLifter {
    config: OracleConfig,
    noise: NoiseModel,
}

impl OracleLifter {
    /// A perfect detector.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: OracleConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config,
            noise: NoiseModel::default(),
        })
    }

    /// A detector with errors.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_noisy_config(config: NoisyOracleConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config: config.oracle(),
            noise: config.noise(),
        })
    }

    /// The agent as a perfect detector would report it.
    fn detection(&self, agent: &TruthAgent, ego: &EgoState) -> Detection3d {
        let world_from_ego = ego.world_from_ego();
        let center = world_from_ego.inverse_transform_point(&Point3::from(agent.bbox.center_m));
        Detection3d {
            id: DetectionId::default(), // numbered when it is known which are detected
            class: agent.class,
            bbox: OrientedBox {
                center_m: center.coords,
                size_m: agent.bbox.size_m,
                yaw_rad: wrap_rad(agent.bbox.yaw_rad - ego.yaw_rad),
            },
            velocity_mps: self.config.measure_velocity.then(|| {
                let v = agent.velocity_mps;
                (world_from_ego.rotation.inverse() * v.push(0.0)).xy()
            }),
            covariance: Matrix4::zeros(), // the noise model's
            score: 1.0,
        }
    }
}

impl Lifter for OracleLifter {
    fn lift(
        &mut self,
        _: LifterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Detections3d, StageError> {
        let truth = ctx.truth()?.now;
        truth.validate()?;
        let mut random = ctx.rng();
        let mut detections: Vec<Detection3d> = Vec::new();
        for agent in &truth.agents {
            let found = self.noise.distort(
                self.detection(agent, &truth.ego),
                agent.visibility,
                &mut random,
            );
            let range_m = (agent.bbox.center_m - truth.ego.position_m).xy().norm();
            if range_m <= self.config.range_m && agent.visibility >= self.config.min_visibility {
                detections.extend(found);
            }
        }
        for (i, detection) in detections.iter_mut().enumerate() {
            detection.id = DetectionId(i as u32);
        }
        let first_id = detections.len() as u32;
        detections.extend(
            self.noise
                .false_positives(first_id, self.config.range_m, &mut random),
        );
        Ok(Detections3d {
            header: ctx.header(truth.header.stamp, truth.header.captured),
            detections,
        })
    }

    fn reset(&mut self) {}

    fn looks_at_images(&self) -> bool {
        false
    }
}
