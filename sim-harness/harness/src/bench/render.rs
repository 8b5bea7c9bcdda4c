//! Pictures per second of an urban scene, by size and number of threads, and where the time goes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use nalgebra::{Isometry3, Translation3, Vector3};
use thiserror::Error;

use trunkline_interfaces::Intrinsics;
use trunkline_render::{Conditions, Phase, RenderError, Renderer, Scene, Sensor};
use trunkline_world::roads::{MapError, Roads};
use trunkline_world::{Camera, Still, StillError, still_scene};

use crate::documents::{BenchDocument, BenchRow, Machine};

/// The map, and how many others stand around.
const MAP: &str = "urban";
const AGENTS: u32 = 40;
/// Sizes of the picture, pixels.
const SIZES_PX: [(u32, u32); 4] = [(320, 180), (640, 360), (960, 540), (1280, 720)];
/// Numbers of threads.
const THREADS: [usize; 2] = [1, 2];
/// Horizontal field of view, rad: 95°.
const FIELD_OF_VIEW_RAD: f64 = 1.658;
/// Where the camera stands in the vehicle frame, m: behind the windscreen.
const MOUNT_M: Vector3<f64> = Vector3::new(1.5, 0.0, 1.4);
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
struct Way {
    scene: Scene,
    poses: Vec<Isometry3<f64>>,
}

/// Measures pictures per second: four sizes, one and two threads.
///
/// # Errors
/// [`RenderBenchError`] if map, scene or threads cannot be had.
pub fn bench_render(run: RenderBench<'_>) -> Result<BenchDocument, RenderBenchError> {
    let way = way()?;
    let mut rows = Vec::new();
    for threads in THREADS {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|e| RenderBenchError::Threads {
            threads,
            message: e.to_string(),
        })?;
        for (width_px, height_px) in SIZES_PX {
            let plural = if threads == 1 { "" } else { "s" };
            let name = format!("{width_px} × {height_px}, {threads} thread{plural}");
            (run.progress)(&name);
            let lens = Intrinsics::pinhole(width_px, height_px, FIELD_OF_VIEW_RAD);
            let mut renderer = Renderer::new();
            let mut measured = Vec::new();
            for repetition in 0..=run.repetitions {
                if run.abort.load(Ordering::Relaxed) {
                    break;
                }
                let result = pool.install(|| once(&mut renderer, &way, &lens))?;
                if repetition > 0 {
                    measured.push(result);
                }
            }
            rows.extend(rows_of(&name, &measured));
        }
    }
    Ok(BenchDocument {
        schema: 1,
        bench: "render".into(),
        complete: !run.abort.load(Ordering::Relaxed),
        machine: Machine::this(),
        rows,
    })
}

/// Straight ahead along the longest lane outside of junctions, with the others standing.
fn way() -> Result<Way, RenderBenchError> {
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
        elevation_m: None,
        conditions: Conditions::default(),
        agents: AGENTS,
        seed: SEED,
    };
    let (scene, first) = still_scene(&roads, &start)?;
    let lens = Intrinsics::pinhole(1, 1, FIELD_OF_VIEW_RAD);
    let camera = Camera::looking("front", lens, MOUNT_M, 0.0, 0.0);
    let poses = (0..PICTURES).map(|picture| {
        let ahead = Translation3::new(STEP_M * picture as f64, 0.0, 0.0);
        first * ahead * camera.mount.ego_from_camera
    });
    Ok(Way {
        scene,
        poses: poses.collect(),
    })
}

/// What one repetition gave.
struct Measured {
    picture_ms: f64,
    phases_ms: [f64; Phase::ALL.len()],
}

fn once(renderer: &mut Renderer, way: &Way, lens: &Intrinsics) -> Result<Measured, RenderError> {
    let mut phases_ms = [0.0; Phase::ALL.len()];
    let start = Instant::now();
    for (seed, pose) in way.poses.iter().enumerate() {
        let mut last = Instant::now();
        let mut ended = |phase: Phase| {
            let now = Instant::now();
            phases_ms[phase as usize] += 1e3 * (now - last).as_secs_f64();
            last = now;
        };
        let sensor = Sensor::default();
        renderer.render_watched(&way.scene, lens, pose, &sensor, seed as u64, &mut ended)?;
    }
    let count = way.poses.len() as f64;
    Ok(Measured {
        picture_ms: 1e3 * start.elapsed().as_secs_f64() / count,
        phases_ms: phases_ms.map(|sum| sum / count),
    })
}

fn rows_of(case: &str, measured: &[Measured]) -> Vec<BenchRow> {
    if measured.is_empty() {
        return Vec::new();
    }
    let row = |metric: &str, unit: &str, of: &dyn Fn(&Measured) -> f64| {
        BenchRow::new(case, metric, unit, measured.iter().map(of).collect())
    };
    let mut rows = vec![row("pictures", "1/s", &|m| 1e3 / m.picture_ms)];
    for phase in Phase::ALL {
        let metric = format!("{phase:?}").to_lowercase();
        rows.push(row(&metric, "ms", &|m| m.phases_ms[phase as usize]));
    }
    rows
}
