//! How the time of a picture grows with the triangles drawn, and memory with the pictures taken.

use std::sync::Arc;
use std::time::Instant;

use nalgebra::Isometry3;
use trunkline_interfaces::Intrinsics;
use trunkline_render::{Placed, RenderError, Renderer, Scene, Sensor};

use super::render_setup::{RenderBench, RenderBenchError, Way, case_name, lens, pool_of};
use crate::documents::BenchRow;
use crate::metrics::statistics::quantile;

/// Size of the pictures, pixels.
const SIZE_PX: [u32; 2] = [640, 360];
/// How often the town stands in its place: the picture stays what it is, triangles multiply.
const TOWNS: [usize; 4] = [1, 2, 4, 8];
/// Of the poses of the way, one of so many is looked from.
const ONE_POSE_OF: usize = 3;
/// Pictures after which memory is asked for; after 30 every pose has been looked from.
const MEMORY_AFTER: [usize; 3] = [10, 100, 300];

/// Triangles drawn and the time of a picture's labels, which is geometry and raster, on one
/// thread; and in words what the fastest of each take a triangle.
pub(super) fn triangles(
    run: &mut RenderBench<'_>,
    way: &Way,
) -> Result<(Vec<BenchRow>, Option<String>), RenderBenchError> {
    let pool = pool_of(1)?;
    let lens = lens(SIZE_PX);
    let (mut rows, mut points) = (Vec::new(), Vec::new());
    for towns in TOWNS {
        let case = format!("{}, the town {towns} ×", case_name(SIZE_PX, 1));
        if !run.begins(&case) {
            break;
        }
        let scene = repeated(&way.scene, towns);
        let mut renderer = Renderer::new();
        let (mut counts, mut times_ms) = (Vec::new(), Vec::new());
        for repetition in 0..=run.repetitions {
            if run.is_aborted() {
                break;
            }
            let [count, ms] = pool.install(|| once(&mut renderer, &scene, &lens, &way.poses))?;
            if repetition > 0 {
                counts.push(count);
                times_ms.push(ms);
            }
        }
        let least = |values: &[f64]| quantile(&mut values.to_vec(), 0.0);
        if let (Some(count), Some(ms)) = (least(&counts), least(&times_ms)) {
            points.push([count, ms]);
            rows.push(BenchRow::new(&case, "triangles drawn", "1", counts));
            rows.push(BenchRow::new(&case, "geometry and raster", "ms", times_ms));
        }
    }
    Ok((rows, in_words(&points)))
}

/// Triangles drawn and milliseconds of a picture's labels, means along the way.
fn once(
    renderer: &mut Renderer,
    scene: &Scene,
    lens: &Intrinsics,
    poses: &[Isometry3<f64>],
) -> Result<[f64; 2], RenderError> {
    let start = Instant::now();
    let mut triangles = 0;
    let poses = poses.iter().step_by(ONE_POSE_OF);
    let pictures = poses.len() as f64;
    for pose in poses {
        triangles += renderer.render_labels(scene, lens, pose)?.triangles;
    }
    let ms = 1e3 * start.elapsed().as_secs_f64();
    Ok([triangles as f64 / pictures, ms / pictures])
}

/// Everything of a scene several times in its place.
fn repeated(scene: &Scene, times: usize) -> Scene {
    let repeat = |placed: &[Placed]| vec![placed; times].concat();
    Scene {
        backdrop: Arc::new(repeat(&scene.backdrop)),
        moving: repeat(&scene.moving),
        ..scene.clone()
    }
}

/// Time of a triangle by the number of triangles: the same where time grows linearly.
fn in_words(points: &[[f64; 2]]) -> Option<String> {
    let each = points.iter().map(|[count, ms]| {
        let ns = 1e6 * ms / count;
        format!("{ns:.0} ns of {count:.0}")
    });
    let each = each.collect::<Vec<_>>().join(", ");
    let words = "growth of geometry and raster at best, a triangle drawn";
    (!points.is_empty()).then(|| format!("{words}: {each}"))
}

/// Memory of this process after the first pictures and after many, each time with a picture in
/// hand; nothing where the system does not tell.
pub(super) fn memory(
    run: &mut RenderBench<'_>,
    way: &Way,
) -> Result<Vec<BenchRow>, RenderBenchError> {
    let case = format!("memory, {}", case_name(SIZE_PX, 2));
    if !run.begins(&case) {
        return Ok(Vec::new());
    }
    let pool = pool_of(2)?;
    let lens = lens(SIZE_PX);
    let mut renderer = Renderer::new();
    let mut rows = Vec::new();
    let [.., last] = MEMORY_AFTER;
    for (number, pose) in (1..=last).zip(way.poses.iter().cycle()) {
        if run.is_aborted() {
            break;
        }
        let sensor = Sensor::default();
        let picture =
            pool.install(|| renderer.render(&way.scene, &lens, pose, &sensor, number as u64))?;
        if let Some(mib) = resident_mib().filter(|_| MEMORY_AFTER.contains(&number)) {
            let metric = format!("resident after {number} pictures");
            rows.push(BenchRow::new(&case, &metric, "MiB", vec![mib]));
        }
        drop(picture);
    }
    Ok(rows)
}

/// Memory of this process that is in use, as Linux tells it.
fn resident_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_takes_its_share_of_the_time() {
        let words = in_words(&[[1000.0, 0.25], [2000.0, 0.5]]).unwrap();
        assert!(
            words.ends_with(": 250 ns of 1000, 250 ns of 2000"),
            "{words}"
        );
        assert_eq!(in_words(&[]), None);
    }
}
