//! What is laid along the edges of the road: kerbs and pavements in town, verges elsewhere.

use nalgebra::{Point3, Vector2, Vector3};

use super::carriageway::KERB_WIDTH_M;
use super::chunks::Chunks;
use super::cover::Cover;
use super::edge::{Edge, is_road_at, right_of, runs_by};
use super::field::Field;
use super::materials;
use super::setting::Setting;
use super::strip::{KERB_M, Strip};
use super::terrain::Terrain;

/// Where nowhere so much room is left between two roads, there is no pavement, m.
const NARROW_M: f64 = 1.2;
/// How finely the room beside an edge is probed.
const PROBE_M: f64 = 0.25;
/// Verges are gravel, then grass down to the ground, where no other road lies: looked at so far
/// out, so finely along them. The gravel is free where the first of these are.
const VERGE_PROBES_M: [f64; 7] = [0.3, 0.8, 1.3, 1.9, 2.5, 3.1, 3.8];
const GRAVEL_PROBES: usize = 2;
const VERGE_STEP_M: f64 = 4.0;
/// What is so far above an edge belongs to another road.
const STOREY_M: f64 = 2.0;
/// The ground beside pavements is this much lower.
const SKIRT_M: f32 = 0.35;

/// Adds kerbs and pavements, or verges, along open edges.
pub(super) fn lay_edges(chunks: &mut Chunks, field: &Field, terrain: &Terrain<'_>, edges: &[Edge]) {
    for edge in edges {
        if edge.setting == Setting::Urban {
            town_edge(chunks, field, edge);
            continue;
        }
        let widths = |p: Point3<f64>, right: Vector2<f64>| {
            // A bridge has no verge.
            if terrain.is_under_bridge(p) {
                return 0;
            }
            // Nor has a road above another one.
            let is_free = |out_m: &f64| {
                let lowest_m = field.lowest_road_m(p.coords.xy() + right * *out_m, 0.02);
                lowest_m.is_none_or(|z| z > p.z + STOREY_M)
            };
            VERGE_PROBES_M
                .iter()
                .take_while(|out_m| is_free(out_m))
                .count()
        };
        for (width, run) in runs_by(&edge.line_m, VERGE_STEP_M, widths) {
            if width >= GRAVEL_PROBES {
                chunks.sweep(materials::VERGE, &[[-0.7, -0.05], [0.03, 0.0]], &run);
            }
            if width == VERGE_PROBES_M.len() {
                let slope = [[-3.4, -0.75], [-1.6, -0.28], [-0.7, -0.05]];
                chunks.sweep(materials::DITCH, &slope, &run);
            }
        }
    }
}

const KERB: f32 = KERB_M as f32;
const KERB_WIDTH: f32 = KERB_WIDTH_M as f32;
/// A kerb whose face looks to the left of its line, which has the road on its left.
const KERB_LEFT: [[f32; 2]; 3] = [[-KERB_WIDTH, KERB], [0.0, KERB], [0.0, -0.06]];
/// The same with the road on the right of the line.
const KERB_RIGHT: [[f32; 2]; 3] = [[0.0, -0.06], [0.0, KERB], [KERB_WIDTH, KERB]];

fn town_edge(chunks: &mut Chunks, field: &Field, edge: &Edge) {
    let widths = if edge.is_island {
        [30.0; 2]
    } else {
        edge.pavement_m
    };
    let room = room(field, &edge.line_m, widths);
    let widest_m = room.iter().map(|(_, free_m)| *free_m).fold(0.0, f64::max);
    if edge.is_junction && widest_m < NARROW_M {
        fill(chunks, edge, &room);
        return;
    }
    chunks.sweep(materials::KERB, &KERB_LEFT, &edge.line_m);
    let surface = if edge.is_island {
        materials::LAWN
    } else {
        materials::PAVEMENT
    };
    let up = Vector3::new(0.0, 0.0, KERB_M);
    let at = |i: usize, off_m: f64| {
        let (right, _) = room[i];
        edge.line_m[i] + up + Vector3::new(right.x, right.y, 0.0) * off_m
    };
    let inner = |i: usize| at(i, KERB_WIDTH_M - 0.01);
    let outer = |i: usize| at(i, room[i].1.max(KERB_WIDTH_M));
    for i in 0..edge.line_m.len() - 1 {
        let quad = [inner(i), outer(i), outer(i + 1), inner(i + 1)];
        for triangle in [[quad[0], quad[1], quad[2]], [quad[0], quad[2], quad[3]]] {
            let [a, b, c] = triangle;
            if (b - a).xy().perp(&(c - a).xy()) > 1e-6 {
                chunks.floor(surface, &triangle);
            }
        }
    }
    if !edge.is_island {
        let back: Vec<Point3<f64>> = (0..edge.line_m.len()).map(outer).collect();
        chunks.sweep(materials::KERB, &[[0.0, -SKIRT_M], [0.0, 0.0]], &back);
    }
}

