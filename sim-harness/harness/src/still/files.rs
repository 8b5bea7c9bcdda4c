//! Pictures and labels as files.

use std::collections::BTreeMap;
use std::path::Path;

use image::{DynamicImage, GrayImage, ImageBuffer, ImageFormat, Luma, RgbImage};
use nalgebra::Isometry3;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use trunkline_interfaces::Intrinsics;
use trunkline_interfaces::messages::{CameraFrame, CameraTruth, SeenAgent};

use super::views::{boxes_view, classes_view, depth_view, instances_view, legend};
use crate::paint::rgb;
use crate::recording::RecordingError;

/// Steps of the depth picture to the metre, as in KITTI.
const STEPS_PER_METRE: f32 = 256.0;

/// `trunkline render --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PicturesDocument {
    /// Version of this document.
    pub schema: u32,
    /// What is shown: a scenario or map, and when.
    pub scene: String,
    /// Seed of what is drawn by chance.
    pub seed: u64,
    /// Files by what they hold.
    pub files: BTreeMap<String, String>,
    /// How rays map to pixels.
    pub intrinsics: Intrinsics,
    /// Pose of the camera in the vehicle frame.
    pub ego_from_camera: Isometry3<f64>,
    /// Who is in the picture, with boxes and visibility. Place `k` has instance number `k + 1`.
    pub agents: Vec<SeenAgent>,
}

/// `trunkline render --sheet --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetDocument {
    /// Version of this document.
    pub schema: u32,
    /// Number of scenes.
    pub scenes: u32,
    /// The sheet, a JPEG.
    pub file: String,
}

/// Writes a picture and its labels into a folder:
///
/// | file | holds |
/// |---|---|
/// | `image.png` | the picture |
/// | `classes.png` | values of the 23 labels, 8 bits grey |
/// | `instances.png` | 0 nobody, `k + 1` place `k` of `agents`, 16 bits grey |
/// | `depth.png` | distance along the optical axis in 1/256 m, 0 sky or beyond 255.99 m, 16 bits grey, as in KITTI |
/// | `classes_view.png`, `instances_view.png`, `depth_view.png`, `boxes_view.png` | the same for eyes; the first with its legend |
///
/// # Errors
/// [`RecordingError`] naming the file that cannot be written.
pub fn write_pictures(
    folder: &Path,
    scene: &str,
    seed: u64,
    frame: &CameraFrame,
    truth: &CameraTruth,
) -> Result<PicturesDocument, RecordingError> {
    let image = rgb(frame.image.view());
    let classes = classes_view(&truth.classes);
    let pictures: [(&str, DynamicImage); 8] = [
        ("image", image.into()),
        ("classes", gray(&truth.classes).into()),
        ("instances", gray_16(&truth.instances, |v| *v).into()),
        ("depth", gray_16(&truth.depth_m, depth_steps).into()),
        ("classes_view", with_legend(&classes).into()),
        ("instances_view", instances_view(&truth.instances).into()),
        ("depth_view", depth_view(&truth.depth_m).into()),
        ("boxes_view", boxes_view(frame.image.view(), truth).into()),
    ];
    let mut files = BTreeMap::new();
    for (name, picture) in pictures {
        let path = folder.join(format!("{name}.png"));
        save(&picture, &path, ImageFormat::Png)?;
        files.insert(name.to_owned(), path.display().to_string());
    }
    Ok(PicturesDocument {
        schema: 1,
        scene: scene.to_owned(),
        seed,
        files,
        intrinsics: frame.intrinsics,
        ego_from_camera: frame.ego_from_camera,
        agents: truth.agents.clone(),
    })
}

/// Writes a sheet of scenes into a folder, as `sheet.jpg`.
///
/// # Errors
/// [`RecordingError`] if the file cannot be written.
pub fn write_sheet(
    folder: &Path,
    scenes: u32,
    sheet: RgbImage,
) -> Result<SheetDocument, RecordingError> {
    let path = folder.join("sheet.jpg");
    save(&sheet.into(), &path, ImageFormat::Jpeg)?;
    Ok(SheetDocument {
        schema: 1,
        scenes,
        file: path.display().to_string(),
    })
}

fn save(picture: &DynamicImage, path: &Path, format: ImageFormat) -> Result<(), RecordingError> {
    let hint = "give a folder that can be written, with room on its disk (--out DIR)";
    let saved = picture.save_with_format(path, format);
    saved.map_err(|e| RecordingError::io("write", path, e, hint))
}

fn gray(map: &Array2<u8>) -> GrayImage {
    let (height, width) = map.dim();
    GrayImage::from_fn(width as u32, height as u32, |x, y| {
        Luma([map[(y as usize, x as usize)]])
    })
}

fn gray_16<T>(map: &Array2<T>, value: impl Fn(&T) -> u16) -> ImageBuffer<Luma<u16>, Vec<u16>> {
    let (height, width) = map.dim();
    ImageBuffer::from_fn(width as u32, height as u32, |x, y| {
        Luma([value(&map[(y as usize, x as usize)])])
    })
}

fn depth_steps(depth_m: &f32) -> u16 {
    let steps = (depth_m * STEPS_PER_METRE).round();
    if steps <= f32::from(u16::MAX) {
        steps as u16
    } else {
        0
    }
}

fn with_legend(classes: &RgbImage) -> RgbImage {
    let legend = legend(classes.width());
    let (width, height) = classes.dimensions();
    let white = image::Rgb([250; 3]);
    let size = [width.max(legend.width()), height + legend.height()];
    let mut page = RgbImage::from_pixel(size[0], size[1], white);
    image::imageops::replace(&mut page, classes, 0, 0);
    image::imageops::replace(&mut page, &legend, 0, i64::from(height));
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_in_steps_of_a_256th_and_what_does_not_fit_is_none() {
        assert_eq!(depth_steps(&1.0), 256);
        assert_eq!(depth_steps(&0.0), 0);
        assert_eq!(depth_steps(&255.99), 65533); // 255.99 · 256 = 65533.4
        assert_eq!(depth_steps(&300.0), 0);
    }
}
