//! Traffic lights.

use core::f32::consts::PI;

use trunkline_interfaces::SemanticClass;

use super::materials::{FOOT_M, MAST, glossy, lit_by, matt, sound, two_sided};
use crate::mesh::{Lamp, Mesh, Surface, Texture};
use crate::models::MeshBuilder;

/// What carries a signal head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SignalMount {
    /// A post beside the road, the head 2.3 m above the ground.
    Post,
    /// A mast with an arm over the road, to the left of those who see it (y < 0): one head at its
    /// end, 5 m above the road, one on the mast.
    MastArm {
        /// From the mast to the head over the road, m.
        reach_m: f32,
    },
}

const HOUSING: Surface = glossy(SemanticClass::TrafficLight, [0.013, 0.015, 0.014], 0.2);
const VISOR: Surface = two_sided(matt(
    SemanticClass::TrafficLight,
    [0.012, 0.013, 0.012],
    Texture::Plain,
));
/// The rim of the board behind the lamps.
const RIM: Surface = matt(
    SemanticClass::TrafficLight,
    [0.6, 0.6, 0.58],
    Texture::Plain,
);

const fn lens(albedo: [f32; 3], emission: [f32; 3], lamp: Lamp) -> Surface {
    lit_by(
        lamp,
        emission,
        glossy(SemanticClass::TrafficLight, albedo, 0.3),
    )
}

const RED: Surface = lens([0.09, 0.007, 0.006], [4.4, 0.16, 0.1], Lamp::Red);
const AMBER: Surface = lens([0.09, 0.045, 0.005], [4.2, 1.9, 0.1], Lamp::Amber);
const GREEN: Surface = lens([0.007, 0.06, 0.035], [0.1, 3.6, 1.7], Lamp::Green);

/// Height of one lamp's chamber.
const CHAMBER_M: f32 = 0.32;

/// A signal head with its mount, facing x; its lamps are `Lamp::{Red, Amber, Green}`.
pub fn signal_head(mount: SignalMount) -> Mesh {
    let mut b = MeshBuilder::new(MAST);
    let lenses = [GREEN, AMBER, RED];
    match mount {
        SignalMount::Post => {
            post(&mut b, 3.45, 0.06);
            head(&mut b, [0.07, 0.0, 2.3], &lenses);
        }
        SignalMount::MastArm { reach_m } => {
            let reach = sound(reach_m, 1.0, 20.0);
            post(&mut b, 6.15, 0.1);
            let end = [0.0, -reach - 0.25, 5.95];
            b.rod([0.0, 0.0, 5.7], end, [0.08, 0.05], 8, true);
            head(&mut b, [0.11, 0.0, 2.3], &lenses);
            head(&mut b, [0.08, -reach, 5.0], &lenses);
        }
    }
    b.build()
}

/// A post with a thicker foot.
fn post(b: &mut MeshBuilder, height_m: f32, radius_m: f32) {
    b.surface(MAST);
    b.post([0.0, 0.0, -FOOT_M], 0.5 + FOOT_M, 1.5 * radius_m, 8);
    b.rod(
        [0.0, 0.0, 0.5],
        [0.0, 0.0, height_m],
        [radius_m, 0.8 * radius_m],
        8,
        true,
    );
}

/// Lamps from the bottom up before a board; `foot_m` is the middle of the lower edge at the pole.
fn head(b: &mut MeshBuilder, [x, y, z]: [f32; 3], lenses: &[Surface]) {
    let tall = CHAMBER_M * lenses.len() as f32;
    let (back, front) = (x, x + 0.17);
    b.surface(HOUSING)
        .cuboid([back, y - 0.155, z], [front, y + 0.155, z + tall]);
    if lenses.len() > 2 {
        backplate(b, back + 0.05, [y, z], tall);
    }
    for (k, lens) in lenses.iter().enumerate() {
        let middle = z + CHAMBER_M * (k as f32 + 0.5);
        b.surface(*lens)
            .disc([front + 0.01, y, middle], [1.0, 0.0, 0.0], 0.125, 14);
        visor(b, [front, y, middle]);
    }
}

/// A dark board with a light rim.
fn backplate(b: &mut MeshBuilder, x: f32, [y, z]: [f32; 2], tall: f32) {
    let (wide, over) = (0.29, 0.13);
    let (low, high) = (z - over, z + tall + over);
    b.surface(HOUSING);
    b.cuboid([x, y - wide, low], [x + 0.015, y + wide, high]);
    b.surface(RIM);
    let strip = 0.03;
    let mut rim = |[y0, z0]: [f32; 2], [y1, z1]: [f32; 2]| {
        let at = x + 0.024;
        b.quad([at, y0, z0], [at, y1, z0], [at, y1, z1], [at, y0, z1]);
    };
    rim([y - wide, low], [y + wide, low + strip]);
    rim([y - wide, high - strip], [y + wide, high]);
    rim([y - wide, low], [y - wide + strip, high]);
    rim([y + wide - strip, low], [y + wide, high]);
}

/// The half tube over a lamp.
fn visor(b: &mut MeshBuilder, [x, y, z]: [f32; 3]) {
    b.surface(VISOR);
    let rim = |reach: f32, begin: f32| -> Vec<[f32; 3]> {
        (0..=6_u16)
            .map(|k| {
                let angle = begin + (PI - 2.0 * begin) * f32::from(k) / 6.0;
                let (cos, sin) = (libm::cosf(angle), libm::sinf(angle));
                [x + reach, y + 0.14 * cos, z + 0.14 * sin]
            })
            .collect()
    };
    b.sheet(&[rim(0.0, -0.4), rim(0.2, 0.3)], false);
}
