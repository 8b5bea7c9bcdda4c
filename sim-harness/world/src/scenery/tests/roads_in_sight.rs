//! The ground leaves every road free, and the view along it.

use std::collections::BTreeMap;

use nalgebra::{Point3, Vector2, Vector3};
use trunkline_interfaces::SemanticClass;
use trunkline_interfaces::geometry::grid_cell;
use trunkline_render::Placed;

use super::super::Scenery;
use super::super::strip::{self, Strip};
use super::{generated_by, urban, urban_scenery};
use crate::generate::Kind;
use crate::roads::Roads;

/// Side of a cell of the index.
const CELL_M: f64 = 32.0;
/// What lies so far above a road is another storey: a bridge's verge.
const STOREY_M: f64 = 3.0;
/// Ground within this of a road's height counts as the same height.
const LEVEL_M: f64 = 0.004;
/// A driver's eyes, and what they look at, over the lane.
const EYE_M: f64 = 1.5;
const TARGET_M: f64 = 0.5;
const SIGHT_M: f64 = 60.0;
/// Between two samples along lanes and lines of sight.
const STEP_M: f64 = 3.0;

/// Every triangle of ground, by place.
#[derive(Default)]
struct Soil {
    cells: BTreeMap<(i32, i32), Vec<[Point3<f64>; 3]>>,
}

impl Soil {
    fn of(backdrop: &[Placed]) -> Self {
        let mut soil = Self::default();
        for placed in backdrop {
            let mesh = &placed.mesh;
            for (corners, surface) in mesh.triangles.iter().zip(&mesh.surface_of) {
                if mesh.surfaces[usize::from(*surface)].class != SemanticClass::Terrain {
                    continue;
                }
                soil.add(corners.map(|i| {
                    let p = Point3::from(mesh.positions_m[i as usize]).map(f64::from);
                    placed.world_from_mesh * p
                }));
            }
        }
        soil
    }

    fn add(&mut self, corners: [Point3<f64>; 3]) {
        let [a, b, c] = corners.map(|p| p.coords.xy());
        let (i0, j0) = grid_cell(a.inf(&b).inf(&c), CELL_M);
        let (i1, j1) = grid_cell(a.sup(&b).sup(&c), CELL_M);
        for i in i0..=i1 {
            for j in j0..=j1 {
                self.cells.entry((i, j)).or_default().push(corners);
            }
        }
    }

    /// The highest ground at a place below a height.
    fn highest_m(&self, p_m: Vector2<f64>, below_m: f64) -> Option<f64> {
        let here = self
            .cells
            .get(&grid_cell(p_m, CELL_M))
            .into_iter()
            .flatten();
        here.filter_map(|corners| height_m(corners, p_m))
            .filter(|z| *z < below_m)
            .reduce(f64::max)
    }
}

/// The height of a triangle at a place, if it lies there and does not stand.
fn height_m([a, b, c]: &[Point3<f64>; 3], p_m: Vector2<f64>) -> Option<f64> {
    let (u, v, w) = ((b - a).xy(), (c - a).xy(), p_m - a.coords.xy());
    let doubled_m2 = u.perp(&v);
    if doubled_m2.abs() < 1e-6 {
        return None;
    }
    let (s, t) = (w.perp(&v) / doubled_m2, u.perp(&w) / doubled_m2);
    let is_inside = s >= 0.0 && t >= 0.0 && s + t <= 1.0;
    is_inside.then(|| a.z + s * (b.z - a.z) + t * (c.z - a.z))
}

/// Points of a strip at shares of its width from the right.
fn along(strip: &Strip, share: f64) -> Vec<Point3<f64>> {
    let mut points = Vec::new();
    for pair in strip.sections.windows(2) {
        let [a, b] = [pair[0], pair[1]].map(|s| s.right_m + (s.left_m - s.right_m) * share);
        let count = ((b - a).norm() / STEP_M).ceil().max(1.0);
        points.extend((0..count as usize).map(|k| a + (b - a) * (k as f64 / count)));
    }
    points
}

