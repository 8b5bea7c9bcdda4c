//! The ground between and around the roads: lots, lawns, fields, hills to the horizon.

use std::collections::BTreeSet;

use nalgebra::{Point3, Vector2, Vector3};
use trunkline_render::Surface;

use super::chunks::{CHUNK_M, Chunks};
use super::crops;
use super::field::Field;
use super::noise;
use super::terrain::{RoadsNearby, Terrain};

/// Heights of a square are looked up at so many points along each side, and one more around.
const LATTICE: usize = 8;
/// What a coarser mesh may leave out, near roads and elsewhere.
const ERROR_NEAR_M: f64 = 0.05;
const ERROR_FAR_M: f64 = 0.5;
/// The same of far ground: its squares are larger.
const ERROR_HORIZON_M: f64 = 1.0;
/// Chunks this near to roads are meshed finely.
const FINE_REACH_M: f64 = 190.0;
/// The side of a square of far ground in chunks, and how far it reaches beyond the roads.
const FAR_CHUNKS: i32 = 4;
const FAR_REACH_M: f64 = 1792.0;
/// How far the edges of squares hang down, so that no gap shows between fine and coarse ones.
const SKIRT_M: f64 = ERROR_FAR_M + ERROR_HORIZON_M;
/// No map gets more pieces of fine ground: 80 km² of them.
const MOST_CHUNKS: usize = 20_000;
/// Maps wider than this have no far ground: it would be most of the scene.
const FAR_MOST: i64 = 120;

/// Adds the ground: fine chunks around the roads, larger squares over all the rest, never one above
/// the other.
pub(super) fn lay(chunks: &mut Chunks, field: &Field, terrain: &Terrain<'_>, seed: u64) {
    let (low, high) = field
        .bounds_m()
        .unwrap_or((Vector2::repeat(-100.0), Vector2::repeat(100.0)));
    let cell = |x: f64| (x / CHUNK_M).floor() as i32;
    let margin = (FINE_REACH_M / CHUNK_M).ceil() as i32;
    let mut fine: BTreeSet<(i32, i32)> = BTreeSet::new();
    for i in cell(low.x) - margin..=cell(high.x) + margin {
        for j in cell(low.y) - margin..=cell(high.y) + margin {
            let square = Square { i, j, chunks: 1 };
            if fine.len() < MOST_CHUNKS && field.is_any_near(square.middle_m(), FINE_REACH_M) {
                fine.insert((i, j));
                square.lay(chunks, field, terrain, seed);
            }
        }
    }
    let side_m = f64::from(FAR_CHUNKS) * CHUNK_M;
    let first = |x: f64| ((x - FAR_REACH_M) / side_m).floor() as i32;
    let last = |x: f64| ((x + FAR_REACH_M) / side_m).floor() as i32;
    let is_too_wide =
        |low: f64, high: f64| i64::from(last(high)) - i64::from(first(low)) > FAR_MOST;
    if is_too_wide(low.x, high.x) || is_too_wide(low.y, high.y) {
        return;
    }
    for i in first(low.x)..=last(high.x) {
        for j in first(low.y)..=last(high.y) {
            let square = Square {
                i: i * FAR_CHUNKS,
                j: j * FAR_CHUNKS,
                chunks: FAR_CHUNKS,
            };
            for square in square.without(&fine) {
                // Past the most chunks there are roads that have no ground: it would cover them.
                if !field.is_any_near(square.middle_m(), square.side_m()) {
                    square.lay(chunks, field, terrain, seed);
                }
            }
        }
    }
}

/// A square of ground: the chunk of its first corner, and its side in chunks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Square {
    i: i32,
    j: i32,
    chunks: i32,
}

/// A vertex of the ground.
#[derive(Clone, Copy)]
struct Place {
    z_m: f64,
    roads: Option<RoadsNearby>,
}

/// The ground is at least so far under every road, where it is looked at: so many times along each
/// side of a cell.
const UNDER_ROAD_M: f64 = 0.06;
const PROBES: usize = 6;

/// Points along a side of the lattice with one more around.
const WIDTH: usize = LATTICE + 3;

impl Square {
    fn side_m(self) -> f64 {
        f64::from(self.chunks) * CHUNK_M
    }

    fn corner_m(self) -> Vector2<f64> {
        Vector2::new(f64::from(self.i), f64::from(self.j)) * CHUNK_M
    }

    fn middle_m(self) -> Vector2<f64> {
        self.corner_m().add_scalar(0.5 * self.side_m())
    }

    /// What is left of it beside some chunks, in as large squares as possible.
    fn without(self, chunks: &BTreeSet<(i32, i32)>) -> Vec<Self> {
        let (i1, j1) = (self.i + self.chunks, self.j + self.chunks);
        let is_touched = (self.i..i1).any(|i| chunks.range((i, self.j)..(i, j1)).next().is_some());
        if !is_touched {
            return vec![self];
        }
        let half = self.chunks / 2;
        if half == 0 {
            return Vec::new();
        }
        let quarters = [(0, 0), (half, 0), (0, half), (half, half)].map(|(i, j)| Self {
            i: self.i + i,
            j: self.j + j,
            chunks: half,
        });
        quarters
            .into_iter()
            .flat_map(|q| q.without(chunks))
            .collect()
    }

