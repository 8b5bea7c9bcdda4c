//! Things along a line: fences, furniture; and which way its traffic runs.

use std::sync::Arc;

use nalgebra::Point3;
use trunkline_interfaces::geometry::{Pose2, Rectangle};
use trunkline_render::models::scenery::{BarrierKind, FurnitureKind, barrier_along, furniture};

use super::line::{Line, Station};
use super::site::{Foot, Site};

/// Longest piece of a barrier: small enough to be left out when out of sight.
const PIECE_M: f64 = 48.0;
/// A barrier follows the ground at points this far apart.
const STEP_M: f64 = 6.0;

/// Rails keep this distance to whatever vehicles may stand on, fences to every lane.
const GAP_M: f64 = 0.1;

/// A barrier along a part of a line, so far to its right, on the ground, where nothing else
/// stands; its front looks to the line.
pub(super) fn fence(
    site: &mut Site<'_>,
    kind: BarrierKind,
    line: &Line,
    part_m: [f64; 2],
    out_m: f64,
) {
    let place = |site: &Site<'_>, station: &Station| site.ground_m(station.beside_m(out_m));
    let is_off = |site: &Site<'_>, r: &Rectangle| site.is_off_lanes(r, GAP_M);
    along(site, kind, line, part_m, place, is_off);
}

/// The same at the height of the line, moved up: for guard rails.
pub(super) fn rail(
    site: &mut Site<'_>,
    kind: BarrierKind,
    line: &Line,
    part_m: [f64; 2],
    [out_m, up_m]: [f64; 2],
) {
    let place = |_: &Site<'_>, station: &Station| {
        let p = station.beside_m(out_m);
        Point3::new(p.x, p.y, station.point_m.z + up_m)
    };
    let is_off = |site: &Site<'_>, r: &Rectangle| site.is_off_roads(r, GAP_M);
    along(site, kind, line, part_m, place, is_off);
}

fn along(
    site: &mut Site<'_>,
    kind: BarrierKind,
    line: &Line,
    [from_m, to_m]: [f64; 2],
    place: impl Fn(&Site<'_>, &Station) -> Point3<f64>,
    is_off: impl Fn(&Site<'_>, &Rectangle) -> bool,
) {
    let count = ((to_m - from_m) / STEP_M).ceil().max(1.0);
    let mut run: Vec<Point3<f64>> = Vec::new();
    for k in 0..=count as usize {
        let station = line.at(from_m + (to_m - from_m) * (k as f64 / count));
        let p = place(site, &station);
        let yaw_rad = station.yaw_left_rad();
        let post = Rectangle::new(Pose2::new(p.x, p.y, yaw_rad), 0.3, 0.6);
        let is_free = site.is_untaken(&post) && is_off(site, &post);
        let is_joined = run
            .last()
            .is_none_or(|last| is_off(site, &between(*last, p)));
        if !(is_free && is_joined) {
            raise(site, kind, &run);
            run.clear();
        }
        if is_free {
            run.push(p);
        }
        if run.len() as f64 * STEP_M > PIECE_M {
            raise(site, kind, &run);
            run = vec![p];
        }
    }
    raise(site, kind, &run);
}

/// The ground that a barrier takes between two of its points.
fn between(a: Point3<f64>, b: Point3<f64>) -> Rectangle {
    let (middle, along) = (nalgebra::center(&a, &b), b - a);
    let pose = Pose2::new(middle.x, middle.y, libm::atan2(along.y, along.x));
    Rectangle::new(pose, along.xy().norm(), 0.3)
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
        site.take(between(pair[0], pair[1]));
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

/// Whether traffic beside a place runs along the line: so it does where it keeps right.
pub(super) fn runs_along(site: &Site<'_>, station: &Station) -> bool {
    let p = station.beside_m(-2.0);
    let near = site.field.nearest(p, 6.0, |near| near.cover.is_road());
    near.is_some_and(|near| near.along.dot(&station.along) > 0.0)
}
