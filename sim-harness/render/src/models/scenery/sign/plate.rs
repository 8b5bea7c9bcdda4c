//! A sign on its pole.

use super::super::face::{Face, rectangle, regular, triangle};
use super::super::materials::{FOOT_M, POLE};
use super::kind::SignKind;
use super::pictures::BACK;
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// Height of the lower edge of the lowest sign, m.
const CLEAR_M: f32 = 2.0;
/// So far the pole rises above it.
const GAP_M: f32 = 0.06;

/// A sign on its pole, facing x, its lower edge 2 m above the ground.
pub fn sign(kind: SignKind) -> Mesh {
    let [wide, high] = kind.size_m();
    let top = CLEAR_M + (high + GAP_M);
    let mut b = MeshBuilder::new(POLE);
    // Wide boards stand on two poles.
    let feet = if wide > 1.0 {
        vec![-0.36 * wide, 0.36 * wide]
    } else {
        vec![0.0]
    };
    for y in feet {
        b.post([0.0, y, -FOOT_M], top + FOOT_M, 0.038, 7);
    }
    kind.plate(&mut b, CLEAR_M + 0.5 * high);
    b.build()
}

impl SignKind {
    /// Its plate with its middle at a height.
    fn plate(self, b: &mut MeshBuilder, z_m: f32) {
        let [wide, high] = self.size_m();
        let mut middle_m = [0.07, 0.0, z_m];
        let radius = 0.5 * wide;
        let outline = match self {
            // Half the diagonal: the width lies between flat sides, at an eighth of a turn.
            Self::Stop => regular(8, radius / 0.923_88, core::f32::consts::FRAC_PI_8),
            Self::Priority => regular(4, radius, 0.0),
            Self::Yield | Self::CurveLeft | Self::CurveRight | Self::Deer | Self::Danger => {
                // A triangle's middle lies a third of its height above its side.
                let up = if self == Self::Yield { -1.0 } else { 1.0 };
                middle_m[2] -= up * 0.16 * high;
                triangle(0.66 * high, up)
            }
            Self::SpeedLimit(_) | Self::BusStop => regular(20, radius, 0.0),
            _ => rectangle([wide, high]).to_vec(),
        };
        let mut face = Face::new(b, middle_m, &outline, [self.rim(), BACK]);
        self.picture(&mut face, &outline);
    }
}
