//! Truth of the cameras in, perception out.

use std::sync::Arc;

use trunkline_interfaces::messages::{CameraFrame, CameraTruth, Perception, Truth};
use trunkline_interfaces::stages::Perceiver;
use trunkline_interfaces::{ConfigError, MapGrid, Random, StageError, StepContext};

use super::boxes;
use super::config::{NoisyOraclePerceiverConfig, OraclePerceiverConfig};
use super::maps::Sampler;
use super::slow_noise::SlowNoise;

/// Reports what the cameras show, from the world's own labels.
#[derive(Debug, Clone)]
pub struct OraclePerceiver {
    config: OraclePerceiverConfig,
    noise: Option<NoisyOraclePerceiverConfig>,
}

impl OraclePerceiver {
    /// Perfect perception.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_config(config: OraclePerceiverConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config,
            noise: None,
        })
    }

    /// Perception with errors.
    ///
    /// # Errors
    /// [`ConfigError::Range`] with the key that is out of range.
    pub fn from_noisy_config(config: NoisyOraclePerceiverConfig) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            config: config.perfect(),
            noise: Some(config),
        })
    }

    fn perceive_one(
        &self,
        frame: &CameraFrame,
        view: &CameraTruth,
        ctx: &StepContext<'_>,
    ) -> Result<Perception, StageError> {
        let lens = &frame.intrinsics;
        let stride = self.config.stride.max(1);
        let shape = [lens.height_px, lens.width_px].map(|n| n.div_ceil(stride) as usize);
        let size = (lens.height_px as usize, lens.width_px as usize);
        let is_labelled = [view.depth_m.dim(), view.classes.dim(), view.instances.dim()]
            .iter()
            .all(|dim| *dim == size);
        let (Some(grid), true) = (MapGrid::new(&shape, lens), is_labelled) else {
            return Err(StageError::Input {
                reason: format!(
                    "camera `{}`: the image is {} × {}, its labels are {} × {} pixels: \
                     the world must label every pixel",
                    frame.camera,
                    lens.width_px,
                    lens.height_px,
                    view.depth_m.ncols(),
                    view.depth_m.nrows()
                ),
            });
        };
        let sampler = Sampler { view, grid };
        let ((classes, depth_m), detections) = match &self.noise {
            None => (sampler.exact(), boxes::exact(view, &self.config)),
            Some(noise) => {
                let slow = SlowNoise {
                    seed: ctx.seed,
                    step: ctx.step,
                    memory_steps: noise.memory_steps,
                };
                let component = format!("perceiver/{}/nothing", view.camera);
                let mut random = Random::new(ctx.seed, &component, ctx.step);
                let found = boxes::noisy(view, noise, &slow, &mut random);
                (sampler.noisy(noise, &slow), found)
            }
        };
        Ok(Perception {
            header: ctx.header(frame.header.stamp, frame.header.captured),
            camera: frame.camera.clone(),
            segmentation: Some(classes),
            depth_m: Some(depth_m),
            depth_noise: Some(
                self.noise
                    .as_ref()
                    .map_or(0.0, |noise| noise.shared_depth()),
            ),
            detections_2d: Some(detections),
            detections_3d: None,
        })
    }
}

impl Perceiver for OraclePerceiver {
    fn perceive(
        &mut self,
        frames: &[Arc<CameraFrame>],
        ctx: &StepContext<'_>,
    ) -> Result<Vec<Perception>, StageError> {
        let truth = ctx.truth()?.now;
        frames
            .iter()
            .map(|frame| self.perceive_one(frame, view_of(truth, frame)?, ctx))
            .collect()
    }

    fn reset(&mut self) {}

    fn looks_at_images(&self) -> bool {
        false
    }
}

/// What a frame shows, labelled.
fn view_of<'a>(truth: &'a Truth, frame: &CameraFrame) -> Result<&'a CameraTruth, StageError> {
    if truth.header.stamp != frame.header.stamp {
        return Err(StageError::Input {
            reason: format!(
                "the image of camera `{}` is of {:.3} s, the truth of {:.3} s: \
                 the oracle needs both of one time",
                frame.camera,
                frame.header.stamp.s(),
                truth.header.stamp.s()
            ),
        });
    }
    let view = truth.views.iter().find(|view| view.camera == frame.camera);
    view.ok_or_else(|| StageError::Input {
        reason: format!(
            "the truth has no labels of camera `{}` ({} views)\n\nhint: choose a world that renders \
             them, or another perceiver (the command `modules perceiver` lists them)",
            frame.camera,
            truth.views.len()
        ),
    })
}
