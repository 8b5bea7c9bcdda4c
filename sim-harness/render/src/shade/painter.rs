//! Colours of four pixels at once.

use nalgebra::Vector3;
use wide::f32x4;

use super::band::Shading;
use super::lamps::Lit;
use super::material::{Meeting, shade};
use super::patch::Patch;
use super::wide::Wide3;
use crate::geometry::{FLIPPED, Triangle};
use crate::lens::LANES;
use crate::raster::{NOTHING, SAMPLE_AT_PX, SAMPLES};

/// Faces that turn by less than 13° are one surface: the square of the angle's cosine.
const ONE_COS2: f32 = 0.95;
/// Triangles that are remembered.
const REMEMBERED: usize = 8;
/// The four pixels count.
const ALL: u32 = 0b1111;

/// What the samples of four pixels see: all four samples of a pixel, the centre's first.
pub(super) type Seen = [[u32; SAMPLES]; LANES];

/// Paints the pixels of a tile.
pub(super) struct Painter<'a> {
    shading: Shading<'a>,
    lamps: &'a [Lit],
    pixel: [f32; 2],
    patches: [Option<(u32, Patch<'a>)>; REMEMBERED],
    shares: Vec<Share>,
}

/// A smooth surface in four pixels.
#[derive(Clone, Copy, Default)]
struct Share {
    number: u32,
    samples: [f32; LANES],
    /// Sum of the samples' places, pixels.
    x_px: [f32; LANES],
    y_px: [f32; LANES],
}

impl<'a> Painter<'a> {
    pub(super) fn new(shading: Shading<'a>, lamps: &'a [Lit], pixel: [f32; 2]) -> Self {
        Self {
            shading,
            lamps,
            pixel,
            patches: [None; REMEMBERED],
            shares: Vec::with_capacity(SAMPLES * LANES),
        }
    }

    /// Light of four pixels whose samples each see what their centre does.
    #[inline]
    pub(super) fn even(&mut self, centres: [u32; LANES], ray: [f32x4; 2]) -> Wide3 {
        let [first, rest @ ..] = centres;
        match rest.iter().all(|number| *number == first) {
            true => self.light(first, ray, ALL),
            false => self.mixed(&centres.map(|number| [number; SAMPLES]), ray),
        }
    }

    /// Light of four pixels: each smooth surface is shaded once, in the middle of the samples that
    /// see it, and counts as much as they.
    pub(super) fn mixed(&mut self, seen: &Seen, ray: [f32x4; 2]) -> Wide3 {
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
            let [x, y] = [(share.x_px, 0), (share.y_px, 1)].map(|(sum, axis)| {
                let middle = f32x4::new(sum) * per_sample;
                ray[axis] + middle * f32x4::splat(self.pixel[axis])
            });
            let own = self.light(share.number, [x, y], lanes);
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
        let known = shares.iter().position(|share| share.number == number);
        let alike = || shares.iter().position(|s| self.are_one(s.number, number));
        known.or_else(alike).unwrap_or_else(|| {
            shares.push(Share {
                number,
                ..Share::default()
            });
            shares.len() - 1
        })
    }

    /// Whether two triangles are pieces of one smooth surface.
    fn are_one(&self, a: u32, b: u32) -> bool {
        if a == NOTHING || b == NOTHING {
            return a == b;
        }
        let [a, b] = [a, b].map(|number| &self.shading.triangles[number as usize - 1]);
        if a.thing != b.thing {
            return false;
        }
        let mesh = &self.shading.things[a.thing as usize].placed.mesh;
        let [surface_a, surface_b] = [a, b].map(|t| mesh.surface_of[(t.face & !FLIPPED) as usize]);
        if surface_a != surface_b {
            return false;
        }
        let [n, m] = [a, b].map(face_normal);
        let cos = n.dot(&m);
        cos > 0.0 && cos * cos > ONE_COS2 * n.dot(&n) * m.dot(&m)
    }

    /// Light from rays that see one triangle, or nothing.
    #[inline]
    fn light(&mut self, number: u32, ray: [f32x4; 2], lanes: u32) -> Wide3 {
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
        let light = shade(shading, patch, &meeting, self.lamps);
        let clarity = shading.daylight.clarity(points.depth_m * length);
        shading.daylight.air(&looking).towards(light, clarity)
    }
}

fn face_normal(triangle: &Triangle) -> Vector3<f32> {
    let [a, b, c] = triangle.corners_m.map(Vector3::from);
    (b - a).cross(&(c - a))
}
