//! A user's own crate: a perceiver that looks at pictures of a folder instead of those rendered.

mod blobs; // pixels of one colour that hang together

use std::path::PathBuf;
use std::sync::Arc;

use trunkline_interfaces::messages::{CameraFrame, Detection2d, Perception};
use trunkline_interfaces::ndarray::Array2;
use trunkline_interfaces::stages::Perceiver;
use trunkline_interfaces::{
    AgentClass, ConfigError, DetectionId, SemanticClass, StageError, StepContext,
};

fn main() -> std::process::ExitCode {
    trunkline::run(trunkline::builtin().perceiver("folder", Folder::from_config))
}

/// Depths are not told beyond this, m.
const FARTHEST_M: f32 = 100.0;
/// Blobs with fewer pixels are nothing.
const LEAST_PIXELS: usize = 60;

#[derive(serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct FolderConfig {
    /// Folder with `<camera>/<NNNNNN>.png`, NNNNNN being the number of the camera's frame, from 0.
    pictures: PathBuf,
    /// Least chroma of a road user: largest minus smallest of R, G and B.
    min_chroma: u8,
}

impl Default for FolderConfig {
    fn default() -> Self {
        Self {
            pictures: PathBuf::new(),
            min_chroma: 70,
        }
    }
}

/// Looks at pictures of a folder: classes by colour, depth of a flat ground, a box per blob.
struct Folder(FolderConfig);

impl Folder {
    fn from_config(config: FolderConfig) -> Result<Self, ConfigError> {
        let given = format!("`{}`", config.pictures.display());
        let is_there = config.pictures.is_dir();
        ConfigError::require(is_there, "pictures", given, "must be a folder of pictures")?;
        Ok(Self(config))
    }

    fn picture(&self, frame: &CameraFrame) -> Result<image::RgbImage, StageError> {
        let (camera, seq) = (&frame.camera, frame.header.seq);
        let path = self.0.pictures.join(format!("{camera}/{seq:06}.png"));
        let unusable = |why: String| StageError::Input {
            reason: format!("{}: {why}", path.display()),
        };
        let picture = image::open(&path).map_err(|e| unusable(e.to_string()))?;
        let (is, wanted) = (
            (picture.width(), picture.height()),
            (frame.intrinsics.width_px, frame.intrinsics.height_px),
        );
        if is != wanted {
            return Err(unusable(format!(
                "is {is:?} pixels, `{camera}` has {wanted:?}"
            )));
        }
        Ok(picture.to_rgb8())
    }

    fn look(&self, frame: &CameraFrame, ctx: &StepContext<'_>) -> Result<Perception, StageError> {
        let picture = self.picture(frame)?;
        let mut depth_m = depth_of_flat_ground(frame);
        let classes = Array2::from_shape_fn(depth_m.dim(), |(row, column)| {
            let [r, g, b] = picture.get_pixel(column as u32, row as u32).0;
            let chroma = r.max(g).max(b) - r.min(g).min(b);
            (match depth_m[(row, column)] {
                f32::INFINITY => SemanticClass::Sky,
                _ if chroma >= self.0.min_chroma => SemanticClass::Vehicle,
                _ => SemanticClass::Road,
            }) as u8
        });
        let mut boxes = Vec::new();
        for blob in blobs::blobs(classes.mapv(|class| class == SemanticClass::Vehicle as u8)) {
            if blob.pixels.len() < LEAST_PIXELS {
                continue;
            }
            // It stands upright where its lowest pixel meets the ground.
            for at in &blob.pixels {
                depth_m[*at] = depth_m[blob.foot];
            }
            boxes.push(Detection2d {
                id: DetectionId(boxes.len() as u32),
                class: AgentClass::Car,
                box_px: blob.box_px,
                score: 0.5,
            });
        }
        // 0 is what the message has for "no depth".
        depth_m.mapv_inplace(|depth| if depth <= FARTHEST_M { depth } else { 0.0 });
        let from = frame.header;
        Ok(Perception {
            header: ctx.header(from.stamp, from.captured),
            camera: frame.camera.clone(),
            segmentation: Some(classes),
            depth_m: Some(depth_m),
            depth_noise: Some(0.2),
            detections_2d: Some(boxes),
            ..Perception::default()
        })
    }
}

/// Distance along the optical axis to the ground, if it were flat; infinite above the horizon.
fn depth_of_flat_ground(frame: &CameraFrame) -> Array2<f32> {
    let (lens, pose) = (&frame.intrinsics, &frame.ego_from_camera);
    let shape = (lens.height_px as usize, lens.width_px as usize);
    Array2::from_shape_fn(shape, |(row, column)| {
        let ray = pose.rotation * lens.ray([column as f64, row as f64].into());
        match ray.z < 0.0 {
            true => (-pose.translation.z / ray.z) as f32,
            false => f32::INFINITY,
        }
    })
}

impl Perceiver for Folder {
    fn perceive(
        &mut self,
        frames: &[Arc<CameraFrame>],
        ctx: &StepContext<'_>,
    ) -> Result<Vec<Perception>, StageError> {
        frames.iter().map(|frame| self.look(frame, ctx)).collect()
    }

    fn reset(&mut self) {}

    fn looks_at_images(&self) -> bool {
        false // at its own only: the simulator need not paint any
    }
}

#[cfg(test)]
mod tests;
