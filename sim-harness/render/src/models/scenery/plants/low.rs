//! Bushes, hedges.

use core::f32::consts::TAU;

use trunkline_interfaces::Random;

use super::super::materials::{between, pick, sound};
use super::crown::{Clump, shaded, tone};
use super::growth::{fitted, leaves};
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

const GREENS: [[f32; 3]; 5] = [
    [0.055, 0.11, 0.03],
    [0.08, 0.135, 0.035],
    [0.045, 0.09, 0.035],
    [0.1, 0.13, 0.04],
    [0.075, 0.1, 0.05],
];
/// Blossoms on some bushes.
const BLOSSOMS: [[f32; 3]; 4] = [
    [0.5, 0.42, 0.06],
    [0.48, 0.12, 0.22],
    [0.55, 0.52, 0.48],
    [0.25, 0.14, 0.4],
];

/// A bush of exactly a height, about as wide.
pub fn bush(height_m: f32, seed: u64) -> Mesh {
    let height = sound(height_m, 0.1, 10.0);
    let mut random = Random::new(seed, "render/bush", 0);
    let green = tone(pick(&mut random, &GREENS), &mut random);
    let mut b = MeshBuilder::new(leaves(green));
    let count = 2 + random.index(2);
    let begin = between(&mut random, 0.0, TAU);
    for k in 0..count {
        let angle = begin + TAU * k as f32 / count as f32;
        let out = between(&mut random, 0.22, 0.36) * height;
        let radius = between(&mut random, 0.36, 0.48) * height;
        let tall = between(&mut random, 0.42, 0.55) * height;
        let clump = Clump {
            centre_m: [
                out * libm::cosf(angle),
                out * libm::sinf(angle),
                0.42 * height,
            ],
            radii_m: [radius, radius, tall],
            grid: [7, 4],
            rough: 0.2,
        };
        let light = between(&mut random, 0.8, 1.15);
        clump.add(&mut b, shaded(green, light), &mut random);
    }
    if random.chance(0.2) {
        blossoms(&mut b, height, &mut random);
    }
    fitted(b.build(), height)
}

fn blossoms(b: &mut MeshBuilder, height: f32, random: &mut Random) {
    let colour = pick(random, &BLOSSOMS);
    for _ in 0..3 {
        let angle = between(random, 0.0, TAU);
        let out = between(random, 0.35, 0.5) * height;
        let clump = Clump {
            centre_m: [
                out * libm::cosf(angle),
                out * libm::sinf(angle),
                between(random, 0.5, 0.75) * height,
            ],
            radii_m: [0.2 * height; 3],
            grid: [5, 3],
            rough: 0.3,
        };
        clump.add(b, colour, random);
    }
}

/// A cut hedge along y of exactly a length, and nearly of a height.
pub fn hedge(length_m: f32, height_m: f32, seed: u64) -> Mesh {
    let length = sound(length_m, 0.2, 500.0);
    let height = sound(height_m, 0.2, 10.0);
    let mut random = Random::new(seed, "render/hedge", 0);
    let half = between(&mut random, 0.22, 0.4) * height.clamp(0.8, 1.6);
    let green = tone(pick(&mut random, &GREENS), &mut random);
    // Along the hedge: x of the profile, z; front foot, front shoulder, back shoulder, back foot.
    let profile = [
        [1.0, -0.3],
        [1.04, 0.45],
        [0.86, 1.0],
        [-0.86, 1.0],
        [-1.04, 0.45],
        [-1.0, -0.3],
    ];
    let pieces = (length / 1.6).ceil().max(1.0) as usize;
    let mut ring = |y: f32| -> Vec<[f32; 3]> {
        let around = profile.iter().map(|[x, z]| {
            let rough = 0.05 * height.min(1.5);
            let x = half * x + between(&mut random, -rough, rough);
            let z = height * z
                + if *z > 0.9 {
                    between(&mut random, -rough, 0.0)
                } else {
                    0.0
                };
            [x, y, z]
        });
        around.collect()
    };
    let rows: Vec<Vec<[f32; 3]>> = (0..=pieces)
        .map(|k| ring(length * (0.5 - k as f32 / pieces as f32)))
        .collect();
    let mut b = MeshBuilder::new(leaves(green));
    b.sheet(&rows, false);
    // The ends.
    let (left, right) = (&rows[0], &rows[pieces]);
    b.polygon(left);
    b.polygon(&right.iter().rev().copied().collect::<Vec<_>>());
    b.build()
}
