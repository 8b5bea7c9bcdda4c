//! The lifter: 2D boxes, masks and depth in, 3D boxes out.

use std::sync::Arc;

use trunkline_interfaces::messages::{
    CameraFrame, Detection3d, Detections3d, Perception, Validate as _,
};
use trunkline_interfaces::stages::{Lifter, LifterInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use super::config::ClustersConfig;
use super::direction::LaneDirections;
use super::ground::Ground;
use super::overlap::joined;
use super::scene::{Scene, detections};
use super::view::{RayTables, View};

/// Lifts by clusters of points.
#[derive(Debug)]
pub struct ClusterLifter {
    config: ClustersConfig,
    rays: RayTables,
    lanes: Option<LaneDirections>,
}

impl ClusterLifter {
    /// A lifter.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: ClustersConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config,
            rays: RayTables::default(),
            lanes: None,
        })
    }
}

impl Lifter for ClusterLifter {
    fn lift(
        &mut self,
        input: LifterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Detections3d, StageError> {
        let pairs: Vec<(&Arc<Perception>, &Arc<CameraFrame>)> =
            input.perception.iter().zip(input.frames).collect();
        if input.perception.len() != input.frames.len() {
            return Err(StageError::Input {
                reason: format!(
                    "{} perceptions of {} frames: the lifter needs one per frame, in their order",
                    input.perception.len(),
                    input.frames.len()
                ),
            });
        }
        input.ego.validate()?;
        for (perception, frame) in &pairs {
            frame.validate()?;
            perception.validate()?;
            if let Some(grid) = View::depth_grid(frame, perception) {
                self.rays.prepare(&frame.camera, &frame.intrinsics, grid);
            }
        }
        let lanes = self
            .lanes
            .get_or_insert_with(|| LaneDirections::new(ctx.map));
        let views: Vec<View<'_>> = pairs
            .iter()
            .map(|(perception, frame)| View::new(frame, perception, &self.rays))
            .collect();
        let boxes_px: Vec<Vec<[f64; 4]>> = pairs
            .iter()
            .map(|(perception, _)| detections(perception).map(|d| d.box_px).collect())
            .collect();
        let scene = Scene {
            config: &self.config,
            ground: Ground::gather(&views, &boxes_px),
            views,
            lanes,
            world_from_ego: input.ego.pose(),
        };
        let found = scene.objects(input.perception);
        let lifted = joined(found, |evidence| scene.fit(evidence));
        let mut detections: Vec<Detection3d> = lifted
            .iter()
            .map(|object| scene.detection(object))
            .filter(|d| is_placed(d, self.config.range_m))
            .collect();
        detections.sort_by_key(|d| d.id);
        let headers = || pairs.iter().map(|(_, frame)| frame.header);
        let stamp = headers().map(|h| h.stamp).min().unwrap_or(ctx.now);
        let captured = headers().map(|h| h.captured).min().unwrap_or(ctx.now);
        Ok(Detections3d {
            header: ctx.header(stamp, captured),
            detections,
        })
    }

    fn reset(&mut self) {
        self.lanes = None;
    }

    fn looks_at_images(&self) -> bool {
        false
    }
}

/// Whether a detection is within range, and known to be: a 2D box that fits at any distance tells
/// of no place.
fn is_placed(detection: &Detection3d, range_m: f64) -> bool {
    let variance_m2 = detection.covariance.diagonal().xy().max();
    detection.bbox.center_m.xy().norm() <= range_m && variance_m2 <= range_m * range_m
}
