//! Edges of the road: what lies beyond, and kerbs, pavements and verges along them.

use nalgebra::{Point3, Vector2, Vector3};
use trunkline_interfaces::LaneId;

use super::bridge;
use super::carriageway::{KERB_WIDTH_M, Ring};
use super::chunks::Chunks;
use super::cover::Cover;
use super::field::Field;
use super::materials;
use super::setting::Setting;
use super::strip::{KERB_M, Strip};
use super::terrain::Terrain;

/// Pavements that no lane tells are this wide.
const PAVEMENT_M: f64 = 2.2;
/// Where nowhere so much room is left between two roads, there is no pavement, m.
const NARROW_M: f64 = 1.2;
/// How finely the room beside an edge is probed.
const PROBE_M: f64 = 0.25;
/// Edges are cut where a road begins beside them, this finely; shorter ones are left out.
const CUT_M: f64 = 0.25;
const SHORTEST_M: f64 = 0.3;
/// Verges are gravel, then grass down to the ground, where no other road lies: looked at so far
/// out, so finely along them. The gravel is free where the first of these are.
const VERGE_PROBES_M: [f64; 7] = [0.3, 0.8, 1.3, 1.9, 2.5, 3.1, 3.8];
const GRAVEL_PROBES: usize = 2;
const VERGE_STEP_M: f64 = 4.0;
/// What is so far above an edge belongs to another road.
const STOREY_M: f64 = 2.0;
/// Longest piece of a junction's ring.
const RING_PIECE_M: f64 = 3.0;
/// The ground beside pavements is this much lower.
const SKIRT_M: f32 = 0.35;

/// An edge of the road surface, with nothing of the map beyond it.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    /// At the height of the road; outside is on the right.
    pub line_m: Vec<Point3<f64>>,
    pub setting: Setting,
    /// The lane along it, or the nearest to the middle of a junction's edge.
    pub lane: LaneId,
    /// How wide the pavement along it is at its begin and end, where nothing is in its way; 0
    /// where there is none.
    pub pavement_m: [f64; 2],
    /// Whether it surrounds an island in a junction.
    pub is_island: bool,
    /// Whether it belongs to a junction.
    pub is_junction: bool,
}

impl Edge {
    fn new(field: &Field, line_m: Vec<Point3<f64>>, setting: Setting, lane: LaneId) -> Self {
        let pavement_m = match setting {
            Setting::Urban => pavement_widths_m(field, &line_m),
            Setting::Rural | Setting::Motorway => [0.0; 2],
        };
        Self {
            line_m,
            setting,
            lane,
            pavement_m,
            is_island: false,
            is_junction: false,
        }
    }
}

/// Edges along lanes, and those of junctions.
pub(super) fn edges(field: &Field, strips: &[Strip], rings: &[Ring]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for strip in strips {
        let is_ground =
            strip.cover.is_road() || matches!(strip.cover, Cover::Gravel | Cover::Meadow);
        if !is_ground || strip.junction.is_some() {
            continue;
        }
        for (is_left, beyond) in [(true, strip.left), (false, strip.right)] {
            if beyond.is_some_and(|b| b.cover != Cover::Nothing) {
                continue;
            }
            let mut line_m: Vec<Point3<f64>> = strip.border(is_left).collect();
            if is_left {
                line_m.reverse();
            }
            let runs = free_runs(field, &line_m).into_iter();
            edges.extend(runs.map(|run| Edge::new(field, run, strip.setting, strip.lane)));
        }
    }
    for ring in rings {
        edges.extend(ring_edges(field, ring));
    }
    edges
}

/// The right of each piece of a line, unit.
fn right_of(a: Point3<f64>, b: Point3<f64>) -> Option<Vector2<f64>> {
    let along = (b - a).xy().try_normalize(1e-6)?;
    Some(Vector2::new(along.y, -along.x))
}

/// A line in runs that are alike in what `of` says of places on it and of the direction to their
/// right; looked at every so far.
fn runs_by<T: PartialEq>(
    line_m: &[Point3<f64>],
    step_m: f64,
    of: impl Fn(Point3<f64>, Vector2<f64>) -> T,
) -> Vec<(T, Vec<Point3<f64>>)> {
    let mut runs: Vec<(T, Vec<Point3<f64>>)> = Vec::new();
    for pair in line_m.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let Some(right) = right_of(a, b) else {
            continue;
        };
        let count = ((b - a).norm() / step_m).ceil().max(1.0);
        let at = |k: f64| a + (b - a) * (k / count);
        for k in 0..count as usize {
            let (begin, kind) = (at(k as f64), of(at(k as f64 + 0.5), right));
            match runs.last_mut() {
                Some((last, _)) if *last == kind => {}
                Some((_, run)) => {
                    run.push(begin);
                    runs.push((kind, vec![begin]));
                }
                None => runs.push((kind, vec![begin])),
            }
        }
        if let Some((_, run)) = runs.last_mut() {
            run.push(b);
        }
    }
    runs
}

