//! A triangle as the pixels see it: its attributes as functions of the ray.

use nalgebra::{Vector2, Vector3};

use crate::geometry::{FLIPPED, Thing, Triangle, determinant};
use crate::mesh::Surface;
use crate::raster::cross;

/// A triangle with what its pixels need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch<'a> {
    pub(crate) surface: &'a Surface,
    pub(crate) thing: u32,
    pub(crate) albedo: Vector3<f32>,
    /// Linear functions of the ray: one over depth; normal and texture coordinates over depth.
    nearness: [f32; 3],
    normal: [[f32; 3]; 3],
    uv: [[f32; 3]; 2],
}

/// A point of a triangle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) depth_m: f32,
    /// Unit, world axes.
    pub(crate) normal: Vector3<f32>,
    pub(crate) uv_m: Vector2<f32>,
}

fn at(plane: &[f32; 3], ray: [f32; 2]) -> f32 {
    plane[0] * ray[0] + plane[1] * ray[1] + plane[2]
}

impl<'a> Patch<'a> {
    pub(crate) fn new(things: &[Thing<'a>], triangle: &Triangle) -> Self {
        let thing = &things[triangle.thing as usize];
        let mesh = &thing.placed.mesh;
        let face = (triangle.face & !FLIPPED) as usize;
        let surface = &mesh.surfaces[usize::from(mesh.surface_of[face])];
        let mut corners = mesh.triangles[face].map(|corner| corner as usize);
        let is_back = triangle.face & FLIPPED != 0;
        if is_back {
            corners.swap(1, 2);
        }
        let [a, b, c] = triangle.corners_m;
        let scale = 1.0 / determinant(&triangle.corners_m);
        // Share of each corner over depth.
        let shares = [cross(b, c), cross(c, a), cross(a, b)].map(|n| n.map(|v| (v * scale) as f32));
        let blend = |values: [f32; 3]| {
            [0, 1, 2].map(|i| {
                values[0] * shares[0][i] + values[1] * shares[1][i] + values[2] * shares[2][i]
            })
        };
        let side = if is_back { -1.0 } else { 1.0 };
        let normals = corners.map(|corner| {
            let normal = mesh.normals.get(corner).copied().unwrap_or([0.0, 0.0, 1.0]);
            thing.world_from_mesh * Vector3::from(normal) * side
        });
        let uvs = corners.map(|corner| mesh.uv_m.get(corner).copied().unwrap_or([0.0; 2]));
        Self {
            surface,
            thing: triangle.thing,
            albedo: match surface.is_tinted {
                true => thing.placed.tint.into(),
                false => surface.albedo.into(),
            },
            nearness: blend([1.0; 3]),
            normal: [0, 1, 2].map(|axis| blend(normals.map(|n| n[axis]))),
            uv: [0, 1].map(|axis| blend(uvs.map(|uv| uv[axis]))),
        }
    }

    /// The point that a ray meets.
    pub(crate) fn point(&self, ray: [f32; 2]) -> Point {
        let depth_m = 1.0 / at(&self.nearness, ray);
        let normal = Vector3::from(self.normal.each_ref().map(|plane| at(plane, ray)));
        let length = normal.dot(&normal).sqrt();
        Point {
            depth_m,
            normal: match length > 0.0 {
                true => normal / length,
                false => Vector3::z(),
            },
            uv_m: Vector2::from(self.uv.each_ref().map(|plane| at(plane, ray) * depth_m)),
        }
    }
}
