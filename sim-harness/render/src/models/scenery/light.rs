//! Street lights.

use trunkline_interfaces::SemanticClass;

use super::materials::{POLE, glossy, sound};
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

const HEAD: Surface = Surface {
    emission: [3.2, 2.7, 1.9],
    lamp: Some(Lamp::Street),
    ..glossy(SemanticClass::Pole, [0.5, 0.5, 0.48], 0.5)
};

/// A street light of a height, its arm reaching forward over the road (a lantern has none).
pub fn street_light(kind: StreetLightKind, height_m: f32, reach_m: f32) -> StreetLight {
    let height = sound(height_m, 2.0, 30.0);
    let reach = match kind {
        StreetLightKind::Arm => sound(reach_m, 0.3, 10.0),
        StreetLightKind::Lantern => 0.0,
    };
    let mut b = MeshBuilder::new(POLE);
    b.rod([0.0; 3], [0.0, 0.0, height - 0.3], [0.09, 0.06], 8, true);
    b.rod(
        [0.0, 0.0, height - 0.4],
        [reach, 0.0, height - 0.1],
        [0.05; 2],
        6,
        true,
    );
    b.surface(HEAD).cuboid(
        [reach - 0.3, -0.12, height - 0.12],
        [reach + 0.3, 0.12, height],
    );
    StreetLight {
        mesh: b.build(),
        lamp_m: [reach, 0.0, height - 0.15],
        direction: [0.0, 0.0, -1.0],
        cos_half_angle: if kind == StreetLightKind::Arm {
            0.26
        } else {
            -0.2
        },
    }
}
