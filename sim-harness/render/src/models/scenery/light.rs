//! Street lights.

use trunkline_interfaces::SemanticClass;

use super::materials::{FOOT_M, MAST, POLE, glossy, lit_by, sound};
use crate::mesh::{Lamp, Mesh, Surface};
use crate::models::MeshBuilder;

/// What a street light is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreetLightKind {
    /// A mast with an arm over the road.
    Arm,
    /// A lantern on a post, for small streets and parks.
    Lantern,
}

/// A street light, and where it shines from.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetLight {
    /// The shape; its lamp is `Lamp::Street`.
    pub mesh: Mesh,
    /// Just below the lamp.
    pub lamp_m: [f32; 3],
    /// Where it shines to, unit length.
    pub direction: [f32; 3],
    /// Cosine of half the angle of its cone.
    pub cos_half_angle: f32,
}

const fn glowing(emission: [f32; 3]) -> Surface {
    let glass = glossy(SemanticClass::Pole, [0.6, 0.6, 0.56], 0.4);
    lit_by(Lamp::Street, emission, glass)
}

/// A street light of exactly a height, its arm reaching forward over the road (a lantern has none).
pub fn street_light(kind: StreetLightKind, height_m: f32, reach_m: f32) -> StreetLight {
    let height = sound(height_m, 2.0, 30.0);
    match kind {
        StreetLightKind::Arm => arm(height, sound(reach_m, 0.3, 10.0)),
        StreetLightKind::Lantern => lantern(height),
    }
}

fn arm(height: f32, reach: f32) -> StreetLight {
    let mut b = MeshBuilder::new(POLE);
    b.post([0.0, 0.0, -FOOT_M], 1.0 + FOOT_M, 0.1, 8);
    let elbow = [0.0, 0.0, height - 0.55_f32.min(0.2 * height)];
    b.rod([0.0, 0.0, 1.0], elbow, [0.075, 0.05], 8, false);
    // The arm bends forward in three pieces.
    let bend = [
        elbow,
        [0.05 * reach, 0.0, height - 0.25],
        [0.25 * reach, 0.0, height - 0.1],
        [reach, 0.0, height - 0.06],
    ];
    for pair in bend.windows(2) {
        b.rod(pair[0], pair[1], [0.045, 0.04], 6, false);
    }
    let (x0, x1, low) = (reach - 0.2, reach + 0.45, height - 0.12);
    let head = glossy(SemanticClass::Pole, [0.3, 0.31, 0.32], 0.3);
    b.surface(head);
    // Thin in front, thick at the arm.
    let outline = |x: f32, half: f32| [[x, -half], [x, half]];
    let ([a, c], [d, e]) = (outline(x1, 0.1), outline(x0, 0.15));
    let at = |[x, y]: [f32; 2], z: f32| [x, y, z];
    let high = [height - 0.04, height];
    b.quad(
        at(a, high[0]),
        at(c, high[0]),
        at(e, high[1]),
        at(d, high[1]),
    );
    b.quad(at(a, low), at(c, low), at(c, high[0]), at(a, high[0]));
    b.quad(at(e, low), at(d, low), at(d, high[1]), at(e, high[1]));
    b.quad(at(c, low), at(e, low), at(e, high[1]), at(c, high[0]));
    b.quad(at(d, low), at(a, low), at(a, high[0]), at(d, high[1]));
    b.quad(at(d, low), at(e, low), at(c, low), at(a, low));
    b.surface(glowing([6.0, 5.0, 3.4]));
    let z = low - 0.012;
    b.quad(
        [x0 + 0.08, 0.12, z],
        [x1 - 0.05, 0.09, z],
        [x1 - 0.05, -0.09, z],
        [x0 + 0.08, -0.12, z],
    );
    StreetLight {
        mesh: b.build(),
        lamp_m: [0.5 * (x0 + x1), 0.0, low - 0.03],
        direction: [0.0, 0.0, -1.0],
        cos_half_angle: 0.26,
    }
}

fn lantern(height: f32) -> StreetLight {
    let mut b = MeshBuilder::new(MAST);
    let foot = 0.5_f32.min(0.2 * height);
    b.post([0.0, 0.0, -FOOT_M], foot + FOOT_M, 0.085, 8);
    let neck = height - 0.62;
    b.rod([0.0, 0.0, foot], [0.0, 0.0, neck], [0.05, 0.04], 8, false);
    b.rod(
        [0.0, 0.0, neck],
        [0.0, 0.0, neck + 0.06],
        [0.06, 0.15],
        8,
        false,
    );
    b.surface(glowing([3.4, 2.8, 1.8]));
    b.rod(
        [0.0, 0.0, neck + 0.06],
        [0.0, 0.0, height - 0.2],
        [0.14, 0.21],
        8,
        false,
    );
    b.surface(MAST);
    b.rod(
        [0.0, 0.0, height - 0.2],
        [0.0, 0.0, height - 0.17],
        [0.21, 0.27],
        8,
        false,
    );
    b.rod(
        [0.0, 0.0, height - 0.17],
        [0.0, 0.0, height],
        [0.27, 0.03],
        8,
        true,
    );
    StreetLight {
        mesh: b.build(),
        lamp_m: [0.0, 0.0, height - 0.3],
        direction: [0.0, 0.0, -1.0],
        cos_half_angle: -0.2,
    }
}