/// The runs of a line along which no road lies on the right, cut where one begins.
fn free_runs(field: &Field, line_m: &[Point3<f64>]) -> Vec<Vec<Point3<f64>>> {
    let runs = runs_by(line_m, CUT_M, |p, right| {
        !is_road_at(field, p.coords.xy() + right * 0.3, p.z)
    });
    let length_m = |run: &[Point3<f64>]| run.windows(2).map(|p| (p[1] - p[0]).norm()).sum::<f64>();
    runs.into_iter()
        .filter(|(is_free, run)| *is_free && length_m(run) > SHORTEST_M)
        .map(|(_, run)| run)
        .collect()
}

/// Whether a road surface at about this height is there.
fn is_road_at(field: &Field, p_m: Vector2<f64>, z_m: f64) -> bool {
    let found = field.nearest(p_m, 0.1, |near| {
        near.cover.is_road() && (near.elevation_m - z_m).abs() < 2.0 && near.outside_m < 0.02
    });
    found.is_some()
}

fn ring_edges(field: &Field, ring: &Ring) -> Vec<Edge> {
    let mut line_m = Vec::new();
    let road = |p: Vector2<f64>| field.nearest(p, 3.0, |near| near.cover.is_road());
    let corners = ring
        .points_m
        .iter()
        .zip(ring.points_m.iter().cycle().skip(1));
    for (a, b) in corners {
        let pieces = ((b - a).norm() / RING_PIECE_M).ceil().max(1.0);
        for k in 0..pieces as usize {
            let p: Vector2<f64> = a + (b - a) * (k as f64 / pieces);
            let z = road(p).map_or(0.0, |near| near.elevation_m);
            line_m.push(Point3::new(p.x, p.y, z));
        }
    }
    // Begin where the road goes on, so that no edge is cut in two.
    let free = |i: usize| {
        let (a, b) = (line_m[i], line_m[(i + 1) % line_m.len()]);
        right_of(a, b).is_none_or(|right| {
            !is_road_at(field, (a + (b - a) * 0.5).coords.xy() + right * 0.3, a.z)
        })
    };
    let begin = (0..line_m.len()).find(|&i| !free(i)).unwrap_or(0);
    line_m.rotate_left(begin);
    line_m.extend(line_m.first().copied());
    let runs = free_runs(field, &line_m);
    runs.into_iter()
        .map(|run| {
            let (before, after) = (run[(run.len() - 1) / 2], run[run.len() / 2]);
            let near = road(nalgebra::center(&before, &after).coords.xy());
            let (setting, lane) = near.map_or((Setting::Urban, LaneId(0)), |near| {
                (near.setting, near.lane)
            });
            Edge {
                is_island: ring.is_island,
                is_junction: true,
                ..Edge::new(field, run, setting, lane)
            }
        })
        .collect()
}

/// Adds kerbs and pavements, or verges, along open edges.
pub(super) fn lay_edges(chunks: &mut Chunks, field: &Field, terrain: &Terrain<'_>, edges: &[Edge]) {
    for edge in edges {
        if edge.setting == Setting::Urban {
            town_edge(chunks, field, edge);
            continue;
        }
        let widths = |p: Point3<f64>, right: Vector2<f64>| {
            // A bridge has no verge.
            if bridge::is_above(terrain, p) {
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

/// As wide as the pavements that go on at its ends.
fn pavement_widths_m(field: &Field, line_m: &[Point3<f64>]) -> [f64; 2] {
    let at = |end: Option<&Point3<f64>>| {
        let near = field.nearest(end?.coords.xy(), 1.0, |near| near.cover == Cover::Pavement)?;
        Some(near.width_m.clamp(1.0, 6.0))
    };
    let (first, last) = (at(line_m.first()), at(line_m.last()));
    let begin = first.or(last).unwrap_or(PAVEMENT_M);
    [begin, last.unwrap_or(begin)]
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
