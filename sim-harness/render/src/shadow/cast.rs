//! Draws triangles into a map of heights.

use nalgebra::{Matrix3, Vector3};
use rayon::prelude::*;

use super::map::Map;
use crate::geometry::Bounds;
use crate::mesh::Mesh;
use crate::scene::Placed;

/// Rows of a map that are drawn together.
const BAND_ROWS: usize = 64;

/// A thing over a map.
#[derive(Clone, Copy)]
pub(super) struct Caster<'a> {
    mesh: &'a Mesh,
    map_from_mesh: Matrix3<f32>,
    /// Origin of the mesh in the map, texels, texels and m.
    origin: Vector3<f32>,
    /// First and one past the last column, then row.
    pub(super) reach: [[usize; 2]; 2],
}

impl Map {
    /// How a thing lies over the map; `None` beside it, and where its place or size is no number.
    pub(super) fn caster<'a>(&self, placed: &'a Placed, bounds: Bounds) -> Option<Caster<'a>> {
        let pose = &placed.world_from_mesh;
        let middle = 0.5 * self.side as f32;
        let map = self.map_from_world.cast::<f64>();
        let origin = map * (pose.translation.vector - self.middle_m);
        let centre = map * (pose.rotation * Vector3::from(bounds.centre_m).cast::<f64>()) + origin;
        let texels = |metres: f64| (metres / f64::from(self.texel_m)) as f32 + middle;
        let radius = f64::from(bounds.radius_m);
        if !(centre.sum() + radius).is_finite() {
            return None;
        }
        let reach = [centre.x, centre.y].map(|at| {
            let low = (texels(at - radius) - 1.0).max(0.0);
            let high = (texels(at + radius) + 2.0).min(self.side as f32);
            (low < high).then_some([low as usize, high as usize])
        });
        let [Some(columns), Some(rows)] = reach else {
            return None;
        };
        let turn = pose.rotation.to_rotation_matrix().into_inner();
        Some(Caster {
            // As fine as the map shows it.
            mesh: placed.mesh.drawn_at((2.0 * radius) as f32 / self.texel_m),
            map_from_mesh: (map * turn).cast(),
            origin: Vector3::new(texels(origin.x), texels(origin.y), origin.z as f32),
            reach: [columns, rows],
        })
    }
}

/// Draws casters into rows of heights of a map `side` texels wide, in parallel by rows.
pub(super) fn cast(casters: &[Caster<'_>], heights: &mut [f32], side: usize, texel_m: f32) {
    let bands = heights.par_chunks_mut(BAND_ROWS * side).enumerate();
    bands.for_each_init(Vec::new, |corners, (band, heights)| {
        let first = band * BAND_ROWS;
        let end = first + heights.len() / side;
        for caster in casters {
            if caster.reach[1][0] < end && caster.reach[1][1] > first {
                caster.draw(corners, heights, first, side, 1.0 / texel_m);
            }
        }
    });
}

impl Caster<'_> {
    pub(super) fn triangles(&self) -> usize {
        self.mesh.triangles.len()
    }

    fn draw(
        &self,
        corners: &mut Vec<[f32; 3]>,
        heights: &mut [f32],
        first_row: usize,
        side: usize,
        per_m: f32,
    ) {
        let mesh = self.mesh;
        corners.clear();
        corners.extend(mesh.positions_m.iter().map(|p| {
            let p = self.map_from_mesh * Vector3::from(*p);
            [
                p.x * per_m + self.origin.x,
                p.y * per_m + self.origin.y - first_row as f32,
                p.z + self.origin.z,
            ]
        }));
        for indices in &mesh.triangles {
            let at = indices.map(|i| corners.get(i as usize));
            if let [Some(a), Some(b), Some(c)] = at {
                fill(*a, *b, *c, heights, side);
            }
        }
    }
}

/// Raises heights to a triangle's where it covers a texel's middle.
fn fill(a: [f32; 3], b: [f32; 3], c: [f32; 3], heights: &mut [f32], side: usize) {
    let rows = (heights.len() / side) as f32;
    let low_y = a[1].min(b[1]).min(c[1]).max(0.0);
    let high_y = a[1].max(b[1]).max(c[1]).min(rows);
    let low_x = a[0].min(b[0]).min(c[0]);
    let high_x = a[0].max(b[0]).max(c[0]);
    if !(low_y < high_y && low_x < side as f32 && high_x > 0.0) {
        return;
    }
    // Most things are far smaller than a texel in parts.
    let (first, end) = ((low_y + 0.5) as usize, (high_y + 0.5) as usize);
    let is_between = (low_x.max(0.0) + 0.5) as usize == (high_x + 0.5) as usize;
    if first >= end || is_between {
        return;
    }
    let (u, v) = ([b[0] - a[0], b[1] - a[1]], [c[0] - a[0], c[1] - a[1]]);
    let area = u[0] * v[1] - u[1] * v[0];
    let (zu, zv) = (b[2] - a[2], c[2] - a[2]);
    let slope_x = (zu * v[1] - zv * u[1]) / area;
    let slope_y = (zv * u[0] - zu * v[0]) / area;
    // Not so where a corner is no number, either.
    if !(area.abs() > 1e-6 && (area + slope_x + slope_y).is_finite()) {
        return;
    }
    let top = a[2].max(b[2]).max(c[2]);
    for row in first..end.min(rows as usize) {
        let y = row as f32 + 0.5;
        let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
        for (p, q) in [(a, b), (b, c), (c, a)] {
            if (p[1] <= y) != (q[1] <= y) {
                let x = p[0] + (q[0] - p[0]) * ((y - p[1]) / (q[1] - p[1]));
                left = left.min(x);
                right = right.max(x);
            }
        }
        let start = (left + 0.5).max(0.0) as usize;
        let end = ((right + 0.5).max(0.0) as usize).min(side);
        if start >= end {
            continue;
        }
        let at_start = a[2] + slope_x * (start as f32 + 0.5 - a[0]) + slope_y * (y - a[1]);
        let texels = &mut heights[row * side + start..row * side + end];
        for (step, height) in texels.iter_mut().enumerate() {
            let z = (at_start + slope_x * step as f32).min(top);
            if z > *height {
                *height = z;
            }
        }
    }
}
