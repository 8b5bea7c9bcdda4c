//! Where a thing is seen at most.

use super::triangles::NEAR_M;
use super::visible::Thing;

/// Share by which an outline is drawn too large.
const ROOM: f32 = 1e-4;
/// What rounding may take of a coordinate, as a share of the largest number that it is made of;
/// with room to spare.
const ROUNDING: f32 = 2e-6;

/// Rays that may meet a thing, and how near it may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outline {
    /// Lowest and highest x, then y, of its rays.
    pub(crate) span: [[f32; 2]; 2],
    /// No point of it has a higher one, 1/m.
    pub(crate) nearness: f32,
}

impl Outline {
    /// That of the box around a thing; `None` where the box reaches behind the camera, or where its
    /// numbers are too large for its distance to say.
    pub(crate) fn of(thing: &Thing<'_>) -> Option<Self> {
        let bounds = &thing.bounds;
        let mut nearest_m = f32::INFINITY;
        let mut span = [[f32::INFINITY, f32::NEG_INFINITY]; 2];
        for corner in 0..8_u8 {
            let [x, y, z] = thing.seen_at([0, 1, 2].map(|axis| {
                let half_m = bounds.half_m[axis];
                let side = if corner >> axis & 1 == 0 { -1.0 } else { 1.0 };
                bounds.centre_m[axis] + side * half_m
            }));
            if !(z > NEAR_M) {
                return None;
            }
            nearest_m = nearest_m.min(z);
            for (span, ray) in span.iter_mut().zip([x / z, y / z]) {
                *span = [span[0].min(ray), span[1].max(ray)];
            }
        }
        let mesh_m = (0..3).map(|axis| bounds.centre_m[axis].abs() + bounds.half_m[axis]);
        let largest_m = mesh_m.fold(thing.origin_m.amax(), |sum, size_m| sum + size_m);
        let room = ROOM + ROUNDING * largest_m / nearest_m;
        if !(room < 0.1) {
            return None;
        }
        for [low, high] in &mut span {
            *low -= room * (1.0 + low.abs());
            *high += room * (1.0 + high.abs());
        }
        Some(Self {
            span,
            nearness: (1.0 + 2.0 * room) / nearest_m,
        })
    }
}
