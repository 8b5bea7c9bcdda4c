//! How the time of a picture grows with the triangles in sight, and memory with the pictures taken.

use std::sync::Arc;
use std::time::Instant;

use trunkline_render::{Placed, Renderer, Scene, Sensor};

use super::render::{RenderBench, RenderBenchError, Way, case_name, lens, pool_of};
use crate::documents::BenchRow;
use crate::metrics::statistics::quantile;

/// Size of the pictures, pixels.
const SIZE_PX: [u32; 2] = [640, 360];
/// How often the town stands in its place: the picture stays what it is, triangles multiply.
const TOWNS: [usize; 4] = [1, 2, 4, 8];
/// Of the poses of the way, one of so many is looked from.
const ONE_POSE_OF: usize = 3;
/// Pictures after which memory is asked for.
const MEMORY_AFTER: [usize; 2] = [10, 300];

/// Triangles in sight and the time of a picture's labels, which is geometry and raster, on one
/// thread; and in words the line through them.
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
            let start = Instant::now();
            let mut triangles = 0;
            let poses = way.poses.iter().step_by(ONE_POSE_OF);
            for pose in poses.clone() {
                let picture = pool.install(|| renderer.render_labels(&scene, &lens, pose))?;
                triangles += picture.triangles;
            }
            let pictures = poses.len() as f64;
            if repetition > 0 {
                counts.push(triangles as f64 / pictures);
                times_ms.push(1e3 * start.elapsed().as_secs_f64() / pictures);
            }
        }
        let median = |values: &[f64]| quantile(&mut values.to_vec(), 0.5);
        if let (Some(count), Some(ms)) = (median(&counts), median(&times_ms)) {
            points.push([count, ms]);
            rows.push(BenchRow::new(&case, "triangles in sight", "1", counts));
            rows.push(BenchRow::new(&case, "geometry and raster", "ms", times_ms));
        }
    }
    Ok((rows, in_words(&points)))
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

/// The line of least squares through times (ms) by triangles, and how far from it they lie.
fn in_words(points: &[[f64; 2]]) -> Option<String> {
    let count = points.len() as f64;
    let mean = [0, 1].map(|i| points.iter().map(|p| p[i]).sum::<f64>() / count);
    let (mut squares, mut products) = (0.0, 0.0);
    for [x, y] in points {
        squares += (x - mean[0]) * (x - mean[0]);
        products += (x - mean[0]) * (y - mean[1]);
    }
    let per_triangle_ms = products / squares;
    let fixed_ms = mean[1] - per_triangle_ms * mean[0];
    let off = points.iter().map(|[x, y]| {
        let line = fixed_ms + per_triangle_ms * x;
        ((y - line) / line).abs()
    });
    let worst = 100.0 * off.fold(0.0, f64::max);
    let ns = 1e6 * per_triangle_ms;
    (squares > 0.0 && points.len() > 2).then(|| {
        format!(
            "growth: geometry and raster take {fixed_ms:.2} ms and {ns:.1} ns a triangle in sight; \
             {} numbers of triangles lie within {worst:.1} % of that line",
            points.len()
        )
    })
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
    let [_, last] = MEMORY_AFTER;
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
    fn the_line_through_times_that_grow_evenly_is_found() {
        let points = [1e3, 2e3, 4e3, 8e3].map(|count| [count, 0.5 + 2e-4 * count]);
        let words = in_words(&points).unwrap();
        assert!(words.contains("0.50 ms and 200.0 ns"), "{words}");
        assert!(
            words.contains("4 numbers of triangles lie within 0.0 %"),
            "{words}"
        );
        let bent = [1e3, 2e3, 4e3, 8e3].map(|count| [count, 1e-7 * count * count]);
        assert!(!in_words(&bent).unwrap().contains("within 0.0 %"));
        assert_eq!(in_words(&points[..2]), None);
    }
}
