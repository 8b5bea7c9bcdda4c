//! Where something may be put, and putting it there.

use std::collections::HashMap;
use std::sync::Arc;

use nalgebra::{Point3, Vector2, Vector3};
use trunkline_interfaces::geometry::{Pose2, Rectangle, grid_cell};
use trunkline_render::{Mesh, PointLight};

use super::chunks::{Chunks, pose};
use super::field::Field;
use super::terrain::Terrain;

/// Side of a cell of the index of what is taken.
const CELL_M: f64 = 32.0;
/// Footprints are checked against lanes at points this far apart.
const PROBE_M: f64 = 1.5;

/// The ground plan, and what has been put on it.
pub(super) struct Site<'a> {
    pub field: &'a Field,
    pub terrain: &'a Terrain<'a>,
    pub chunks: &'a mut Chunks,
    pub lights: Vec<PointLight>,
    pub seed: u64,
    /// Whether most of the map is one.
    pub is_town: bool,
    taken: Vec<Rectangle>,
    cells: HashMap<(i32, i32), Vec<u32>>,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        field: &'a Field,
        terrain: &'a Terrain<'a>,
        chunks: &'a mut Chunks,
        is_town: bool,
        seed: u64,
    ) -> Self {
        Self {
            field,
            terrain,
            chunks,
            lights: Vec::new(),
            seed,
            is_town,
            taken: Vec::new(),
            cells: HashMap::new(),
        }
    }

    fn cells_of(rectangle: &Rectangle) -> impl Iterator<Item = (i32, i32)> + use<> {
        let corners = rectangle.corners_m();
        let low = corners.iter().fold(corners[0], |l, c| l.inf(c));
        let high = corners.iter().fold(corners[0], |h, c| h.sup(c));
        let ((i0, j0), (i1, j1)) = (grid_cell(low, CELL_M), grid_cell(high, CELL_M));
        (i0..=i1).flat_map(move |i| (j0..=j1).map(move |j| (i, j)))
    }

    /// Whether nothing stands there and every lane is at least `gap_m` away.
    pub(super) fn is_free(&self, rectangle: &Rectangle, gap_m: f64) -> bool {
        self.is_untaken(rectangle) && self.is_off_lanes(rectangle, gap_m)
    }

    /// Whether nothing stands there.
    pub(super) fn is_untaken(&self, rectangle: &Rectangle) -> bool {
        Self::cells_of(rectangle).all(|cell| {
            let here = self.cells.get(&cell).into_iter().flatten();
            here.into_iter()
                .all(|index| !self.taken[*index as usize].overlaps(rectangle))
        })
    }

    /// Whether all of it keeps a distance to whatever vehicles may stand on.
    pub(super) fn is_off_roads(&self, rectangle: &Rectangle, gap_m: f64) -> bool {
        everywhere(rectangle, |p| {
            self.field.road_clearance_m(p, gap_m + 0.1) >= gap_m
        })
    }

    /// Whether all of it keeps a distance to every lane.
    pub(super) fn is_off_lanes(&self, rectangle: &Rectangle, gap_m: f64) -> bool {
        everywhere(rectangle, |p| {
            self.field.clearance_m(p, gap_m + 0.1) >= gap_m
        })
    }

    /// Nothing else may stand there from now on.
    pub(super) fn take(&mut self, rectangle: Rectangle) {
        let index = self.taken.len() as u32;
        for cell in Self::cells_of(&rectangle) {
            self.cells.entry(cell).or_default().push(index);
        }
        self.taken.push(rectangle);
    }

    /// Height of the ground.
    pub(super) fn ground_m(&self, p_m: Vector2<f64>) -> Point3<f64> {
        Point3::new(p_m.x, p_m.y, self.terrain.elevation_m(p_m))
    }

    /// Height of the lowest ground under the corners of a footprint.
    pub(super) fn lowest_ground_m(&self, footprint: &Rectangle) -> f64 {
        footprint
            .corners_m()
            .into_iter()
            .map(|p| self.terrain.elevation_m(p))
            .fold(f64::INFINITY, f64::min)
    }

    /// Puts a small thing on a place if that is free, and takes it.
    pub(super) fn put(
        &mut self,
        mesh: &Arc<Mesh>,
        p_m: Vector2<f64>,
        yaw_rad: f64,
        thing: Foot,
    ) -> bool {
        let [length_m, width_m] = thing.size_m;
        let rectangle = Rectangle::new(Pose2::new(p_m.x, p_m.y, yaw_rad), length_m, width_m);
        if !self.is_free(&rectangle, thing.gap_m) {
            return false;
        }
        self.take(rectangle);
        let foot = self.ground_m(p_m);
        self.chunks.stand(mesh, foot, yaw_rad, [1.0; 3]);
        true
    }

    /// A lamp of a thing that stands on `foot_m` looking along `yaw_rad`.
    pub(super) fn shine(
        &mut self,
        foot_m: Point3<f64>,
        yaw_rad: f64,
        lamp: &trunkline_render::models::scenery::StreetLight,
    ) {
        let world_from_mesh = pose(foot_m, yaw_rad);
        let at = Point3::from(lamp.lamp_m).map(f64::from);
        let to: Vector3<f64> = Vector3::from(lamp.direction).map(f64::from);
        self.lights.push(PointLight {
            position_m: world_from_mesh * at,
            direction: world_from_mesh * to,
            cos_half_angle: lamp.cos_half_angle,
            // A lantern hangs nearer to what it lights.
            intensity: [1.0, 0.8, 0.51]
                .map(|x| x * (0.14 * lamp.lamp_m[2] * lamp.lamp_m[2]).min(9.0)),
            reach_m: 26.0,
        });
    }
}

/// Whether points all over a rectangle are as wanted.
fn everywhere(rectangle: &Rectangle, is_wanted: impl Fn(Vector2<f64>) -> bool) -> bool {
    let [a, b, _, d] = rectangle.corners_m();
    let (u, v) = (b - a, d - a);
    let count = |side: Vector2<f64>| (side.norm() / PROBE_M).ceil().max(1.0) as usize;
    let (n, m) = (count(u), count(v));
    (0..=n).all(|i| {
        (0..=m).all(|k| is_wanted(a + u * (i as f64 / n as f64) + v * (k as f64 / m as f64)))
    })
}

/// The room that a thing takes: length along its yaw, width, distance to every lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Foot {
    pub size_m: [f64; 2],
    pub gap_m: f64,
}
