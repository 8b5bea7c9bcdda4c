//! Poles of power lines, and wires.

use trunkline_interfaces::SemanticClass;

use super::materials::{glossy, matt, sound};
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

/// A wooden pole with a cross arm along y, and where its wires hang.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerPole {
    /// The shape.
    pub mesh: Mesh,
    /// Where wires hang, from right (y < 0) to left.
    pub wires_m: [[f32; 3]; 3],
}

const WOOD: Surface = matt(SemanticClass::Pole, [0.13, 0.095, 0.065], Texture::Plain);
const WIRE: Surface = Surface {
    is_two_sided: true,
    ..glossy(SemanticClass::Pole, [0.05, 0.05, 0.05], 0.2)
};

/// A pole of a height; the line of wires goes along x.
pub fn power_pole(height_m: f32) -> PowerPole {
    let height = sound(height_m, 4.0, 40.0);
    let arm = height - 0.45;
    let mut b = MeshBuilder::new(WOOD);
    b.rod([0.0; 3], [0.0, 0.0, height], [0.14, 0.09], 7, true);
    b.cuboid([-0.06, -1.1, arm - 0.07], [0.06, 1.1, arm + 0.07]);
    PowerPole {
        mesh: b.build(),
        wires_m: [-1.0, 0.0, 1.0].map(|y| [0.0, y, height + 0.05]),
    }
}

/// A wire between two points, hanging through in the middle.
pub fn wire(from_m: [f32; 3], to_m: [f32; 3], sag_m: f32) -> Mesh {
    const HALF_M: f32 = 0.015;
    const PIECES: u16 = 8;
    let sag = sound(sag_m, 0.0, 20.0);
    let is_sound = from_m.iter().chain(&to_m).all(|x| x.is_finite());
    let mut b = MeshBuilder::new(WIRE);
    if !is_sound {
        return b.build();
    }
    let at = |i: u16| {
        let t = f32::from(i) / f32::from(PIECES);
        let mut p = [0, 1, 2].map(|k| from_m[k] + (to_m[k] - from_m[k]) * t);
        p[2] -= 4.0 * sag * t * (1.0 - t);
        p
    };
    for i in 0..PIECES {
        let ([ax, ay, az], [bx, by, bz]) = (at(i), at(i + 1));
        b.quad(
            [ax, ay, az - HALF_M],
            [bx, by, bz - HALF_M],
            [bx, by, bz + HALF_M],
            [ax, ay, az + HALF_M],
        );
    }
    b.build()
}
