//! Things that stand in the way: cones, barriers, boxes.

use trunkline_interfaces::{Random, SemanticClass};

use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

const fn stuff(albedo: [f32; 3]) -> Surface {
    Surface::matt(SemanticClass::Dynamic, albedo, Texture::Plain)
}

const ORANGE: Surface = stuff([0.7, 0.13, 0.015]);
const WHITE: Surface = stuff([0.75, 0.75, 0.72]);
const RED: Surface = stuff([0.55, 0.025, 0.02]);
const RUBBER: Surface = stuff([0.03, 0.03, 0.03]);
const CARDBOARD: Surface = stuff([0.36, 0.24, 0.12]);
const WOOD: Surface = stuff([0.28, 0.19, 0.1]);

/// A thing of this size.
pub(super) fn object(size_m: [f32; 3], random: &mut Random) -> Mesh {
    let [length, width, height] = size_m;
    let is_slim = height > 1.3 * length.max(width);
    if is_slim && length < 1.2 && width < 1.2 {
        cone(size_m)
    } else if length.max(width) > 2.0 * length.min(width) && height > 0.5 {
        barrier(size_m)
    } else {
        crate_box(size_m, random)
    }
}

fn cone([length, width, height]: [f32; 3]) -> Mesh {
    let mut b = MeshBuilder::new(RUBBER);
    let base = 0.06 * height;
    b.block(
        [-0.5 * length, -0.5 * width, 0.0],
        [0.5 * length, 0.5 * width, base],
    );
    let foot = 0.42 * length.min(width);
    let radius = |share: f32| foot + (0.06 * height - foot) * share;
    let bands = [
        (0.0, 0.3, ORANGE),
        (0.3, 0.5, WHITE),
        (0.5, 0.66, ORANGE),
        (0.66, 0.82, WHITE),
        (0.82, 1.0, ORANGE),
    ];
    for (from, to, surface) in bands {
        let z = |share: f32| base + share * (height - base);
        b.surface(surface).rod(
            [0.0, 0.0, z(from)],
            [0.0, 0.0, z(to)],
            [radius(from), radius(to)],
            10,
            to >= 1.0,
        );
    }
    b.build()
}

/// Red and white planks on feet, along its longer side.
fn barrier([length, width, height]: [f32; 3]) -> Mesh {
    let mut b = MeshBuilder::new(WHITE);
    let is_across = width >= length;
    let (long, short) = (length.max(width), length.min(width));
    let mut cuboid = |surface: Surface, low: [f32; 3], high: [f32; 3]| {
        b.surface(surface);
        if is_across {
            b.cuboid([low[1], low[0], low[2]], [high[1], high[0], high[2]]);
        } else {
            b.cuboid(low, high);
        }
    };
    for end in [-0.4, 0.4] {
        cuboid(
            RUBBER,
            [end * long - 0.1, -0.5 * short, 0.0],
            [end * long + 0.1, 0.5 * short, 0.1 * height],
        );
        cuboid(
            WHITE,
            [end * long - 0.03, -0.03, 0.1 * height],
            [end * long + 0.03, 0.03, 0.9 * height],
        );
    }
    let count = (long / 0.3).clamp(2.0, 20.0) as u32;
    for (low, high) in [(0.72, 1.0), (0.36, 0.58)] {
        for k in 0..count {
            let at = |k: u32| (k as f32 / count as f32 - 0.5) * long;
            let surface = if k % 2 == 0 { RED } else { WHITE };
            cuboid(
                surface,
                [at(k), -0.04, low * height],
                [at(k + 1), 0.04, high * height],
            );
        }
    }
    b.build()
}

fn crate_box([length, width, height]: [f32; 3], random: &mut Random) -> Mesh {
    let surface = if random.chance(0.5) { CARDBOARD } else { WOOD };
    let mut b = MeshBuilder::new(surface);
    let (x, y) = (0.5 * length, 0.5 * width);
    b.cuboid([-x + 0.01, -y + 0.01, 0.0], [x - 0.01, y - 0.01, height]);
    b.surface(stuff([0.5, 0.42, 0.3]));
    let band = 0.06 * height;
    for z in [0.0, height - band] {
        b.walls(&[[-x, -y], [x, -y], [x, y], [-x, y]], z, z + band);
    }
    b.build()
}
