//! Detections: thin boxes, put into the world by the ego's state at their stamp.

use trunkline_interfaces::messages::{Detections3d, EgoState};

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::thin_boxes;

pub(crate) fn show(
    recording: &Recording,
    detections: &Detections3d,
    ego: &EgoState,
) -> Result<(), ViewerError> {
    let found: Vec<_> = detections
        .detections
        .iter()
        .map(|d| (ego.world_box(&d.bbox), colors::DETECTION))
        .collect();
    recording.log(paths::DETECTIONS, &thin_boxes(&found))
}
