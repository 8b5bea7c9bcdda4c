//! A triangle as the pixels see it: its attributes as functions of the ray.

use nalgebra::Vector3;
use wide::f32x4;

use super::shading::Shading;
use crate::four::{LANES, Wide3};
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
    normal: Normals,
    uv: [[f32; 3]; 2],
    pixel: [f32; 2],
}

/// Normals of a triangle, world axes.
#[derive(Debug, Clone, Copy)]
enum Normals {
    /// The same everywhere, unit.
    Flat(Vector3<f32>),
    /// Over depth, a linear function of the ray each.
    Round([[f32; 3]; 3]),
}

impl Normals {
    fn new(corners: [Vector3<f32>; 3], blend: impl Fn([f32; 3]) -> [f32; 3]) -> Self {
        let [a, b, c] = corners;
        match a == b && b == c {
            true => Self::Flat(a / a.dot(&a).max(SHORTEST2).sqrt()),
            false => Self::Round([
                blend([a.x, b.x, c.x]),
                blend([a.y, b.y, c.y]),
                blend([a.z, b.z, c.z]),
            ]),
        }
    }

    #[inline(always)]
    fn at(&self, ray: [f32x4; 2]) -> Wide3 {
        match self {
            Self::Flat(normal) => Wide3::splat(normal),
            Self::Round([x, y, z]) => {
                let normal = Wide3 {
                    x: at(x, ray),
                    y: at(y, ray),
                    z: at(z, ray),
                };
                let length2 = normal.dot(normal).fast_max(f32x4::splat(SHORTEST2));
                normal * (f32x4::ONE / length2.sqrt())
            }
        }
    }
}

/// Square of the least length of a normal.
const SHORTEST2: f32 = 1e-30;

/// Points of a triangle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Points {
    pub(crate) depth_m: f32x4,
    /// Unit, world axes.
    pub(crate) normal: Wide3,
    /// Zero on what has one colour, like the next.
    pub(crate) uv_m: [f32x4; 2],
    /// What a pixel spans of the texture.
    pub(crate) wide_m: f32x4,
}

/// Where rays meet a patch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meeting {
    pub(super) points: Points,
    /// Relative to the camera, world axes.
    pub(super) at_m: Wide3,
    /// Unit, from the camera.
    pub(super) looking: Wide3,
    /// Which of the four count, one bit each.
    pub(super) lanes: u32,
}

impl Meeting {
    /// Those that count.
    pub(super) fn lanes(&self) -> impl Iterator<Item = usize> + use<> {
        let lanes = self.lanes;
        (0..LANES).filter(move |lane| lanes & (1 << lane) != 0)
    }
}

#[inline(always)]
fn at(plane: &[f32; 3], ray: [f32x4; 2]) -> f32x4 {
    let [x, y, one] = *plane;
    (f32x4::splat(x) * ray[0] + f32x4::splat(y) * ray[1]) + f32x4::splat(one)
}

impl<'a> Patch<'a> {
    pub(crate) fn new(shading: &Shading<'a>, triangle: &Triangle, pixel: [f32; 2]) -> Self {
        let thing = &shading.things[triangle.thing as usize];
        let placed = thing.placed;
        let mesh = thing.mesh;
        let face = (triangle.face & !FLIPPED) as usize;
        let surface = &mesh.surfaces[usize::from(triangle.surface)];
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
            normal: Normals::new(normals, blend),
            uv: [0, 1].map(|axis| blend(uvs.map(|uv| uv[axis]))),
            pixel,
        }
    }

    /// The points that rays meet.
    #[inline(always)]
    pub(crate) fn points(&self, ray: [f32x4; 2]) -> Points {
        // Beside the triangle, in the rest of a pixel, its plane may lie anywhere.
        let [low, high] = self.nearness_span;
        let nearness = at(&self.nearness, ray);
        let nearness = nearness
            .fast_max(f32x4::splat(low))
            .fast_min(f32x4::splat(high));
        let depth_m = f32x4::ONE / nearness;
        let normal = self.normal.at(ray);
        let (uv_m, wide_m) = match self.weave {
            Weave::Plain => ([f32x4::ZERO; 2], f32x4::ZERO),
            _ => {
                let [u, v] = &self.uv;
                let uv_m = [at(u, ray) * depth_m, at(v, ray) * depth_m];
                (uv_m, self.wide_m(uv_m, depth_m))
            }
        };
        Points {
            depth_m,
            normal,
            uv_m,
            wide_m,
        }
    }

    /// What a pixel spans of the texture: the shorter side of its footprint, or a share of the
    /// longer.
    #[inline(always)]
    fn wide_m(&self, uv_m: [f32x4; 2], depth_m: f32x4) -> f32x4 {
        let (long, short) = (self.side2(0, uv_m), self.side2(1, uv_m));
        let least2 = f32x4::splat(LEAST_SHARE * LEAST_SHARE) * long.fast_max(short);
        depth_m * long.fast_min(short).fast_max(least2).sqrt()
    }

    /// Square of what a pixel spans of the texture along its width or height, over the depth.
    #[inline(always)]
    fn side2(&self, axis: usize, uv_m: [f32x4; 2]) -> f32x4 {
        let nearness = f32x4::splat(self.nearness[axis]);
        let u = f32x4::splat(self.uv[0][axis]) - uv_m[0] * nearness;
        let v = f32x4::splat(self.uv[1][axis]) - uv_m[1] * nearness;
        (u * u + v * v) * f32x4::splat(self.pixel[axis] * self.pixel[axis])
    }
}