/// Paves the gap between two roads up to the road over there.
fn fill(chunks: &mut Chunks, edge: &Edge, room: &[(Vector2<f64>, f64)]) {
    let beyond = |i: usize| {
        let (right, free_m) = room[i];
        edge.line_m[i] + Vector3::new(right.x, right.y, 0.0) * (2.0 * free_m + 2.0 * PROBE_M)
    };
    for i in 0..edge.line_m.len() - 1 {
        let (a, b) = (edge.line_m[i], edge.line_m[i + 1]);
        chunks.floor(materials::ASPHALT, &[a, beyond(i), beyond(i + 1)]);
        chunks.floor(materials::ASPHALT, &[a, beyond(i + 1), b]);
    }
}

/// For each vertex the direction to its right, and how far one can go until there is a road.
fn room(
    field: &Field,
    line_m: &[Point3<f64>],
    [begin_m, end_m]: [f64; 2],
) -> Vec<(Vector2<f64>, f64)> {
    let last = (line_m.len().max(2) - 1) as f64;
    (0..line_m.len())
        .map(|i| {
            let wide_m = begin_m + (end_m - begin_m) * (i as f64 / last);
            let before = i
                .checked_sub(1)
                .and_then(|k| right_of(line_m[k], line_m[i]));
            let after = line_m
                .get(i + 1)
                .and_then(|next| right_of(line_m[i], *next));
            let sum = before.unwrap_or_else(Vector2::zeros) + after.unwrap_or_else(Vector2::zeros);
            let right = sum.try_normalize(1e-6).unwrap_or_else(Vector2::x);
            let p = line_m[i].coords.xy();
            let probes = (wide_m / PROBE_M) as usize;
            let hit = (1..=probes).find(|k| {
                let off_m = *k as f64 * PROBE_M;
                off_m > 0.3 && is_road_at(field, p + right * off_m, line_m[i].z)
            });
            let free_m = match hit {
                // The other half belongs to the edge over there.
                Some(k) => (0.5 * (k as f64 - 1.0) * PROBE_M).max(0.0),
                None => wide_m,
            };
            (right, free_m)
        })
        .collect()
}

/// Adds kerbs between raised lanes and those beside them.
pub(super) fn lay_kerbs(chunks: &mut Chunks, field: &Field, strips: &[Strip]) {
    for strip in strips.iter().filter(|s| s.cover.is_raised()) {
        for (is_left, beyond) in [(true, strip.left), (false, strip.right)] {
            let line_m: Vec<Point3<f64>> = strip.border(is_left).collect();
            match beyond.map(|b| b.cover) {
                Some(cover) if cover.is_raised() => {}
                None | Some(Cover::Nothing) => {
                    let (bottom, top) = ([0.0, KERB - SKIRT_M], [0.0, KERB]);
                    let profile = if is_left {
                        [top, bottom]
                    } else {
                        [bottom, top]
                    };
                    if strip.junction.is_none() {
                        chunks.sweep(materials::KERB, &profile, &line_m);
                    }
                }
                Some(_) => {
                    let profile = if is_left { KERB_LEFT } else { KERB_RIGHT };
                    if strip.junction.is_none() {
                        chunks.sweep(materials::KERB, &profile, &line_m);
                    } else {
                        for run in uncrossed(field, &line_m) {
                            chunks.sweep(materials::KERB, &profile, &run);
                        }
                    }
                }
            }
        }
    }
}

/// The runs of a line that no road crosses.
fn uncrossed(field: &Field, line_m: &[Point3<f64>]) -> Vec<Vec<Point3<f64>>> {
    let mut runs = vec![Vec::new()];
    for p in line_m {
        if field.road_clearance_m(p.coords.xy(), 1.0) < -0.3 {
            runs.push(Vec::new());
        } else if let Some(run) = runs.last_mut() {
            run.push(*p);
        }
    }
    runs.retain(|run| run.len() >= 2);
    runs
}
