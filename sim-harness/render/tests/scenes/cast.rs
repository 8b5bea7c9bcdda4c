//! Ray casting, slow and plain, as a reference: Möller and Trumbore, "Fast, minimum storage
//! ray/triangle intersection", 1997, in f64 and world coordinates.

use nalgebra::{Isometry3, Point3, Vector3};
use trunkline_render::Scene;

/// Nothing nearer along the optical axis is seen.
const NEAR_M: f64 = 0.05;

/// What a ray meets first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    /// Along the optical axis.
    pub(crate) depth_m: f64,
    pub(crate) class: u8,
    /// 0 or 1 + object.
    pub(crate) instance: u16,
}

/// A triangle in the world.
pub(crate) struct Facet {
    corners: [Point3<f64>; 3],
    is_two_sided: bool,
    class: u8,
    instance: u16,
}

/// All triangles of a scene.
pub(crate) fn facets(scene: &Scene) -> Vec<Facet> {
    let mut facets = Vec::new();
    for placed in scene.backdrop.iter().chain(&scene.moving) {
        let mesh = &placed.mesh;
        for (indices, surface) in mesh.triangles.iter().zip(&mesh.surface_of) {
            let surface = &mesh.surfaces[usize::from(*surface)];
            facets.push(Facet {
                corners: indices.map(|i| {
                    let p = mesh.positions_m[i as usize].map(f64::from);
                    placed.world_from_mesh * Point3::from(p)
                }),
                is_two_sided: surface.is_two_sided,
                class: surface.class as u8,
                instance: placed.object.map_or(0, |object| object + 1),
            });
        }
    }
    facets
}

/// What a ray of the camera frame, with z = 1, meets first.
pub(crate) fn cast(
    facets: &[Facet],
    world_from_camera: &Isometry3<f64>,
    ray: Vector3<f64>,
) -> Option<Hit> {
    let eye = Point3::from(world_from_camera.translation.vector);
    let direction = world_from_camera.rotation * ray;
    let mut first: Option<Hit> = None;
    for facet in facets {
        let [a, b, c] = facet.corners;
        let (u, v) = (b - a, c - a);
        let p = direction.cross(&v);
        let determinant = u.dot(&p);
        // Positive where the front is seen.
        if determinant == 0.0 || (determinant < 0.0 && !facet.is_two_sided) {
            continue;
        }
        let t = eye - a;
        let q = t.cross(&u);
        let (x, y) = (t.dot(&p) / determinant, direction.dot(&q) / determinant);
        let depth_m = v.dot(&q) / determinant;
        let is_met = x >= 0.0 && y >= 0.0 && x + y <= 1.0 && depth_m >= NEAR_M;
        if is_met && first.is_none_or(|first| depth_m < first.depth_m) {
            first = Some(Hit {
                depth_m,
                class: facet.class,
                instance: facet.instance,
            });
        }
    }
    first
}
