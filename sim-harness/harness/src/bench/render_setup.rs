//! What the figures of the renderer are taken from: the request, the scene, the way through it.

use std::sync::atomic::{AtomicBool, Ordering};

use nalgebra::{Isometry3, Translation3};
use rayon::{ThreadPool, ThreadPoolBuilder};
use thiserror::Error;

use trunkline_interfaces::Intrinsics;
use trunkline_render::{Conditions, RenderError, Scene};
use trunkline_world::roads::{MapError, Roads};
use trunkline_world::{Camera, Still, StillError, still_scene};

/// The map, and how many others stand around.
const MAP: &str = "urban";
const AGENTS: u32 = 40;
/// Horizontal field of view, rad: 95°.
const FIELD_OF_VIEW_RAD: f64 = 1.658;
/// Pictures of one repetition, along the lane.
const PICTURES: usize = 30;
/// Way between two pictures, m: 10 m/s at 10 Hz.
const STEP_M: f64 = 1.0;
/// Seed of scenery and agents.
const SEED: u64 = 1;

/// A benchmark to be made.
pub struct RenderBench<'a> {
    /// Repetitions of each case after one to warm up.
    pub repetitions: usize,
    /// Set from elsewhere to stop; of what was measured until then, whole repetitions count.
    pub abort: &'a AtomicBool,
    /// Called with each case before it begins.
    pub progress: &'a mut dyn FnMut(&str),
}

/// Why the benchmark cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RenderBenchError {
    /// The map is not shipped.
    #[error("the map `{0}`, which the benchmark renders, is not part of this build")]
    NotShipped(&'static str),
    /// The map has no lane to stand on.
    #[error("the map `{0}`, which the benchmark renders, has no driving lane outside of junctions")]
    NoLane(&'static str),
    /// The map cannot be read.
    #[error(transparent)]
    Map(#[from] MapError),
    /// The scene cannot be made.
    #[error(transparent)]
    Still(#[from] StillError),
    /// A picture cannot be taken.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// Threads cannot be started.
    #[error("{threads} threads cannot be started: {message}")]
    Threads {
        /// How many.
        threads: usize,
        /// What the system says.
        message: String,
    },
}

/// The scene and where its pictures are taken from.
pub(super) struct Way {
    pub(super) scene: Scene,
    pub(super) poses: Vec<Isometry3<f64>>,
}

impl RenderBench<'_> {
    /// Tells the case that begins, and whether it is to be measured.
    pub(super) fn begins(&mut self, case: &str) -> bool {
        (self.progress)(case);
        !self.is_aborted()
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.abort.load(Ordering::Relaxed)
    }
}

/// A pool of so many threads.
pub(super) fn pool_of(threads: usize) -> Result<ThreadPool, RenderBenchError> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|e| RenderBenchError::Threads {
        threads,
        message: e.to_string(),
    })
}

/// Name of a case.
pub(super) fn case_name([width_px, height_px]: [u32; 2], threads: usize) -> String {
    let plural = if threads == 1 { "" } else { "s" };
    format!("{width_px} × {height_px}, {threads} thread{plural}")
}

/// The lens of a picture of a size.
pub(super) fn lens([width_px, height_px]: [u32; 2]) -> Intrinsics {
    Intrinsics::pinhole(width_px, height_px, FIELD_OF_VIEW_RAD)
}

/// Straight ahead along the longest lane outside of junctions, with the others standing.
pub(super) fn way() -> Result<Way, RenderBenchError> {
    let roads = Roads::builtin(MAP).ok_or(RenderBenchError::NotShipped(MAP))??;
    let lanes = roads
        .map
        .driving_lanes()
        .filter(|lane| lane.junction.is_none());
    let longest = lanes.max_by(|a, b| {
        let lengths = [a, b].map(|lane| lane.centerline.length_m());
        lengths[0].total_cmp(&lengths[1])
    });
    let lane = longest.ok_or(RenderBenchError::NoLane(MAP))?;
    let start = Still {
        pose: lane.centerline.pose_at(5.0, 0.0),
        conditions: Conditions::default(),
        agents: AGENTS,
        seed: SEED,
    };
    let (scene, first) = still_scene(&roads, &start)?;
    let lens = Intrinsics::pinhole(1, 1, FIELD_OF_VIEW_RAD);
    let camera = Camera::looking("front", lens, Camera::WINDSCREEN_M, 0.0, 0.0);
    let poses = (0..PICTURES).map(|picture| {
        let ahead = Translation3::new(STEP_M * picture as f64, 0.0, 0.0);
        first * ahead * camera.mount.ego_from_camera
    });
    Ok(Way {
        scene,
        poses: poses.collect(),
    })
}
