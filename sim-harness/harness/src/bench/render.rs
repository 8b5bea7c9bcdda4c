//! Pictures per second of an urban scene, by size and number of threads, and where the time goes.

use std::time::Instant;

use trunkline_interfaces::Intrinsics;
use trunkline_render::{Phase, RenderError, Renderer, Sensor};

use super::growth::{memory, triangles};
use super::render_setup::{RenderBench, RenderBenchError, Way, case_name, lens, pool_of, way};
use crate::documents::{BenchDocument, BenchRow, Machine};

/// Sizes of the picture, pixels.
const SIZES_PX: [[u32; 2]; 4] = [[320, 180], [640, 360], [960, 540], [1280, 720]];
/// Numbers of threads.
const THREADS: [usize; 2] = [1, 2];
/// Size and threads for which it is said what the limit is.
const LIMIT_AT: ([u32; 2], usize) = (SIZES_PX[1], THREADS[1]);

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
