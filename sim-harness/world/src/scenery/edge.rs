//! Edges of the road: where nothing of the map lies beyond.

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::LaneId;

use super::carriageway::Ring;
use super::cover::Cover;
use super::field::Field;
use super::setting::Setting;
use super::strip::Strip;

/// Pavements that no lane tells are this wide.
const PAVEMENT_M: f64 = 2.2;
/// Edges are cut where a road begins beside them, this finely; shorter ones are left out.
const CUT_M: f64 = 0.25;
const SHORTEST_M: f64 = 0.3;
/// Longest piece of a junction's ring.
const RING_PIECE_M: f64 = 3.0;
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
pub(super) fn right_of(a: Point3<f64>, b: Point3<f64>) -> Option<Vector2<f64>> {
    let along = (b - a).xy().try_normalize(1e-6)?;
    Some(Vector2::new(along.y, -along.x))
}

/// A line in runs that are alike in what `of` says of places on it and of the direction to their
/// right; looked at every so far.
pub(super) fn runs_by<T: PartialEq>(
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
pub(super) fn is_road_at(field: &Field, p_m: Vector2<f64>, z_m: f64) -> bool {
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
