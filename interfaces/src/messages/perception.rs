//! What a perceiver makes of one camera's image.

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Header;
use super::detections3d::Detection3d;
use super::validate::{Check, InvalidMessage, Validate};
use crate::ids::DetectionId;
use crate::taxonomy::AgentClass;

/// One object found in an image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Detection2d {
    /// Identity within this frame.
    pub id: DetectionId,
    /// What it is.
    pub class: AgentClass,
    /// `[left, top, right, bottom]`, pixels.
    pub box_px: [f64; 4],
    /// Probability that it is there.
    pub score: f64,
}

/// Everything a perceiver reports about one image. Each output is optional: `None` means "not
/// computed". Dense maps travel beside the JSON on topics of their own, same sequence number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Perception {
    /// Time and order; `stamp` is the image's.
    pub header: Header,
    /// Camera that it rests on.
    pub camera: String,
    /// [`SemanticClass`](crate::SemanticClass) values, `[height, width]` u8.
    #[serde(skip)]
    #[schemars(skip)]
    pub segmentation: Option<Array2<u8>>,
    /// Distance along the optical axis, m, `[height, width]` f32; 0 = no depth.
    #[serde(skip)]
    #[schemars(skip)]
    pub depth_m: Option<Array2<f32>>,
    /// Standard deviation of the error that the depths of one object share, as a share of depth;
    /// `None` where the perceiver does not know.
    pub depth_noise: Option<f64>,
    /// Objects in the image.
    pub detections_2d: Option<Vec<Detection2d>>,
    /// Objects in space, vehicle frame, from networks that regress them.
    pub detections_3d: Option<Vec<Detection3d>>,
}

impl Validate for Perception {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Perception");
        for (i, d) in self.detections_2d.iter().flatten().enumerate() {
            check.finite(format_args!("detections_2d[{i}].box_px"), &d.box_px)?;
            check.probability(format_args!("detections_2d[{i}].score"), d.score)?;
        }
        for (i, d) in self.detections_3d.iter().flatten().enumerate() {
            d.check(&check, format_args!("detections_3d[{i}]"))?;
        }
        if let Some(noise) = self.depth_noise.filter(|n| !(0.0..=1.0).contains(n)) {
            return check.fail("depth_noise", format!("is `{noise}`, must be in [0, 1]"));
        }
        if let Some(depth_m) = &self.depth_m
            && depth_m.iter().any(|v| !v.is_finite())
        {
            return check.fail("depth_m", "holds a value that is not finite");
        }
        Ok(())
    }
}
