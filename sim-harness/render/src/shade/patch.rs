//! A triangle as the pixels see it: its attributes as functions of the ray.

use nalgebra::{Vector2, Vector3};

use super::band::Shading;
use crate::geometry::{FLIPPED, Triangle, determinant};
use crate::mesh::{Lamp, Surface};
use crate::raster::cross;
use crate::texture::{Weave, hash};

/// Texture is blurred by at least this share of what a pixel spans along its longer side.
const LEAST_SHARE: f32 = 0.3;

/// A triangle with what its pixels need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch<'a> {
    pub(crate) surface: &'a Surface,
    pub(crate) weave: Weave<'a>,
    pub(crate) albedo: Vector3<f32>,
    pub(crate) emission: Vector3<f32>,
    /// Chance of its own.
    pub(crate) seed: u32,
    pub(crate) has_windows_lit: bool,
    /// Linear functions of the ray: one over depth; normal and texture coordinates over depth.
    nearness: [f32; 3],
    normal: [[f32; 3]; 3],
    uv: [[f32; 3]; 2],
    pixel: [f32; 2],
}

/// A point of a triangle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) depth_m: f32,
    /// Unit, world axes.
    pub(crate) normal: Vector3<f32>,
    pub(crate) uv_m: Vector2<f32>,
    /// What a pixel spans of the texture.
    pub(crate) wide_m: f32,
}

#[inline]
fn at(plane: &[f32; 3], ray: [f32; 2]) -> f32 {
    plane[0] * ray[0] + plane[1] * ray[1] + plane[2]
}

impl<'a> Patch<'a> {
    pub(crate) fn new(shading: &Shading<'a>, triangle: &Triangle, pixel: [f32; 2]) -> Self {
        let thing = &shading.things[triangle.thing as usize];
        let placed = thing.placed;
        let mesh = &placed.mesh;
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
        let is_lit = surface.lamp.is_none_or(|lamp| placed.lamps.is_lit(lamp));
        let origin = placed.world_from_mesh.translation.vector;
        Self {
            surface,
            weave: shading.library.weave(&surface.texture),
            albedo: match surface.is_tinted {
                true => placed.tint.into(),
                false => surface.albedo.into(),
            },
            emission: match is_lit {
                true => surface.emission.into(),
                false => Vector3::zeros(),
            },
            seed: hash(origin.x as i32 as u32 ^ hash(origin.y as i32 as u32)),
            has_windows_lit: placed.lamps.is_lit(Lamp::Window),
            nearness: blend([1.0; 3]),
            normal: [0, 1, 2].map(|axis| blend(normals.map(|n| n[axis]))),
            uv: [0, 1].map(|axis| blend(uvs.map(|uv| uv[axis]))),
            pixel,
        }
    }

    /// The point that a ray meets.
    #[inline]
    pub(crate) fn point(&self, ray: [f32; 2]) -> Point {
        let depth_m = 1.0 / at(&self.nearness, ray);
        let normal = Vector3::from(self.normal.each_ref().map(|plane| at(plane, ray)));
        let length = normal.dot(&normal).sqrt();
        let uv_m = self.uv.each_ref().map(|plane| at(plane, ray) * depth_m);
        Point {
            depth_m,
            normal: match length > 0.0 {
                true => normal / length,
                false => Vector3::z(),
            },
            uv_m: uv_m.into(),
            wide_m: self.wide_m(uv_m, depth_m),
        }
    }

    /// What a pixel spans of the texture: the shorter side of its footprint, or a share of the
    /// longer.
    #[inline]
    fn wide_m(&self, uv_m: [f32; 2], depth_m: f32) -> f32 {
        let spans2 = [0, 1].map(|axis| {
            let step = depth_m * self.pixel[axis];
            let u = (self.uv[0][axis] - uv_m[0] * self.nearness[axis]) * step;
            let v = (self.uv[1][axis] - uv_m[1] * self.nearness[axis]) * step;
            u * u + v * v
        });
        let long2 = spans2[0].max(spans2[1]);
        let short2 = spans2[0].min(spans2[1]);
        short2.max(long2 * (LEAST_SHARE * LEAST_SHARE)).sqrt()
    }
}
