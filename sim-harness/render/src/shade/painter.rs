//! Colours of four pixels at once.

use nalgebra::Vector3;
use wide::f32x4;

use super::lamps::Lit;
use super::material::shade;
use super::patch::{Meeting, Patch};
use super::shading::Shading;
use crate::four::{LANES, Wide3};
use crate::geometry::Triangle;
use crate::raster::{NOTHING, SAMPLE_AT_PX, SAMPLES};

/// Faces that turn by less than 13° are one surface: the square of the angle's cosine.
const ONE_COS2: f32 = 0.95;
/// Triangles that are remembered.
const REMEMBERED: usize = 16;
/// The four pixels count.
const ALL: u32 = 0b1111;

/// What the samples of four pixels see: all four samples of a pixel, the centre's first.
pub(super) type Seen = [[u32; SAMPLES]; LANES];

/// Paints pixels.
pub(super) struct Painter<'a> {
    shading: Shading<'a>,
    /// Size of a pixel, as ray.
    pixel: [f32; 2],
    patches: [Option<(u32, Patch<'a>)>; REMEMBERED],
    shares: Vec<Share>,
}

/// A smooth surface in four pixels.
#[derive(Clone, Copy, Default)]
struct Share {
    /// Of one of its triangles.
    number: u32,
    /// Which thing and which of its surfaces; none for the sky.
    surface: Option<[u32; 2]>,
    /// Of the triangle, camera frame, not unit.
    normal: Vector3<f32>,
    samples: [f32; LANES],
    /// Sum of the samples' places, pixels.
    x_px: [f32; LANES],
    y_px: [f32; LANES],
}

impl<'a> Painter<'a> {
    pub(super) fn new(shading: Shading<'a>) -> Self {
        Self {
            shading,
            pixel: [0.0; 2],
            patches: [None; REMEMBERED],
            shares: Vec::with_capacity(SAMPLES * LANES),
        }
    }

    /// From here on pixels have this size.
    pub(super) fn turn_to(&mut self, pixel: [f32; 2]) {
        if pixel != self.pixel {
            self.pixel = pixel;
            self.patches = [None; REMEMBERED];
        }
    }

    /// Light of four pixels whose samples all see the same.
    #[inline]
    pub(super) fn even(&mut self, lamps: &[Lit], number: u32, ray: [f32x4; 2]) -> Wide3 {
        self.light(lamps, number, ray, ALL)
    }

    /// Light of four pixels: each smooth surface is shaded once, in the middle of the samples that
    /// see it, and counts as much as they.
    pub(super) fn mixed(&mut self, lamps: &[Lit], seen: &Seen, ray: [f32x4; 2]) -> Wide3 {
        let mut shares = std::mem::take(&mut self.shares);
        shares.clear();
        for (lane, numbers) in seen.iter().enumerate() {
            let [centre, others @ ..] = numbers;
            if others.iter().all(|number| number == centre) {
                // The samples' places add up to their middle.
                let place = self.place_of(*centre, &mut shares);
                shares[place].samples[lane] += SAMPLES as f32;
                continue;
            }
            for (number, at_px) in numbers.iter().zip(SAMPLE_AT_PX) {
                let place = self.place_of(*number, &mut shares);
                let share = &mut shares[place];
                share.samples[lane] += 1.0;
                share.x_px[lane] += at_px[0];
                share.y_px[lane] += at_px[1];
            }
        }
        let mut light = Wide3::ZERO;
        for share in &shares {
            let samples = f32x4::new(share.samples);
            let lanes = samples.simd_gt(f32x4::ZERO).to_bitmask();
            let per_sample = f32x4::ONE / samples.fast_max(f32x4::ONE);
            let x_px = f32x4::new(share.x_px) * per_sample;
            let y_px = f32x4::new(share.y_px) * per_sample;
            let [pixel_x, pixel_y] = self.pixel;
            let middle = [
                ray[0] + x_px * f32x4::splat(pixel_x),
                ray[1] + y_px * f32x4::splat(pixel_y),
            ];
            let own = self.light(lamps, share.number, middle, lanes);
            let weight = samples * f32x4::splat(1.0 / SAMPLES as f32);
            // What does not count may be no number at all.
            let counts = samples.simd_gt(f32x4::ZERO);
            light += Wide3 {
                x: (own.x * weight) & counts,
                y: (own.y * weight) & counts,
                z: (own.z * weight) & counts,
            };
        }
        self.shares = shares;
        light
    }

    /// Where among the shares that of a triangle's surface stands; added where there is none.
    #[inline]
    fn place_of(&self, number: u32, shares: &mut Vec<Share>) -> usize {
        if let Some(known) = shares.iter().position(|share| share.number == number) {
            return known;
        }
        let share = self.share(number);
        let alike = shares.iter().position(|known| known.is_one_with(&share));
        alike.unwrap_or_else(|| {
            shares.push(share);
            shares.len() - 1
        })
    }

    fn share(&self, number: u32) -> Share {
        if number == NOTHING {
            return Share::default();
        }
        let triangle = &self.shading.triangles[number as usize - 1];
        Share {
            number,
            surface: Some([triangle.thing, u32::from(triangle.surface)]),
            normal: face_normal(triangle),
            ..Share::default()
        }
    }

    /// Light from rays that see one triangle, or nothing.
    #[inline]
    fn light(&mut self, lamps: &[Lit], number: u32, ray: [f32x4; 2], lanes: u32) -> Wide3 {
        let shading = &self.shading;
        let along = Wide3 {
            x: ray[0],
            y: ray[1],
            z: f32x4::ONE,
        };
        let along = along.turned(&shading.world_from_camera);
        let length = along.dot(along).sqrt();
        let looking = along * (f32x4::ONE / length);
        if number == NOTHING {
            return shading
                .daylight
                .sky(&looking, self.pixel[0], shading.library);
        }
        let slot = &mut self.patches[number as usize % REMEMBERED];
        if slot.as_ref().is_none_or(|(known, _)| *known != number) {
            let triangle = &shading.triangles[number as usize - 1];
            *slot = Some((number, Patch::new(shading, triangle, self.pixel)));
        }
        let Some((_, patch)) = slot else {
            return Wide3::ZERO;
        };
        let points = patch.points(ray);
        let meeting = Meeting {
            points,
            at_m: along * points.depth_m,
            looking,
            lanes,
        };
        let light = shade(shading, patch, &meeting, lamps);
        let clarity = shading.daylight.clarity(points.depth_m * length);
        shading.daylight.air(&looking).towards(light, clarity)
    }
}

impl Share {
    /// Whether two triangles are pieces of one smooth surface.
    fn is_one_with(&self, other: &Self) -> bool {
        if self.surface.is_none() || self.surface != other.surface {
            return false;
        }
        let (n, m) = (&self.normal, &other.normal);
        let cos = n.dot(m);
        cos > 0.0 && cos * cos > ONE_COS2 * n.dot(n) * m.dot(m)
    }
}

fn face_normal(triangle: &Triangle) -> Vector3<f32> {
    let [a, b, c] = triangle.corners_m.map(Vector3::from);
    (b - a).cross(&(c - a))
}
