//! Detections: thin boxes, put into the world by the ego's pose at their stamp.

use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::Detections3d;

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::thin_boxes;

pub(crate) fn show(
    recording: &Recording,
    detections: &Detections3d,
    world_from_ego: &Pose2,
) -> Result<(), ViewerError> {
    let found: Vec<_> = detections
        .detections
        .iter()
        .map(|d| (d.bbox.transformed(world_from_ego), colors::DETECTION))
        .collect();
    recording.log(paths::DETECTIONS, &thin_boxes(&found))
}
