//! The ground between and around the roads: lots, lawns, fields, hills to the horizon.

use nalgebra::{Point3, Vector2, Vector3};
use trunkline_interfaces::SemanticClass;
use trunkline_render::{Surface, Texture};

use super::chunks::{CHUNK_M, Chunks};
use super::field::Field;
use super::materials;
use super::noise;
use super::setting::Setting;
use super::terrain::{Roundabout, Terrain};

/// Heights of a chunk are looked up at so many points along each side, and one more around.
const LATTICE: usize = 8;
const SPACING_M: f64 = CHUNK_M / LATTICE as f64;
/// What a coarser mesh may leave out, near roads and elsewhere.
const ERROR_NEAR_M: f64 = 0.05;
const ERROR_FAR_M: f64 = 0.5;
/// Chunks this near to roads are meshed finely.
const FINE_REACH_M: f64 = 190.0;
/// Side of a cell of the far ground, and how far it reaches beyond the roads.
const FAR_CELL_M: f64 = 256.0;
const FAR_REACH_M: f64 = 1792.0;
/// How far the edges of chunks hang down, so that no gap shows between fine and coarse ones.
const SKIRT_M: f64 = 0.6;
/// No map gets more pieces of fine ground: 80 km² of them.
const MOST_CHUNKS: u32 = 20_000;
/// Maps wider than this have no far ground: it would be most of the scene.
const FAR_MOST: i64 = 120;

/// Adds the ground.
pub(super) fn lay(chunks: &mut Chunks, field: &Field, terrain: &Terrain<'_>, seed: u64) {
    let (low, high) = field
        .bounds_m()
        .unwrap_or((Vector2::repeat(-100.0), Vector2::repeat(100.0)));
    let cell = |x: f64| (x / CHUNK_M).floor() as i32;
    let margin = (FINE_REACH_M / CHUNK_M).ceil() as i32;
    let mut left = MOST_CHUNKS;
    for i in cell(low.x) - margin..=cell(high.x) + margin {
        for j in cell(low.y) - margin..=cell(high.y) + margin {
            let corner = Vector2::new(f64::from(i), f64::from(j)) * CHUNK_M;
            let middle = corner.add_scalar(0.5 * CHUNK_M);
            if left > 0 && field.is_any_near(middle, FINE_REACH_M) {
                left -= 1;
                fine(chunks, terrain, corner, seed);
            }
        }
    }
    far(chunks, field, terrain, low, high);
}

/// A vertex of the ground.
#[derive(Clone, Copy)]
struct Place {
    z_m: f64,
    roads: Option<Roundabout>,
}

fn fine(chunks: &mut Chunks, terrain: &Terrain<'_>, corner: Vector2<f64>, seed: u64) {
    const WIDTH: usize = LATTICE + 3;
    let at = |i: usize, j: usize| corner + Vector2::new(i as f64 - 1.0, j as f64 - 1.0) * SPACING_M;
    let places: Vec<Place> = (0..WIDTH * WIDTH)
        .map(|k| {
            let p = at(k % WIDTH, k / WIDTH);
            let roads = terrain.roundabout_near(p);
            Place {
                z_m: terrain.elevation_by(p, roads),
                roads,
            }
        })
        .collect();
    let place = |i: usize, j: usize| places[(j + 1) * WIDTH + i + 1];
    let z = |i: usize, j: usize| place(i, j).z_m;
    let step = coarsest(&place);
    let surface_at = |i: usize, j: usize| {
        let middle = step / 2;
        let p = corner + Vector2::new((i + middle) as f64, (j + middle) as f64) * SPACING_M;
        cover_of_ground(place(i + middle, j + middle).roads, p, seed)
    };
    let first = Point3::new(corner.x + 0.5, corner.y + 0.5, 0.0);
    for j in (0..LATTICE).step_by(step) {
        for i in (0..LATTICE).step_by(step) {
            let (builder, origin) = chunks.ground(first, surface_at(i, j));
            let corners = [(i, j), (i + step, j), (i + step, j + step), (i, j + step)];
            let indices = corners.map(|(i, j)| {
                let p = at(i + 1, j + 1);
                let local = Vector3::new(p.x, p.y, z(i, j)) - origin;
                let slope = |a: f64, b: f64| (b - a) / (2.0 * SPACING_M);
                let around = |di: usize, dj: usize| places[(j + dj) * WIDTH + i + di].z_m;
                let normal = Vector3::new(
                    -slope(around(0, 1), around(2, 1)),
                    -slope(around(1, 0), around(1, 2)),
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
        let p = at(i + 1, j + 1);
        Point3::new(p.x, p.y, z(i, j))
    };
    skirts(chunks, surface_at(0, 0), first, step, &rim);
}

/// Hangs walls under the four edges of a chunk.
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

/// The largest step whose bilinear mesh is near enough to all heights.
fn coarsest(place: &dyn Fn(usize, usize) -> Place) -> usize {
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
                let error_m = if is_near { ERROR_NEAR_M } else { ERROR_FAR_M };
                (low + v * (high - low) - here.z_m).abs() <= error_m
            })
        })
    };
    // Fields and lots change from one square of 32 m to the next.
    [4, 2].into_iter().find(|step| fits(*step)).unwrap_or(1)
}