    /// A point of the lattice; 0 is one outside.
    fn point_m(self, i: usize, j: usize) -> Vector2<f64> {
        let spacing_m = self.side_m() / LATTICE as f64;
        self.corner_m() + Vector2::new(i as f64 - 1.0, j as f64 - 1.0) * spacing_m
    }

    fn lay(self, chunks: &mut Chunks, field: &Field, terrain: &Terrain<'_>, seed: u64) {
        let mut places: Vec<Place> = (0..WIDTH * WIDTH)
            .map(|k| {
                let p = self.point_m(k % WIDTH, k / WIDTH);
                let roads = terrain.roads_in_reach(p);
                Place {
                    z_m: terrain.elevation_by(p, roads),
                    roads,
                }
            })
            .collect();
        self.press(&mut places, field);
        let place = |i: usize, j: usize| places[(j + 1) * WIDTH + i + 1];
        let z = |i: usize, j: usize| place(i, j).z_m;
        let step = self.coarsest(&place);
        let surface_at = |i: usize, j: usize| {
            let (i, j) = (i + step / 2, j + step / 2);
            self.cover(place(i, j).roads, self.point_m(i + 1, j + 1), seed)
        };
        let first = Point3::new(self.corner_m().x + 0.5, self.corner_m().y + 0.5, 0.0);
        let double_m = 2.0 * self.side_m() / LATTICE as f64;
        for j in (0..LATTICE).step_by(step) {
            for i in (0..LATTICE).step_by(step) {
                let (builder, origin) = chunks.ground(first, surface_at(i, j));
                let corners = [(i, j), (i + step, j), (i + step, j + step), (i, j + step)];
                let indices = corners.map(|(i, j)| {
                    let p = self.point_m(i + 1, j + 1);
                    let local = Vector3::new(p.x, p.y, z(i, j)) - origin;
                    let around = |di: usize, dj: usize| places[(j + dj) * WIDTH + i + di].z_m;
                    let normal = Vector3::new(
                        (around(0, 1) - around(2, 1)) / double_m,
                        (around(1, 0) - around(1, 2)) / double_m,
                        1.0,
                    )
                    .normalize();
                    builder.vertex(
                        local.map(|x| x as f32).into(),
                        normal.map(|x| x as f32).into(),
                        [p.x as f32, p.y as f32],
                    )
                });
                // Along the diagonal whose ends differ less.
                let [a, b, c, d] = indices;
                let [za, zb, zc, zd] = corners.map(|(i, j)| z(i, j));
                if (za - zc).abs() <= (zb - zd).abs() {
                    builder.face([a, b, c]).face([a, c, d]);
                } else {
                    builder.face([a, b, d]).face([b, c, d]);
                }
            }
        }
        let rim = |i: usize, j: usize| {
            let p = self.point_m(i + 1, j + 1);
            Point3::new(p.x, p.y, z(i, j))
        };
        skirts(chunks, surface_at(0, 0), first, step, &rim);
    }

    /// Presses the ground under the roads: between places where it follows one road, another may lie
    /// lower. A cell that rises above a road goes down with all its corners.
    fn press(self, places: &mut [Place], field: &Field) {
        let cell_m = self.side_m() / LATTICE as f64;
        let mut down_m = vec![0.0_f64; places.len()];
        for j in 0..WIDTH - 1 {
            for i in 0..WIDTH - 1 {
                let at = j * WIDTH + i;
                let corners = [at, at + 1, at + WIDTH, at + WIDTH + 1];
                let is_near = |k: usize| places[k].roads.is_some_and(|r| r.distance_m <= cell_m);
                if corners.into_iter().any(is_near) {
                    let heights_m = corners.map(|k| places[k].z_m);
                    let rise_m = rise_m(field, self.point_m(i, j), cell_m, heights_m);
                    for k in corners {
                        down_m[k] = down_m[k].max(rise_m);
                    }
                }
            }
        }
        for (place, down_m) in places.iter_mut().zip(down_m) {
            place.z_m -= down_m;
        }
    }

    /// The largest step whose bilinear mesh is near enough to all heights.
    fn coarsest(self, place: &dyn Fn(usize, usize) -> Place) -> usize {
        let far_m = if self.chunks == 1 {
            ERROR_FAR_M
        } else {
            ERROR_HORIZON_M
        };
        let fits = |step: usize| {
            (0..=LATTICE).all(|j| {
                (0..=LATTICE).all(|i| {
                    let (i0, j0) = (i / step * step, j / step * step);
                    let (i1, j1) = ((i0 + step).min(LATTICE), (j0 + step).min(LATTICE));
                    let share = |k: usize, k0: usize| (k - k0) as f64 / step as f64;
                    let (u, v) = (share(i, i0), share(j, j0));
                    let z = |i: usize, j: usize| place(i, j).z_m;
                    let low = z(i0, j0) + u * (z(i1, j0) - z(i0, j0));
                    let high = z(i0, j1) + u * (z(i1, j1) - z(i0, j1));
                    let here = place(i, j);
                    let is_near = here.roads.is_some_and(|r| r.distance_m < 20.0);
                    let error_m = if is_near { ERROR_NEAR_M } else { far_m };
                    (low + v * (high - low) - here.z_m).abs() <= error_m
                })
            })
        };
        // Fields and lots change from one square of 32 m to the next.
        [4, 2].into_iter().find(|step| fits(*step)).unwrap_or(1)
    }

