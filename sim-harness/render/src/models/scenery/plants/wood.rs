//! The edge of a wood, for those who see it from afar.

use trunkline_interfaces::Random;

use super::super::materials::{FOOT_M, between, pick, sound};
use super::crown::{shaded, tone};
use super::leaves;
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// The edge of a wood along y of exactly a length, its front towards x within 4 m of its line:
/// cheap, for those who see it from afar. Behind it (x < 0) its canopy goes back by 8 m; no tree
/// is higher than its height.
pub fn forest_edge(length_m: f32, height_m: f32, seed: u64) -> Mesh {
    let length = sound(length_m, 2.0, 500.0);
    let height = sound(height_m, 2.0, 60.0);
    let mut random = Random::new(seed, "render/forest_edge", 0);
    let greens = [
        [0.05, 0.095, 0.028],
        [0.065, 0.115, 0.03],
        [0.035, 0.07, 0.03],
    ];
    let green = tone(pick(&mut random, &greens), &mut random);
    let mut b = MeshBuilder::new(leaves(green));
    // Crowns side by side: each a bulge of three columns.
    let crowns = (length / (0.42 * height)).round().max(1.0) as usize;
    let columns = 2 * crowns;
    let bulge: Vec<[f32; 2]> = (0..=columns)
        .map(|k| {
            let is_gap = k % 2 == 0;
            let top = if is_gap { [0.66, 0.8] } else { [0.84, 1.0] };
            let out = if is_gap { [0.2, 0.9] } else { [1.6, 3.6] };
            [
                between(&mut random, out[0], out[1]),
                between(&mut random, top[0], top[1]),
            ]
        })
        .collect();
    let row = |z: f32, out: f32, back: f32| -> Vec<[f32; 3]> {
        let at = bulge.iter().enumerate().map(|(k, [bulge, top])| {
            let y = length * (k as f32 / columns as f32 - 0.5);
            [
                out * bulge - back,
                y,
                if z < 0.0 { -FOOT_M } else { height * top * z },
            ]
        });
        at.collect()
    };
    let (foot, skirt) = (row(-1.0, 0.5, 0.6), row(0.16, 0.8, 0.2));
    b.surface(leaves(shaded(green, 0.45)));
    b.sheet(&[foot, skirt.clone()], false);
    let (belly, shoulder) = (row(0.55, 1.0, 0.0), row(0.86, 0.75, 0.6));
    b.surface(leaves(shaded(green, 0.85)));
    b.sheet(&[skirt, belly.clone()], false);
    b.surface(leaves(green));
    let (crest, back) = (row(1.0, 0.3, 2.0), row(0.93, 0.0, 8.0));
    b.sheet(&[belly, shoulder, crest, back], false);
    b.build()
}
