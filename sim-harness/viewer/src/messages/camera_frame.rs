//! Camera images as JPEG, with the camera's pose and lens, so that 3D boxes are drawn onto them.

use std::collections::BTreeMap;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use nalgebra::{Isometry3, Vector3};
use rerun::{EncodedImage, Pinhole, components};

use trunkline_interfaces::Intrinsics;
use trunkline_interfaces::messages::CameraFrame;

use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::transform;

/// Lossless images are in the recording of messages; these are for looking at.
const JPEG_QUALITY: u8 = 85;
/// Distance at which the image is drawn in the 3D view.
const IMAGE_PLANE_M: f32 = 1.0;
/// Ours: the centre of the top-left pixel is (0, 0). Rerun's: its corner is.
pub(crate) const PIXEL_CENTER_PX: f64 = 0.5;

/// The cameras seen so far.
#[derive(Default)]
pub(crate) struct Cameras(BTreeMap<String, (Intrinsics, Isometry3<f64>)>);

impl Cameras {
    /// Names: the camera that looks ahead first, then the others from left to right.
    pub(crate) fn names(&self) -> Vec<String> {
        let ahead = |pose: &Isometry3<f64>| pose.rotation * Vector3::z();
        let looks = self.0.iter().map(|(name, (_, pose))| (name, ahead(pose)));
        let mut looks: Vec<_> = looks.collect();
        looks.sort_by(|(_, a), (_, b)| b.x.total_cmp(&a.x));
        if let Some((_, others)) = looks.split_first_mut() {
            others.sort_by(|(_, a), (_, b)| b.y.total_cmp(&a.y));
        }
        looks.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// Height and width of a camera's image.
    pub(crate) fn image_size(&self, name: &str) -> Option<(usize, usize)> {
        let (lens, _) = self.0.get(name)?;
        Some((lens.height_px as usize, lens.width_px as usize))
    }

    /// Shows a frame; tells whether its camera is a new one.
    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        frame: &CameraFrame,
    ) -> Result<bool, ViewerError> {
        let path = paths::camera(&frame.camera);
        let lens = (frame.intrinsics, frame.ego_from_camera);
        let before = self.0.insert(frame.camera.clone(), lens);
        if before != Some(lens) {
            recording.log(&path, &transform(&frame.ego_from_camera))?;
            recording.log(&path, &pinhole(&frame.intrinsics))?;
        }
        if let Some(jpeg) = encode(frame).map_err(|e| recording.error(&path, &e))? {
            let image = EncodedImage::from_file_contents(jpeg).with_media_type("image/jpeg");
            recording.log(&format!("{path}/image"), &image)?;
        }
        Ok(before.is_none())
    }
}

/// `None` if the message came without its pixels.
fn encode(frame: &CameraFrame) -> Result<Option<Vec<u8>>, image::ImageError> {
    let (height, width, channels) = frame.image.dim();
    let (Ok(width_px), Ok(height_px)) = (u32::try_from(width), u32::try_from(height)) else {
        return Ok(None);
    };
    if width_px == 0 || height_px == 0 || channels != 3 {
        return Ok(None);
    }
    let pixels = frame.image.as_standard_layout();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY).write_image(
        pixels.as_slice().unwrap_or_default(),
        width_px,
        height_px,
        ExtendedColorType::Rgb8,
    )?;
    Ok(Some(jpeg))
}

fn pinhole(lens: &Intrinsics) -> Pinhole {
    let f32s = |x: f64, y: f64| [x as f32, y as f32];
    Pinhole::from_focal_length_and_resolution(
        f32s(lens.fx_px, lens.fy_px),
        f32s(f64::from(lens.width_px), f64::from(lens.height_px)),
    )
    .with_principal_point(f32s(
        lens.cx_px + PIXEL_CENTER_PX,
        lens.cy_px + PIXEL_CENTER_PX,
    ))
    .with_camera_xyz(components::ViewCoordinates::RDF)
    .with_image_plane_distance(IMAGE_PLANE_M)
}
