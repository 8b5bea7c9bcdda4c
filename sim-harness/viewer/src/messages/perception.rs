//! What the perceiver made of an image: labels over it, depth, boxes.

use rerun::{
    AnnotationContext, AnnotationInfo, Boxes2D, DepthImage, Rgba32, SegmentationImage, components,
    datatypes::ChannelDatatype,
};

use trunkline_interfaces::SemanticClass;
use trunkline_interfaces::messages::{Detection2d, Perception};

use crate::colors;
use crate::error::ViewerError;
use crate::messages::camera_frame::PIXEL_CENTER_PX;
use crate::paths;
use crate::recording::Recording;

const SEGMENTATION_OPACITY: f32 = 0.45;

pub(crate) fn show(recording: &Recording, perception: &Perception) -> Result<(), ViewerError> {
    let camera = paths::camera(&perception.camera);
    if let Some(labels) = &perception.segmentation
        && let Some([width, height]) = size(labels.dim())
    {
        let bytes: Vec<u8> = labels.iter().copied().collect();
        let format = components::ImageFormat::segmentation([width, height], ChannelDatatype::U8);
        let image = SegmentationImage::new(bytes, format).with_opacity(SEGMENTATION_OPACITY);
        recording.log(&format!("{camera}/segmentation"), &image)?;
    }
    if let Some(depth_m) = &perception.depth_m
        && let Some(size) = size(depth_m.dim())
    {
        let bytes: Vec<u8> = depth_m.iter().flat_map(|v| v.to_le_bytes()).collect();
        let image =
            DepthImage::from_data_type_and_bytes(bytes, size, ChannelDatatype::F32).with_meter(1.0);
        recording.log(&format!("{camera}/depth"), &image)?;
    }
    if let Some(found) = &perception.detections_2d {
        recording.log(&format!("{camera}/detections"), &boxes(found))?;
    }
    Ok(())
}

/// Names and colours of the labels; static.
pub(crate) fn style(recording: &Recording) -> Result<(), ViewerError> {
    let classes = SemanticClass::ALL.map(|class| {
        let [r, g, b] = class.color_rgb();
        AnnotationInfo {
            id: class as u16,
            label: Some(class.name().into()),
            color: Some(Rgba32::from_rgb(r, g, b)),
        }
    });
    recording.log_static(paths::WORLD, &AnnotationContext::new(classes))
}

fn size((height, width): (usize, usize)) -> Option<[u32; 2]> {
    let size = [u32::try_from(width).ok()?, u32::try_from(height).ok()?];
    (size[0] > 0 && size[1] > 0).then_some(size)
}

fn boxes(found: &[Detection2d]) -> Boxes2D {
    let corner = |d: &Detection2d, i: usize| (d.box_px[i] + PIXEL_CENTER_PX) as f32;
    Boxes2D::from_mins_and_sizes(
        found.iter().map(|d| [corner(d, 0), corner(d, 1)]),
        found
            .iter()
            .map(|d| [corner(d, 2) - corner(d, 0), corner(d, 3) - corner(d, 1)]),
    )
    .with_colors(found.iter().map(|d| colors::agent(d.class)))
    .with_labels(
        found
            .iter()
            .map(|d| format!("{} {:.2}", d.class.name(), d.score)),
    )
}
