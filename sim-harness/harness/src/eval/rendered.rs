//! Instants of drives on generated worlds, seen by the rendered cameras and a perceiver.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use nalgebra::Point3;
use trunkline_interfaces::geometry::{OrientedBox, wrap_rad};
use trunkline_interfaces::messages::{CameraFrame, CameraTruth, Truth};
use trunkline_interfaces::stages::TruthView;
use trunkline_interfaces::{AgentId, ConfigSource, Registry, Stage, StepContext, World as _};
use trunkline_world::generate::Kind;
use trunkline_world::{Simulation, random_drive};

use super::error::EvalError;
use super::sample::{Sample, TruthBox};
use crate::config::RunConfig;
use crate::still::{MomentError, drive_to};

/// Times of each drive at which a sample is taken, s.
const INSTANTS_S: [f64; 3] = [2.0, 6.0, 10.0];
/// Least height in the image of a road user that should be found, pixels.
const LEAST_HEIGHT_PX: f64 = 8.0;
/// Least visible share of it.
const LEAST_VISIBILITY: f64 = 0.1;

/// Which generated worlds, and how they are seen.
pub struct RenderedFrames<'a> {
    /// Every module.
    pub registry: &'a Registry,
    /// Cameras, perceiver and its parameters.
    pub source: &'a ConfigSource,
    /// A world of each kind for each seed.
    pub seeds: &'a [u64],
    /// Whether the frames keep their pictures.
    pub with_images: bool,
    /// Stops the work between two samples.
    pub interrupted: &'a AtomicBool,
    /// Told after each sample how many there are.
    pub progress: &'a mut dyn FnMut(usize),
}

/// Drives with truth, stops at some instants, and looks. A road user should be found if in one
/// camera it is large enough (8 pixels high) and visible enough (a tenth).
///
/// # Errors
/// [`EvalError`] if a world or the perceiver fails, if there is none, or if it is interrupted.
pub fn rendered_frames(frames: RenderedFrames<'_>) -> Result<Vec<Sample>, EvalError> {
    let config = RunConfig::from_source(frames.registry, frames.source)?;
    let name = config.stack.perceiver.as_str();
    if config.mounted_cameras().is_empty() {
        return Err(EvalError::Blind);
    }
    let mut perceiver = frames.registry.build_perceiver(name, frames.source)?;
    let mut samples = Vec::new();
    for seed in frames.seeds {
        for kind in Kind::ALL {
            let (scenario, roads) = random_drive(kind, *seed)?;
            for at_s in INSTANTS_S {
                let mut world = Simulation::on_roads(&scenario, roads.clone())?;
                let info = world.reset(*seed)?;
                match drive_to(&mut world, frames.registry, *seed, at_s, frames.interrupted) {
                    Ok(()) => {}
                    Err(MomentError::TooLate { .. }) => break, // nor are later instants reached
                    Err(error) => return Err(error.into()),
                }
                let mut world = world.with_cameras(config.mounted_cameras());
                if !frames.with_images && !perceiver.module.looks_at_images() {
                    world = world.without_images();
                }
                let seen = world.observe();
                let Some(truth) = seen.truth else {
                    continue;
                };
                let sample = format!("{}-{seed} at {at_s} s", kind.name());
                let view = TruthView {
                    now: &truth,
                    future: None,
                };
                let now = truth.header.stamp;
                let ctx = StepContext {
                    step: (10.0 * at_s) as u64,
                    truth: perceiver.is_oracle.then_some(view),
                    // Worlds of one seed are seen with errors of their own.
                    seed: seed
                        .wrapping_mul(Kind::ALL.len() as u64)
                        .wrapping_add(kind as u64),
                    ..StepContext::new(Stage::Perceiver, now, &info.vehicle, &info.map)
                };
                perceiver.module.reset();
                let perception = perceiver
                    .module
                    .perceive(&seen.frames, &ctx)
                    .map_err(|source| EvalError::stage(Stage::Perceiver, name, &sample, source))?;
                let without_picture = |frame: &Arc<CameraFrame>| match frames.with_images {
                    true => Arc::clone(frame),
                    false => without_picture(frame), // pictures are large
                };
                samples.push(Sample {
                    name: sample,
                    frames: seen.frames.iter().map(without_picture).collect(),
                    perception: perception.into_iter().map(Arc::new).collect(),
                    ego: truth.ego.clone(),
                    map: Arc::clone(&info.map),
                    boxes: truth_boxes(&truth),
                    truth: Some(truth),
                });
                (frames.progress)(samples.len());
            }
        }
    }
    Ok(samples)
}

fn without_picture(frame: &Arc<CameraFrame>) -> Arc<CameraFrame> {
    let mut frame = frame.as_ref().clone();
    frame.image = ndarray::Array3::zeros((0, 0, 3));
    Arc::new(frame)
}

fn truth_boxes(truth: &Truth) -> Vec<TruthBox> {
    let ego_from_world = truth.ego.world_from_ego().inverse();
    let boxes = truth.agents.iter().map(|agent| TruthBox {
        class: agent.class,
        bbox: OrientedBox {
            center_m: (ego_from_world * Point3::from(agent.bbox.center_m)).coords,
            size_m: agent.bbox.size_m,
            yaw_rad: wrap_rad(agent.bbox.yaw_rad - truth.ego.yaw_rad),
        },
        is_wanted: truth.views.iter().any(|view| is_shown(view, agent.id)),
    });
    boxes.collect()
}

fn is_shown(view: &CameraTruth, id: AgentId) -> bool {
    view.agents
        .iter()
        .filter(|seen| seen.agent == id)
        .any(|seen| {
            let height_px = seen.box_px[3] - seen.box_px[1];
            height_px >= LEAST_HEIGHT_PX && seen.visibility >= LEAST_VISIBILITY
        })
}
