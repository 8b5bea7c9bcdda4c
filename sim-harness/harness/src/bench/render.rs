//! Pictures per second of an urban scene, by size and number of threads, and where the time goes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use nalgebra::{Isometry3, Translation3};
use rayon::{ThreadPool, ThreadPoolBuilder};
use thiserror::Error;

use trunkline_interfaces::Intrinsics;
use trunkline_render::{Conditions, Phase, RenderError, Renderer, Scene, Sensor};
use trunkline_world::roads::{MapError, Roads};
use trunkline_world::{Camera, Still, StillError, still_scene};

use super::growth::{memory, triangles};
use crate::documents::{BenchDocument, BenchRow, Machine};

/// The map, and how many others stand around.
const MAP: &str = "urban";
const AGENTS: u32 = 40;
/// Sizes of the picture, pixels.
const SIZES_PX: [[u32; 2]; 4] = [[320, 180], [640, 360], [960, 540], [1280, 720]];
/// Numbers of threads.
const THREADS: [usize; 2] = [1, 2];
/// Size and threads for which it is said what the limit is.
const LIMIT_AT: ([u32; 2], usize) = (SIZES_PX[1], THREADS[1]);
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
    /// Whether it is to stop; else tells the case that begins.
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

/// Measures pictures per second: four sizes, one and two threads; then how time grows with
/// triangles, and memory with pictures.
///
/// # Errors
/// [`RenderBenchError`] if map, scene or threads cannot be had.
pub fn bench_render(mut run: RenderBench<'_>) -> Result<BenchDocument, RenderBenchError> {
    let way = way()?;
    let mut rows = Vec::new();
    let mut conclusions = Vec::new();
    for threads in THREADS {
        let pool = pool_of(threads)?;
        for size_px in SIZES_PX {
            let name = case_name(size_px, threads);
            if !run.begins(&name) {
                break;
            }
            let lens = lens(size_px);
            let mut renderer = Renderer::new();
            let mut measured = Vec::new();
            for repetition in 0..=run.repetitions {
                if run.is_aborted() {
                    break;
                }
                let result = pool.install(|| once(&mut renderer, &way, &lens))?;
                if repetition > 0 {
                    measured.push(result);
                }
            }
            if (size_px, threads) == LIMIT_AT {
                conclusions.extend(limit(&name, &measured));
            }
            rows.extend(rows_of(&name, &measured));
        }
    }
    let (grown, line) = triangles(&mut run, &way)?;
    rows.extend(grown);
    conclusions.extend(line);
    rows.extend(memory(&mut run, &way)?);
    Ok(BenchDocument {
        schema: 1,
        bench: "render".into(),
        complete: !run.is_aborted(),
        machine: Machine::this(),
        rows,
        conclusions,
    })
}

/// The lens of a picture of a size.
pub(super) fn lens([width_px, height_px]: [u32; 2]) -> Intrinsics {
    Intrinsics::pinhole(width_px, height_px, FIELD_OF_VIEW_RAD)
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

/// What the time of a case goes to, the most first.
fn limit(case: &str, measured: &[Measured]) -> Option<String> {
    let picture_ms = measured.iter().map(|m| m.picture_ms).sum::<f64>();
    let mut shares = Phase::ALL.map(|phase| {
        let phase_ms = measured.iter().map(|m| m.phases_ms[phase as usize]);
        (phase, phase_ms.sum::<f64>() / picture_ms)
    });
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let shares = shares.map(|(phase, share)| format!("{} {:.0} %", work_of(phase), 100.0 * share));
    let [most, rest @ ..] = shares;
    let rest = rest.join(", ");
    (picture_ms > 0.0).then(|| format!("limit at {case}: {most} of the time, then {rest}"))
}

/// What a phase does, as a limit.
fn work_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Geometry => "what is in sight and its triangles",
        Phase::Raster => "fill rate and shadow maps",
        Phase::Shading => "shading",
        Phase::Sensor => "memory passes of lens and sensor",
    }
}
