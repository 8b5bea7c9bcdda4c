//! Traffic lights.

use trunkline_interfaces::SemanticClass;

use super::materials::{POLE, glossy, sound};
use crate::mesh::{Lamp, Mesh, Surface};
use crate::models::MeshBuilder;

/// What carries a signal head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SignalMount {
    /// A post beside the road, the head 2.2 m above the ground.
    Post,
    /// A mast with an arm over the road, to the left of those who see it (y < 0): one head at its
    /// end, 5 m above the road, one on the mast.
    MastArm {
        /// From the mast to the head over the road, m.
        reach_m: f32,
    },
}

const HOUSING: Surface = glossy(SemanticClass::TrafficLight, [0.012, 0.014, 0.013], 0.2);

const fn lens(albedo: [f32; 3], emission: [f32; 3], lamp: Lamp) -> Surface {
    Surface {
        emission,
        lamp: Some(lamp),
        ..glossy(SemanticClass::TrafficLight, albedo, 0.4)
    }
}

const RED: Surface = lens([0.1, 0.008, 0.008], [3.2, 0.1, 0.06], Lamp::Red);
const AMBER: Surface = lens([0.1, 0.05, 0.006], [3.0, 1.5, 0.08], Lamp::Amber);
const GREEN: Surface = lens([0.008, 0.07, 0.04], [0.1, 2.6, 1.3], Lamp::Green);

/// A signal head with its mount, facing x; its lamps are `Lamp::{Red, Amber, Green}`.
pub fn signal_head(mount: SignalMount) -> Mesh {
    let mut b = MeshBuilder::new(POLE);
    match mount {
        SignalMount::Post => {
            b.post([0.0; 3], 3.3, 0.06, 8);
            head(&mut b, [0.1, 0.0, 2.2], &[GREEN, AMBER, RED]);
        }
        SignalMount::MastArm { reach_m } => {
            let reach = sound(reach_m, 1.0, 20.0);
            b.post([0.0; 3], 6.0, 0.1, 8);
            b.rod([0.0, 0.0, 5.6], [0.0, -reach, 5.9], [0.07, 0.05], 8, true);
            head(&mut b, [0.12, 0.0, 2.2], &[GREEN, AMBER, RED]);
            head(&mut b, [0.12, -reach, 5.0], &[GREEN, AMBER, RED]);
        }
    }
    b.build()
}

/// A signal for those on foot, facing x: red and green.
pub fn pedestrian_signal() -> Mesh {
    let mut b = MeshBuilder::new(POLE);
    b.post([0.0; 3], 2.9, 0.05, 8);
    head(&mut b, [0.09, 0.0, 2.1], &[GREEN, RED]);
    b.build()
}

/// A housing with lenses from the bottom up.
fn head(b: &mut MeshBuilder, foot_m: [f32; 3], lenses: &[Surface]) {
    let [x, y, z] = foot_m;
    b.surface(HOUSING).cuboid(
        [x, y - 0.15, z],
        [x + 0.2, y + 0.15, z + 0.3 * lenses.len() as f32],
    );
    for (i, lens) in lenses.iter().enumerate() {
        b.surface(*lens).disc(
            [x + 0.21, y, z + 0.15 + 0.3 * i as f32],
            [1.0, 0.0, 0.0],
            0.1,
            12,
        );
    }
}
