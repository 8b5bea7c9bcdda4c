//! What the perceiver made of an image: labels over it, depth, boxes.

use rerun::{
    AnnotationContext, AnnotationInfo, Boxes2D, DepthImage, Rgba32, SegmentationImage, components,
    datatypes::ChannelDatatype,
};

use nalgebra::Vector2;
use ndarray::{Array2, s};

use trunkline_interfaces::messages::{Detection2d, Perception};
use trunkline_interfaces::{MapGrid, SemanticClass};

use crate::colors;
use crate::error::ViewerError;
use crate::messages::camera_frame::PIXEL_CENTER_PX;
use crate::paths;
use crate::recording::Recording;

const SEGMENTATION_OPACITY: f32 = 0.45;
/// Depth is shown in steps of 1/256 m, which is what 16 bits have up to 256 m.
const DEPTH_STEPS_PER_M: f32 = 256.0;
/// What is farther away is shown in one colour.
const DEPTH_SHOWN_M: f32 = 100.0;
/// Depth of larger images is shown at every second pixel, or third …
const DEPTH_WIDTH_PX: usize = 320;

/// `image` is the size of the camera's image, height and width: labels of a network's own stride are
/// spread over it.
pub(crate) fn show(
    recording: &Recording,
    perception: &Perception,
    image: Option<(usize, usize)>,
) -> Result<(), ViewerError> {
    let camera = paths::camera(&perception.camera);
    if let Some(labels) = &perception.segmentation
        && let Some(resolution) = size(image.unwrap_or(labels.dim()))
        && let Some(bytes) = spread(labels, resolution)
    {
        let format = components::ImageFormat::segmentation(resolution, ChannelDatatype::U8);
        let image = SegmentationImage::new(bytes, format).with_opacity(SEGMENTATION_OPACITY);
        recording.log(&format!("{camera}/segmentation"), &image)?;
    }
    if let Some(depth_m) = &perception.depth_m {
        let step = depth_m.ncols().div_ceil(DEPTH_WIDTH_PX).max(1);
        let thinned = depth_m.slice(s![..;step, ..;step]);
        if let Some(size) = size(thinned.dim()) {
            // Sky is 0, which is shown as no depth; what is farther than 256 m is shown as that far.
            let steps = thinned.iter().map(|m| (m * DEPTH_STEPS_PER_M) as u16);
            let bytes: Vec<u8> = steps.flat_map(u16::to_le_bytes).collect();
            let image = DepthImage::from_data_type_and_bytes(bytes, size, ChannelDatatype::U16)
                .with_meter(DEPTH_STEPS_PER_M)
                .with_depth_range([0.0, f64::from(DEPTH_SHOWN_M * DEPTH_STEPS_PER_M)]);
            recording.log(&format!("{camera}/depth"), &image)?;
        }
    }
    if let Some(found) = &perception.detections_2d {
        recording.log(&format!("{camera}/detections"), &boxes(found))?;
    }
    Ok(())
}

/// Each label over the pixels of the image that it stands for; `None` if there are none.
fn spread(labels: &Array2<u8>, [width, height]: [u32; 2]) -> Option<Vec<u8>> {
    let grid = MapGrid::over(labels.shape(), [width, height])?;
    let place = |x: u32, y: u32| grid.map_px(Vector2::new(f64::from(x), f64::from(y)));
    let columns: Vec<usize> = (0..width).map(|x| place(x, 0).0).collect();
    let rows = (0..height).map(|y| labels.row(place(0, y).1));
    Some(
        rows.flat_map(|row| columns.iter().map(move |k| row[*k]))
            .collect(),
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_a_stride_are_spread_over_the_image() {
        let labels = Array2::from_shape_vec((2, 2), vec![1, 2, 3, 4]).unwrap();
        let spread_out = spread(&labels, [6, 4]).unwrap();
        assert_eq!(spread_out[..6], [1, 1, 1, 2, 2, 2]);
        assert_eq!(spread_out[18..], [3, 3, 3, 4, 4, 4]);
        assert_eq!(spread(&labels, [2, 2]).unwrap(), [1, 2, 3, 4]);
        assert_eq!(spread(&labels, [0, 2]), None);
    }
}
