//! Wheels of cars, lorries and buses.

use super::paint::{ALLOY, DARK, RUBBER};
use crate::mesh::Surface;
use crate::models::MeshBuilder;

/// A wheel of this many sides is for vehicles far away: it has no rim.
const FAR_SIDES: u32 = 8;

/// A wheel at the outside of a vehicle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wheel {
    /// Hub, in the plane of the tyre's outer wall, m.
    pub(super) hub_m: [f32; 3],
    pub(super) radius_m: f32,
    pub(super) width_m: f32,
    /// 1 on the left, -1 on the right.
    pub(super) side: f32,
    /// Spokes of the rim; none is a closed disc.
    pub(super) spokes: u32,
    pub(super) sides: u32,
}

impl Wheel {
    /// Adds tyre and rim.
    pub(super) fn add(&self, b: &mut MeshBuilder, rim: Surface) {
        let [x, y, z] = self.hub_m;
        let inner = [x, y - self.side * self.width_m, z];
        b.surface(RUBBER)
            .rod(inner, self.hub_m, [self.radius_m; 2], self.sides, true);
        if self.sides <= FAR_SIDES {
            return;
        }
        let face = |out_m: f32| [x, y + self.side * out_m, z];
        let normal = [0.0, self.side, 0.0];
        let rim_m = 0.68 * self.radius_m;
        b.surface(rim).disc(face(0.002), normal, rim_m, self.sides);
        // Between the spokes one looks into the dark.
        b.surface(DARK);
        for k in 0..self.spokes {
            let turn = core::f32::consts::TAU / self.spokes as f32;
            let at = |radius: f32, share: f32| {
                let angle = turn * (k as f32 + share);
                [
                    x + radius * libm::cosf(angle),
                    y + self.side * 0.004,
                    z + radius * libm::sinf(angle),
                ]
            };
            let corners = [
                at(0.25 * rim_m, 0.35),
                at(0.86 * rim_m, 0.2),
                at(0.86 * rim_m, 0.8),
                at(0.25 * rim_m, 0.65),
            ];
            if self.side > 0.0 {
                b.polygon(&[corners[3], corners[2], corners[1], corners[0]]);
            } else {
                b.polygon(&corners);
            }
        }
        if self.spokes == 0 {
            b.surface(ALLOY)
                .disc(face(0.004), normal, 0.3 * self.radius_m, 6);
        }
    }
}
