//! A perceiver that looks at the pixels of frames, as a network does: it is given some.

use std::sync::Arc;

use trunkline_harness::{Course, RunConfig, check_course};
use trunkline_interfaces::messages::{CameraFrame, Perception};
use trunkline_interfaces::stages::Perceiver;
use trunkline_interfaces::{ConfigSource, StageError, StepContext};

use crate::stack::{drive, registry};

/// Finds nothing, but fails if there is no picture to look at.
pub(crate) struct Looking;

impl Perceiver for Looking {
    fn perceive(
        &mut self,
        frames: &[Arc<CameraFrame>],
        ctx: &StepContext<'_>,
    ) -> Result<Vec<Perception>, StageError> {
        let seen = frames.iter().map(|frame| {
            let lens = &frame.intrinsics;
            let size = (lens.height_px as usize, lens.width_px as usize, 3);
            if frame.image.dim() != size {
                return Err(StageError::Input {
                    reason: format!("the image has the shape {:?}", frame.image.dim()),
                });
            }
            Ok(Perception {
                header: ctx.header(frame.header.stamp, frame.header.captured),
                camera: frame.camera.clone(),
                segmentation: None,
                depth_m: None,
                depth_noise: None,
                detections_2d: None,
                detections_3d: None,
            })
        });
        seen.collect()
    }

    fn reset(&mut self) {}
}

#[test]
fn a_perceiver_that_looks_at_pixels_gets_them() {
    let sets = [
        "stack.perceiver=looking",
        "world.cameras=[\"front\"]",
        "cameras.front.width_px=64",
        "cameras.front.height_px=36",
        "run.record=off",
    ]
    .map(str::to_owned);
    let course = Course::scenario("free_drive").unwrap();
    // What `trunkline drive` asks before it makes a folder.
    let registry = registry();
    let source = sets
        .iter()
        .try_fold(ConfigSource::new(), |s, set| s.set(set));
    let source = source.unwrap();
    let config = RunConfig::from_source(&registry, &source).unwrap();
    check_course(&course, &registry, &source, &config).unwrap();
    let driven = drive(&course, 1, &sets).unwrap();
    assert_eq!(driven.document.stage_failures, []);
    assert!(driven.outcome.steps > 0);
}
