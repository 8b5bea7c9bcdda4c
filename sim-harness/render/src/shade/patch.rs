//! A triangle as the pixels see it: its attributes as functions of the ray.

use nalgebra::Vector3;
use wide::f32x4;

use super::band::Shading;
use super::wide::Wide3;
use crate::geometry::{FLIPPED, NEAR_M, Triangle, determinant};
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
    nearness_span: [f32; 2],
    normal: [[f32; 3]; 3],
    uv: [[f32; 3]; 2],
    pixel: [f32; 2],
}

/// Points of a triangle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Points {
    pub(crate) depth_m: f32x4,
    /// Unit, world axes.
    pub(crate) normal: Wide3,
    pub(crate) uv_m: [f32x4; 2],
    /// What a pixel spans of the texture.
    pub(crate) wide_m: f32x4,
}

#[inline(always)]
fn at(plane: &[f32; 3], ray: [f32x4; 2]) -> f32x4 {
    let [x, y, one] = plane.map(f32x4::splat);
    (x * ray[0] + y * ray[1]) + one
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
            nearness_span: [
                0.9 / a[2].max(b[2]).max(c[2]),
                1.1 / a[2].min(b[2]).min(c[2]).max(NEAR_M),
            ],
            normal: [0, 1, 2].map(|axis| blend(normals.map(|n| n[axis]))),
            uv: [0, 1].map(|axis| blend(uvs.map(|uv| uv[axis]))),
            pixel,
        }
    }

    /// The points that rays meet.
    #[inline(always)]
    pub(crate) fn points(&self, ray: [f32x4; 2]) -> Points {
        // Beside the triangle, in the rest of a pixel, its plane may lie anywhere.
        let [low, high] = self.nearness_span.map(f32x4::splat);
        let nearness = at(&self.nearness, ray).fast_max(low).fast_min(high);
        let depth_m = f32x4::ONE / nearness;
        let [x, y, z] = self.normal.each_ref().map(|plane| at(plane, ray));
        let normal = Wide3 { x, y, z };
        let length2 = normal.dot(normal).fast_max(f32x4::splat(1e-30));
        let uv_m = self.uv.each_ref().map(|plane| at(plane, ray) * depth_m);
        Points {
            depth_m,
            normal: normal * (f32x4::ONE / length2.sqrt()),
            uv_m,
            wide_m: self.wide_m(uv_m, depth_m),
        }
    }

    /// What a pixel spans of the texture: the shorter side of its footprint, or a share of the
    /// longer.
    #[inline(always)]
    fn wide_m(&self, uv_m: [f32x4; 2], depth_m: f32x4) -> f32x4 {
        let [long, short] = [0, 1].map(|axis| {
            let step = depth_m * f32x4::splat(self.pixel[axis]);
            let nearness = f32x4::splat(self.nearness[axis]);
            let [u, v] =
                [0, 1].map(|i| (f32x4::splat(self.uv[i][axis]) - uv_m[i] * nearness) * step);
            u * u + v * v
        });
        let long2 = long.fast_max(short);
        let short2 = long.fast_min(short);
        let least2 = long2 * f32x4::splat(LEAST_SHARE * LEAST_SHARE);
        short2.fast_max(least2).sqrt()
    }
}