    /// What grows or lies at a place of it.
    fn cover(self, roads: Option<RoadsNearby>, p_m: Vector2<f64>, seed: u64) -> Surface {
        let far = |x: i32| i64::from(x.div_euclid(FAR_CHUNKS));
        let is_woods = noise::of_cell(seed ^ 7, far(self.i), far(self.j)) < 0.35;
        if self.chunks > 1 && is_woods {
            return crops::WOODS;
        }
        crops::at(roads, p_m, seed)
    }
}

/// How far a cell of ground rises above where the roads in it ask it to be, along either diagonal;
/// its heights are those of its corners in rows.
fn rise_m(field: &Field, corner_m: Vector2<f64>, side_m: f64, [a, b, c, d]: [f64; 4]) -> f64 {
    // From all four corners of a square of probes every road in it is seen.
    let reach_m = core::f64::consts::SQRT_2 * side_m / PROBES as f64;
    let lowest_m = field.lowest_road_m(
        corner_m.add_scalar(0.5 * side_m),
        core::f64::consts::FRAC_1_SQRT_2 * side_m + reach_m,
    );
    let highest_m = a.max(b).max(c.max(d));
    if lowest_m.is_none_or(|road_m| highest_m <= road_m - UNDER_ROAD_M) {
        return 0.0;
    }
    let mut most_m = 0.0_f64;
    for j in 0..=PROBES {
        for i in 0..=PROBES {
            let (u, v) = (i as f64 / PROBES as f64, j as f64 / PROBES as f64);
            let p = corner_m + Vector2::new(u, v) * side_m;
            let Some(road_m) = field.lowest_road_m(p, reach_m) else {
                continue;
            };
            let rising = if u + v < 1.0 {
                a + u * (b - a) + v * (c - a)
            } else {
                d + (1.0 - u) * (c - d) + (1.0 - v) * (b - d)
            };
            let falling = if u > v {
                a + u * (b - a) + v * (d - b)
            } else {
                a + v * (c - a) + u * (d - c)
            };
            most_m = most_m.max(rising.max(falling) - (road_m - UNDER_ROAD_M));
        }
    }
    most_m
}

/// Hangs walls under the four edges of a square.
fn skirts(
    chunks: &mut Chunks,
    surface: Surface,
    first: Point3<f64>,
    step: usize,
    rim: &dyn Fn(usize, usize) -> Point3<f64>,
) {
    let (builder, origin) = chunks.ground(first, surface);
    let end = LATTICE;
    let edges: [&dyn Fn(usize) -> (usize, usize); 4] =
        [&|k| (k, 0), &|k| (end, k), &|k| (end - k, end), &|k| {
            (0, end - k)
        }];
    for edge in edges {
        for k in (0..end).step_by(step) {
            let ((i, j), (m, n)) = (edge(k), edge(k + step));
            let (a, b) = (rim(i, j), rim(m, n));
            let local = |p: Point3<f64>, down: f64| {
                let p = p.coords - origin - Vector3::new(0.0, 0.0, down);
                p.map(|x| x as f32).into()
            };
            let up = [0.0, 0.0, 1.0];
            let uv = |p: Point3<f64>| [p.x as f32, p.y as f32];
            let corners = [
                builder.vertex(local(a, SKIRT_M), up, uv(a)),
                builder.vertex(local(b, SKIRT_M), up, uv(b)),
                builder.vertex(local(b, 0.0), up, uv(b)),
                builder.vertex(local(a, 0.0), up, uv(a)),
            ];
            let [a, b, c, d] = corners;
            builder.face([a, b, c]).face([a, c, d]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_beside_chunks_is_all_but_those_and_nothing_twice() {
        let whole = Square {
            i: -4,
            j: 0,
            chunks: FAR_CHUNKS,
        };
        assert_eq!(whole.without(&BTreeSet::new()), [whole]);
        let known = BTreeSet::from([(-4, 0), (-1, 3), (0, 0)]);
        let mut covered: Vec<(i32, i32)> = Vec::new();
        for square in whole.without(&known) {
            for i in square.i..square.i + square.chunks {
                covered.extend((square.j..square.j + square.chunks).map(|j| (i, j)));
            }
        }
        covered.sort_unstable();
        let cells = (-4..0).flat_map(|i| (0..4).map(move |j| (i, j)));
        let expected: Vec<_> = cells.filter(|cell| !known.contains(cell)).collect();
        assert_eq!(covered, expected);
    }
}
