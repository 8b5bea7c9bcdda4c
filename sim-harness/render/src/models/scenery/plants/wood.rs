//! The edge of a wood, for those who see it from afar.

use trunkline_interfaces::Random;

use super::super::materials::{FOOT_M, between, pick, sound};
use super::crown::{shaded, tone};
use super::growth::leaves;
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// The edge of a wood along y of exactly a length, its front towards x within 4 m of its line:
/// cheap, for those who see it from afar. Behind it (x < 0) its canopy goes back by 8 m and down to
/// the ground again, and both ends are round: from no side one looks into it. No tree is higher than
/// its height.
pub fn forest_edge(length_m: f32, height_m: f32, seed: u64) -> Mesh {
    let length = sound(length_m, 2.0, 500.0);
    let height = sound(height_m, 2.0, 60.0);
    let end = (0.1 * length).min(0.14 * height);
    let straight = length - 2.0 * end;
    let mut random = Random::new(seed, "render/forest_edge", 0);
    let greens = [
        [0.05, 0.095, 0.028],
        [0.065, 0.115, 0.03],
        [0.035, 0.07, 0.03],
    ];
    let green = tone(pick(&mut random, &greens), &mut random);
    let mut b = MeshBuilder::new(leaves(green));
    // Crowns side by side, each round over four columns; both ends are alike, so that edges can be
    // joined.
    let crowns = (length / (0.5 * height)).round().max(1.0) as usize;
    let columns = 4 * crowns;
    let mut tops = vec![0.0; crowns];
    tops.fill_with(|| between(&mut random, 0.78, 1.0));
    let outs: Vec<f32> = tops
        .iter()
        .map(|_| between(&mut random, 1.8, 3.6))
        .collect();
    let bulge: Vec<[f32; 3]> = (0..=columns)
        .map(|k| {
            if k == 0 || k == columns {
                return [0.4, 0.66, 1.0];
            }
            let crown = (k / 4).min(crowns - 1);
            let (low, high) = match k % 4 {
                0 => ([0.4, 0.6], [0.3, 0.8]),
                2 => ([0.97, 1.0], [0.9, 1.0]),
                _ => ([0.86, 0.93], [0.6, 0.9]),
            };
            let share = between(&mut random, high[0], high[1]);
            let up = between(&mut random, low[0], low[1]);
            let gap = 0.66 + (tops[crown] - 0.66) * ((up - 0.6) / 0.4).clamp(0.0, 1.0);
            let top = match k % 4 {
                0 => between(&mut random, 0.62, 0.74),
                _ => gap,
            };
            [outs[crown] * share, top, between(&mut random, 0.7, 1.25)]
        })
        .collect();
    // Where one shade ends and the next begins is uneven; tops are as they are.
    let row = |z: f32, out: f32, back: f32, uneven: f32| -> Vec<[f32; 3]> {
        let at = bulge.iter().enumerate().map(|(k, [bulge, top, rise])| {
            let y = straight * (k as f32 / columns as f32 - 0.5);
            let z = z * (1.0 + uneven * (rise - 1.0));
            [
                out * bulge - back,
                y,
                if z < 0.0 { -FOOT_M } else { height * top * z },
            ]
        });
        at.collect()
    };
    let (foot, skirt) = (row(-1.0, 0.5, 0.6, 0.0), row(0.16, 0.8, 0.2, 1.0));
    let (belly, shoulder) = (row(0.52, 1.0, 0.0, 0.8), row(0.86, 0.75, 0.6, 0.0));
    let (crest, back) = (row(1.0, 0.3, 2.0, 0.0), row(0.93, 0.0, 8.0, 0.0));
    let rear = row(-1.0, 0.0, 8.0, 0.0);
    let rows = [foot, skirt, belly, shoulder, crest, back, rear];
    for (light, part) in [(0.45, &rows[..2]), (0.9, &rows[1..3]), (1.0, &rows[2..])] {
        b.surface(leaves(shaded(green, light)));
        b.sheet(part, false);
    }
    // The ends, each about a point farther out.
    b.surface(leaves(shaded(green, 0.7)));
    let mut left: Vec<[f32; 3]> = rows.iter().rev().map(|row| row[columns]).collect();
    let mut right: Vec<[f32; 3]> = rows.iter().map(|row| row[0]).collect();
    for (rim, y) in [(&mut left, 0.5 * length), (&mut right, -0.5 * length)] {
        rim.push(rim[0]);
        let tip = vec![[-3.0, y, 0.3 * height]; rim.len()];
        b.sheet(&[rim.clone(), tip], true);
    }
    b.build()
}
