//! Things along a line: fences, furniture.

use std::sync::Arc;

use nalgebra::Point3;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::{BarrierKind, FurnitureKind, barrier_along, furniture};

use super::line::Line;
use super::site::{Foot, Site};

/// Longest piece of a barrier: small enough to be left out when out of sight.
const PIECE_M: f64 = 48.0;
/// A barrier follows the ground at points this far apart.
const STEP_M: f64 = 6.0;

/// A barrier along a part of a line, so far to its right, on the ground, where nothing else
/// stands; its front looks to the line.
pub(super) fn fence(
    site: &mut Site<'_>,
    kind: BarrierKind,
    line: &Line,
    part_m: [f64; 2],
    out_m: f64,
) {
    let ground = |site: &Site<'_>, p, _| site.ground_m(p).z;
    along(
        site,
        kind,
        line,
        part_m,
        [out_m, 0.1_f64.min(out_m - 0.2)],
        ground,
    );
}

/// The same at the height of the line, moved up: for guard rails.
pub(super) fn rail(
    site: &mut Site<'_>,
    kind: BarrierKind,
    line: &Line,
    part_m: [f64; 2],
    [out_m, up_m]: [f64; 2],
) {
    let level = |_: &Site<'_>, _, z| z + up_m;
    along(
        site,
        kind,
        line,
        part_m,
        [out_m, 0.1_f64.min(out_m - 0.2)],
        level,
    );
}

/// The same on a strip between two roads, so far from its border.
pub(super) fn rail_between(
    site: &mut Site<'_>,
    kind: BarrierKind,
    line: &Line,
    part_m: [f64; 2],
    out_m: f64,
) {
    let level = |_: &Site<'_>, _, z| z;
    along(site, kind, line, part_m, [out_m, f64::NEG_INFINITY], level);
}

fn along(
    site: &mut Site<'_>,
    kind: BarrierKind,
    line: &Line,
    [from_m, to_m]: [f64; 2],
    [out_m, gap_m]: [f64; 2],
    height: impl Fn(&Site<'_>, nalgebra::Vector2<f64>, f64) -> f64,
) {
    let count = ((to_m - from_m) / STEP_M).ceil().max(1.0);
    let mut run: Vec<Point3<f64>> = Vec::new();
    for k in 0..=count as usize {
        let s_m = from_m + (to_m - from_m) * (k as f64 / count);
        let station = line.at(s_m);
        let p = station.beside_m(out_m);
        let yaw_rad = station.yaw_left_rad();
        let footprint = Rectangle::new(Pose2::new(p.x, p.y, yaw_rad), 0.2, 0.6);
        let is_free = site.is_free(&footprint, gap_m);
        if is_free {
            run.push(Point3::new(p.x, p.y, height(site, p, station.point_m.z)));
        }
        let is_long = run.len() as f64 * STEP_M > PIECE_M;
        if !is_free || is_long || k == count as usize {
            raise(site, kind, &run);
            let keep = run.last().copied().filter(|_| is_free && is_long);
            run.clear();
            run.extend(keep);
        }
    }
}

/// Builds a barrier along points; its front is to their left, where the road is.
fn raise(site: &mut Site<'_>, kind: BarrierKind, run: &[Point3<f64>]) {
    let Some(first) = run.first().filter(|_| run.len() >= 2) else {
        return;
    };
    // The model's front is to the right of its line.
    let local: Vec<[f32; 3]> = run
        .iter()
        .rev()
        .map(|p| (p - first).map(|x| x as f32).into())
        .collect();
    let mesh = barrier_along(kind, &local, site.seed);
    for pair in run.windows(2) {
        let middle = nalgebra::center(&pair[0], &pair[1]);
        let along = pair[1] - pair[0];
        let yaw_rad = libm::atan2(along.y, along.x);
        let footprint = Rectangle::new(
            Pose2::new(middle.x, middle.y, yaw_rad),
            along.xy().norm(),
            0.3,
        );
        site.take(footprint);
    }
    site.chunks.stand(&Arc::new(mesh), *first, 0.0, [1.0; 3]);
}

/// A piece of furniture beside a line with its back to the open ground, `gap_m` from the line.
pub(super) fn furnish(
    site: &mut Site<'_>,
    kind: FurnitureKind,
    line: &Line,
    s_m: f64,
    gap_m: f64,
    seed: u64,
) -> bool {
    let station = line.at(s_m);
    let [depth_m, width_m, _] = kind.size_m().map(f64::from);
    let p = station.beside_m(gap_m + 0.5 * depth_m);
    let foot = Foot {
        size_m: [depth_m, width_m],
        gap_m: 0.02,
    };
    site.put(
        &Arc::new(furniture(kind, seed)),
        p,
        station.yaw_left_rad(),
        foot,
    )
}