/// The ground out to the horizon.
fn far(
    chunks: &mut Chunks,
    field: &Field,
    terrain: &Terrain<'_>,
    low: Vector2<f64>,
    high: Vector2<f64>,
) {
    let first = |x: f64| ((x - FAR_REACH_M) / FAR_CELL_M).floor() as i64;
    let last = |x: f64| ((x + FAR_REACH_M) / FAR_CELL_M).floor() as i64;
    if last(high.x) - first(low.x) > FAR_MOST || last(high.y) - first(low.y) > FAR_MOST {
        return;
    }
    let point = |i: i64, j: i64| {
        let p = Vector2::new(i as f64, j as f64) * FAR_CELL_M;
        // Under the fine ground, where there is some.
        let sunk = if field.is_any_near(p, FINE_REACH_M + FAR_CELL_M) {
            5.0
        } else {
            0.0
        };
        Point3::new(p.x, p.y, terrain.elevation_m(p) - sunk)
    };
    for i in first(low.x)..=last(high.x) {
        for j in first(low.y)..=last(high.y) {
            let middle = Vector2::new(i as f64 + 0.5, j as f64 + 0.5) * FAR_CELL_M;
            // A cell that the fine ground covers whole is not needed.
            if field.is_any_near(middle, 1.0) {
                continue;
            }
            let rows: Vec<Vec<Point3<f64>>> = [j, j + 1]
                .iter()
                .map(|j| vec![point(i, *j), point(i + 1, *j)])
                .collect();
            let shade = noise::of_cell(7, i, j);
            let surface = if shade < 0.35 { WOODS } else { MEADOW };
            chunks.sheet(surface, &rows);
        }
    }
}

const WOODS: Surface = Surface::matt(
    SemanticClass::Terrain,
    [0.045, 0.085, 0.03],
    Texture::Foliage,
);
const MEADOW: Surface = Surface::matt(SemanticClass::Terrain, [0.10, 0.16, 0.045], Texture::Grass);

/// Fields are squares of this many metres, several of them one crop.
const FIELD_M: f64 = 32.0;

/// What grows or lies at a place.
fn cover_of_ground(roads: Option<Roundabout>, p_m: Vector2<f64>, seed: u64) -> Surface {
    let grass = |albedo: [f32; 3]| Surface::matt(SemanticClass::Terrain, albedo, Texture::Grass);
    let setting = roads.map_or(Setting::Rural, |roads| roads.setting);
    let near = roads.is_some_and(|roads| roads.distance_m < 9.0);
    if setting == Setting::Urban || near {
        return materials::LAWN;
    }
    // Strips of three by two squares, shifted from row to row.
    let (i, j) = (
        (p_m.x / FIELD_M).floor() as i64,
        (p_m.y / FIELD_M).floor() as i64,
    );
    let row = j.div_euclid(2);
    let shift = (noise::of_cell(seed, row, 17) * 3.0) as i64;
    let crop = noise::of_cell(seed ^ 0x51, (i + shift).div_euclid(3), row);
    match (crop * 8.0) as u32 {
        0 => grass([0.30, 0.25, 0.085]), // ripe corn
        1 => grass([0.21, 0.20, 0.06]),
        2 => Surface::matt(SemanticClass::Terrain, [0.17, 0.115, 0.07], Texture::Soil),
        3 => grass([0.30, 0.29, 0.035]), // rape
        4 => grass([0.065, 0.14, 0.03]),
        5 => grass([0.12, 0.19, 0.05]),
        _ => grass([0.10, 0.165, 0.045]),
    }
}
