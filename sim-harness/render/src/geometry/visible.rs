//! Which placed things the camera may see, nearest first.

use nalgebra::{Matrix3, Vector3};

use super::bounds::Bounds;
use super::view::View;
use crate::lens::Lens;
use crate::mesh::Mesh;
use crate::scene::Placed;

/// Things that appear smaller than this across are left out, pixels.
const SMALLEST_PX: f64 = 0.3;

/// A placed thing before the camera.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thing<'a> {
    pub(crate) placed: &'a Placed,
    /// What is drawn of its mesh, by how large it is seen.
    pub(crate) mesh: &'a Mesh,
    camera_from_mesh: Matrix3<f32>,
    /// Origin of the mesh, camera frame.
    pub(crate) origin_m: Vector3<f32>,
    pub(crate) world_from_mesh: Matrix3<f32>,
    pub(super) bounds: Bounds,
    /// Distance of the nearest point of its ball, or of the nearest thing of its object.
    distance_m: f64,
    /// Things of one object stand together.
    group: u32,
}

impl Thing<'_> {
    /// Whether both are of one object.
    pub(crate) fn is_with(&self, other: &Self) -> bool {
        self.placed.object.is_some() && self.group == other.group
    }

    /// A point of the mesh in the camera frame.
    #[inline]
    pub(crate) fn seen_at(&self, p: [f32; 3]) -> [f32; 3] {
        let m = &self.camera_from_mesh;
        [0, 1, 2]
            .map(|i| (m[(i, 0)] * p[0] + m[(i, 1)] * p[1]) + (m[(i, 2)] * p[2] + self.origin_m[i]))
    }
}

/// Things in sight, nearest first, things of one object together.
pub(crate) fn visible_things<'a>(
    candidates: impl Iterator<Item = (&'a Placed, Bounds)>,
    view: &View,
    lens: &Lens,
) -> Vec<Thing<'a>> {
    let sides = sides(lens);
    let focal_px = lens.intrinsics.fx_px.max(lens.intrinsics.fy_px);
    let mut things = Vec::new();
    let mut nearest_of: Vec<f64> = Vec::new();
    for (index, (placed, bounds)) in candidates.enumerate() {
        let Some(thing) = place(placed, bounds, view, &sides, focal_px, index as u32) else {
            continue;
        };
        if let Some(object) = placed.object {
            let object = usize::from(object);
            if nearest_of.len() <= object {
                nearest_of.resize(object + 1, f64::INFINITY);
            }
            nearest_of[object] = nearest_of[object].min(thing.distance_m);
        }
        things.push(thing);
    }
    for thing in &mut things {
        if let Some(object) = thing.placed.object {
            thing.distance_m = nearest_of[usize::from(object)];
        }
    }
    things.sort_by(|a, b| {
        let by_distance = a.distance_m.total_cmp(&b.distance_m);
        by_distance.then(a.group.cmp(&b.group))
    });
    things
}

/// Normals of the four sides of what the lens sees, pointing inwards.
fn sides(lens: &Lens) -> [Vector3<f64>; 4] {
    let [[left, right], [top, bottom]] = lens.span;
    [
        Vector3::new(1.0, 0.0, -left),
        Vector3::new(-1.0, 0.0, right),
        Vector3::new(0.0, 1.0, -top),
        Vector3::new(0.0, -1.0, bottom),
    ]
    .map(|side| side / side.norm())
}

fn place<'a>(
    placed: &'a Placed,
    bounds: Bounds,
    view: &View,
    sides: &[Vector3<f64>; 4],
    focal_px: f64,
    index: u32,
) -> Option<Thing<'a>> {
    let pose = &placed.world_from_mesh;
    let radius_m = f64::from(bounds.radius_m);
    let centre = pose.rotation * Vector3::from(bounds.centre_m).cast::<f64>();
    let centre = view.camera_from_world * (pose.translation.vector - view.eye_m + centre);
    let is_in_sight = centre.z + radius_m > 0.0
        && sides.iter().all(|side| side.dot(&centre) >= -radius_m)
        && 2.0 * radius_m * focal_px >= SMALLEST_PX * centre.z;
    // By the distance, not the depth: a turn of the camera changes no shape.
    let across_px = 2.0 * radius_m * focal_px / centre.norm();
    let mesh = placed.mesh.drawn_at(across_px as f32);
    if !is_in_sight || mesh.triangles.is_empty() {
        return None;
    }
    let turn = pose.rotation.to_rotation_matrix().into_inner();
    let origin = view.camera_from_world * (pose.translation.vector - view.eye_m);
    Some(Thing {
        placed,
        mesh,
        camera_from_mesh: (view.camera_from_world * turn).cast(),
        origin_m: origin.cast(),
        world_from_mesh: turn.cast(),
        bounds,
        distance_m: (centre.norm() - radius_m).max(0.0),
        group: placed
            .object
            .map_or(index, |object| u32::MAX - u32::from(object)),
    })
}
