//! What one camera shows, labelled pixel by pixel.

use std::fmt;

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::validate::{Check, InvalidMessage};
use crate::ids::AgentId;
use crate::taxonomy::AgentClass;

/// A road user as one camera shows it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeenAgent {
    /// Who.
    pub agent: AgentId,
    /// What it is.
    pub class: AgentClass,
    /// `[left, top, right, bottom]` around the pixels that show it, pixels; edges, so a single
    /// pixel (u, v) is `[u - 0.5, v - 0.5, u + 0.5, v + 0.5]`.
    pub box_px: [f64; 4],
    /// The same around the pixels that would show it if nothing hid it, cut at the image's edge.
    pub whole_box_px: [f64; 4],
    /// Pixels that show it, > 0.
    pub pixels: u32,
    /// Pixels that show it over pixels of the image that would if nothing hid it, in `[0, 1]`.
    pub visibility: f64,
}

/// What one camera shows, labelled. The maps travel beside the JSON on topics of their own, with
/// the truth's sequence number; each has the size of the image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CameraTruth {
    /// Name of the camera.
    pub camera: String,
    /// [`SemanticClass`](crate::SemanticClass) values, `[height, width]` u8.
    #[serde(skip)]
    #[schemars(skip)]
    pub classes: Array2<u8>,
    /// 0 where there is no road user, else 1 + its place in `agents`, `[height, width]` u16.
    #[serde(skip)]
    #[schemars(skip)]
    pub instances: Array2<u16>,
    /// Distance along the optical axis, m, `[height, width]` f32; 0 = sky.
    #[serde(skip)]
    #[schemars(skip)]
    pub depth_m: Array2<f32>,
    /// Everybody of whom there is a pixel, by ascending id.
    pub agents: Vec<SeenAgent>,
}

impl CameraTruth {
    pub(super) fn check(
        &self,
        check: &Check,
        field: impl fmt::Display + Copy,
    ) -> Result<(), InvalidMessage> {
        for (i, agent) in self.agents.iter().enumerate() {
            check.finite(format_args!("{field}.agents[{i}].box_px"), &agent.box_px)?;
            check.finite(
                format_args!("{field}.agents[{i}].whole_box_px"),
                &agent.whole_box_px,
            )?;
            check.probability(
                format_args!("{field}.agents[{i}].visibility"),
                agent.visibility,
            )?;
        }
        match self.depth_m.iter().all(|v| v.is_finite()) {
            true => Ok(()),
            false => check.fail(
                format!("{field}.depth_m"),
                "holds a value that is not finite",
            ),
        }
    }
}
