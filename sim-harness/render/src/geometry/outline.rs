//! Where a thing is seen at most.

use super::triangles::NEAR_M;
use super::visible::Thing;

/// Share by which an outline is drawn too large: far more than what rounding takes.
const ROOM: f32 = 1e-4;

/// Rays that may meet a thing, and how near it may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outline {
    /// Lowest and highest x, then y, of its rays.
    pub(crate) span: [[f32; 2]; 2],
    /// No point of it has a higher one, 1/m.
    pub(crate) nearness: f32,
}

impl Outline {
    /// That of the box around a thing; `None` where the box reaches behind the camera.
    pub(crate) fn of(thing: &Thing<'_>) -> Option<Self> {
        let mut nearest_m = f32::INFINITY;
        let mut span = [[f32::INFINITY, f32::NEG_INFINITY]; 2];
        for corner in 0..8_u8 {
            let [x, y, z] = thing.seen_at([0, 1, 2].map(|axis| {
                let half_m = thing.ball.half_m[axis];
                let side = if corner >> axis & 1 == 0 { -1.0 } else { 1.0 };
                thing.ball.centre_m[axis] + side * half_m
            }));
            if !(z > NEAR_M) {
                return None;
            }
            nearest_m = nearest_m.min(z);
            for (span, ray) in span.iter_mut().zip([x / z, y / z]) {
                *span = [span[0].min(ray), span[1].max(ray)];
            }
        }
        for [low, high] in &mut span {
            *low -= ROOM * (1.0 + low.abs());
            *high += ROOM * (1.0 + high.abs());
        }
        Some(Self {
            span,
            nearness: (1.0 + ROOM) / nearest_m,
        })
    }
}
