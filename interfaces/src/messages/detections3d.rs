//! Boxes around road users, in the vehicle frame.

use std::fmt;

use nalgebra::{Matrix4, Vector2};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::agent_class::AgentClass;
use crate::geometry::OrientedBox;
use crate::ids::DetectionId;

/// One road user found at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Detection3d {
    /// Identity within this frame; nothing links it to other frames.
    pub id: DetectionId,
    /// What it is.
    pub class: AgentClass,
    /// Box in the vehicle frame. What has no front (people on foot, static objects) may have any
    /// yaw; then the variance says so.
    pub bbox: OrientedBox,
    /// Velocity in the world, axes of the vehicle frame; `None` if not measured.
    #[schemars(with = "Option<[f64; 2]>")]
    pub velocity_mps: Option<Vector2<f64>>,
    /// Covariance of `[x, y, z, yaw]`: m², rad². Of ground truth it is nearly zero.
    #[schemars(with = "[f64; 16]")]
    pub covariance: Matrix4<f64>,
    /// Probability that it is there, as the detector believes: not calibrated.
    pub score: f64,
}

impl Detection3d {
    pub(super) fn check(
        &self,
        check: &Check,
        field: impl fmt::Display + Copy,
    ) -> Result<(), InvalidMessage> {
        check.bbox(format_args!("{field}.bbox"), &self.bbox)?;
        if let Some(v) = &self.velocity_mps {
            check.finite(format_args!("{field}.velocity_mps"), v.as_slice())?;
        }
        check.finite(
            format_args!("{field}.covariance"),
            self.covariance.as_slice(),
        )?;
        check.probability(format_args!("{field}.score"), self.score)
    }
}

/// Everything detected at one time, in the vehicle frame at the header's stamp.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Detections3d {
    /// Time and order.
    pub header: Header,
    /// The detections.
    pub detections: Vec<Detection3d>,
}

impl Validate for Detections3d {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Detections3d");
        self.detections
            .iter()
            .enumerate()
            .try_for_each(|(i, d)| d.check(&check, format_args!("detections[{i}]")))
    }
}