/// What was found where roads and views should be free.
#[derive(Debug, Default)]
struct Covered {
    samples: usize,
    /// Places of the road below the ground, and by how much.
    buried: Vec<(Point3<f64>, f64)>,
    /// Eyes that do not see the road ahead.
    blinded: Vec<Point3<f64>>,
}

fn covered(roads: &Roads, backdrop: &[Placed]) -> Covered {
    let soil = Soil::of(backdrop);
    let mut covered = Covered::default();
    let strips = strip::strips(&roads.map, &roads.roadside);
    for strip in strips.iter().filter(|s| s.cover.is_road()) {
        for share in [0.08, 0.5, 0.92] {
            for p in along(strip, share) {
                covered.samples += 1;
                let ground_m = soil.highest_m(p.coords.xy(), p.z + STOREY_M);
                if let Some(z) = ground_m.filter(|z| *z > p.z + LEVEL_M) {
                    covered.buried.push((p, z - p.z));
                }
            }
        }
        let eyes = along(strip, 0.5);
        let ahead = (SIGHT_M / STEP_M) as usize;
        for (k, eye) in eyes.iter().enumerate() {
            let target = eyes[(k + ahead).min(eyes.len() - 1)] + Vector3::z() * TARGET_M;
            let eye = eye + Vector3::z() * EYE_M;
            let is_hidden = (1..ahead).any(|i| {
                let p = eye + (target - eye) * (i as f64 / ahead as f64);
                let ground_m = soil.highest_m(p.coords.xy(), p.z + STOREY_M);
                ground_m.is_some_and(|z| z > p.z)
            });
            if is_hidden {
                covered.blinded.push(eye);
            }
        }
    }
    covered
}

fn assert_free(roads: &Roads, scenery: &Scenery, name: &str) {
    let covered = covered(roads, &scenery.backdrop);
    assert!(
        covered.samples > 1000,
        "{name}: {} samples",
        covered.samples
    );
    let worst = covered.buried.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    assert!(
        covered.buried.is_empty() && covered.blinded.is_empty(),
        "{name}: {} of {} samples buried, worst {worst:?}; {} blinded, first {:?}",
        covered.buried.len(),
        covered.samples,
        covered.blinded.len(),
        covered.blinded.first(),
    );
}

#[test]
fn no_ground_covers_a_road_or_hides_it() {
    assert_free(urban(), urban_scenery(), "urban");
    // See it fail: the ground half a metre higher.
    let mut lifted: Vec<Placed> = urban_scenery().backdrop.to_vec();
    for placed in &mut lifted {
        placed.world_from_mesh.translation.z += 0.5;
    }
    let covered = covered(urban(), &lifted);
    assert!(2 * covered.buried.len() > covered.samples);
}

fn assert_free_in_generated(kind: Kind) {
    let roads = generated_by(kind, 3);
    assert_free(&roads, &Scenery::of(&roads, 3), kind.name());
}

#[test]
fn no_ground_covers_a_road_of_a_generated_town() {
    assert_free_in_generated(Kind::Urban);
}

#[test]
fn no_ground_covers_a_road_of_a_generated_country() {
    assert_free_in_generated(Kind::Rural);
}

#[test]
fn no_ground_covers_a_road_of_a_generated_motorway() {
    assert_free_in_generated(Kind::Motorway);
}

#[test]
#[ignore = "slow: twenty generated worlds of every kind and all shipped maps"]
fn no_ground_covers_a_road_of_any_world() {
    for name in ["rural", "motorway"] {
        let roads = Roads::builtin(name).unwrap().unwrap();
        assert_free(&roads, &Scenery::of(&roads, 1), name);
    }
    for kind in Kind::ALL {
        for seed in 0..20 {
            let roads = generated_by(kind, seed);
            let name = format!("{} {seed}", kind.name());
            assert_free(&roads, &Scenery::of(&roads, seed), &name);
        }
    }
}
