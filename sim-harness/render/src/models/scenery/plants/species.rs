//! One tree each.

use core::f32::consts::TAU;

use trunkline_interfaces::Random;

use super::super::materials::{FOOT_M, between, pick};
use super::crown::{Clump, shaded, tone};
use super::growth::{Detail, bark, leaves};
use crate::models::MeshBuilder;

/// Crowns of lime, maple, oak, plane, copper beech.
const GREENS: [[f32; 3]; 6] = [
    [0.07, 0.135, 0.03],
    [0.055, 0.115, 0.03],
    [0.095, 0.145, 0.035],
    [0.08, 0.15, 0.045],
    [0.06, 0.105, 0.035],
    [0.105, 0.13, 0.03],
];

fn trunk(b: &mut MeshBuilder, to_m: f32, radii_m: [f32; 2], detail: Detail) {
    let sides = match detail {
        Detail::Near => 6,
        Detail::Far | Detail::Distant => 3,
    };
    b.rod([0.0, 0.0, -FOOT_M], [0.0, 0.0, to_m], radii_m, sides, false);
}

/// A round crown of lumps on a trunk with a few boughs.
pub(super) fn broadleaf(b: &mut MeshBuilder, height: f32, detail: Detail, random: &mut Random) {
    let wood = bark([0.1, 0.08, 0.06]);
    let foot = between(random, 0.2, 0.3) * height;
    let spread = between(random, 0.24, 0.34) * height;
    let crown_m = height - foot;
    let middle = foot + 0.5 * crown_m;
    let top_m = middle + 0.2 * crown_m;
    let girth = (0.018 * height).max(0.05);
    b.surface(wood);
    trunk(b, middle, [1.5 * girth, 0.7 * girth], detail);
    let green = tone(pick(random, &GREENS), random);
    if detail == Detail::Distant {
        let at = [0.0, 0.0, middle];
        let radii = [0.92 * spread, 0.92 * spread, 0.46 * crown_m];
        clump(b, at, radii, [6, 3], shaded(green, 0.95), random);
        return;
    }
    if detail == Detail::Far {
        let low = [0.0, 0.0, middle - 0.08 * crown_m];
        clump(
            b,
            low,
            [spread, spread, 0.42 * crown_m],
            [6, 4],
            shaded(green, 0.85),
            random,
        );
        let radii = [0.72 * spread, 0.72 * spread, 0.32 * crown_m];
        aside(b, top_m, 0.25 * spread, radii, [6, 4], green, random);
        return;
    }
    let around = 4 + random.index(2);
    let begin = between(random, 0.0, TAU);
    for k in 0..around {
        let angle = begin + TAU * (k as f32 + between(random, -0.2, 0.2)) / around as f32;
        let out = between(random, 0.42, 0.58) * spread;
        let z = middle + between(random, -0.2, 0.08) * crown_m;
        let at = [out * libm::cosf(angle), out * libm::sinf(angle), z];
        b.surface(wood);
        let fork = [0.0, 0.0, foot + 0.1 * crown_m];
        b.rod(fork, at, [0.55 * girth, 0.25 * girth], 3, false);
        let radius = between(random, 0.5, 0.64) * spread;
        let light = between(random, 0.72, 0.95);
        clump(
            b,
            at,
            [radius, radius, 0.3 * crown_m],
            [7, 5],
            shaded(green, light),
            random,
        );
    }
    let radii = [0.66 * spread, 0.66 * spread, 0.32 * crown_m];
    let light = shaded(green, 1.12);
    aside(b, top_m, 0.2 * spread, radii, [8, 5], light, random);
}

/// A lump of leaves.
fn clump(
    b: &mut MeshBuilder,
    centre_m: [f32; 3],
    radii_m: [f32; 3],
    grid: [u32; 2],
    green: [f32; 3],
    random: &mut Random,
) {
    let clump = Clump {
        centre_m,
        radii_m,
        grid,
        rough: 0.16,
    };
    clump.add(b, green, random);
}

/// The same at a height, by chance up to `off_m` aside of the trunk along x and y.
fn aside(
    b: &mut MeshBuilder,
    z_m: f32,
    off_m: f32,
    radii_m: [f32; 3],
    grid: [u32; 2],
    green: [f32; 3],
    random: &mut Random,
) {
    let at = [
        between(random, -off_m, off_m),
        between(random, -off_m, off_m),
        z_m,
    ];
    clump(b, at, radii_m, grid, green, random);
}

/// A white trunk in a light, high crown.
pub(super) fn birch(b: &mut MeshBuilder, height: f32, detail: Detail, random: &mut Random) {
    let girth = (0.011 * height).max(0.04);
    b.surface(bark([0.55, 0.54, 0.5]));
    trunk(b, 0.8 * height, [1.4 * girth, 0.4 * girth], detail);
    let green = tone([0.11, 0.17, 0.04], random);
    let spread = between(random, 0.15, 0.2) * height;
    let (count, grid) = match detail {
        Detail::Near => (5, [7, 5]),
        Detail::Far => (2, [6, 4]),
        Detail::Distant => (1, [6, 3]),
    };
    for k in 0..count {
        let share = (k as f32 + 0.5) / count as f32;
        let z = (0.36 + 0.5 * share) * height;
        let width = spread * (1.15 - 0.55 * share);
        let angle = 2.4 * k as f32 + between(random, -0.4, 0.4);
        let (out, tall) = match detail {
            Detail::Near => (0.42 * spread * (1.0 - 0.6 * share), 0.15),
            Detail::Far => (0.0, 0.24),
            Detail::Distant => (0.0, 0.36),
        };
        let at = [out * libm::cosf(angle), out * libm::sinf(angle), z];
        clump(
            b,
            at,
            [width, width, tall * height],
            grid,
            shaded(green, 0.75 + 0.4 * share),
            random,
        );
    }
}

/// Tall and slender.
pub(super) fn poplar(b: &mut MeshBuilder, height: f32, detail: Detail, random: &mut Random) {
    let girth = (0.012 * height).max(0.04);
    b.surface(bark([0.12, 0.1, 0.075]));
    trunk(b, 0.3 * height, [1.5 * girth, girth], detail);
    let green = tone([0.06, 0.115, 0.03], random);
    let radius = between(random, 0.085, 0.115) * height;
    let rows: [(f32, f32, f32); 3] = [(0.34, 1.0, 0.24), (0.57, 0.95, 0.26), (0.79, 0.66, 0.21)];
    let whole = [(0.56, 0.95, 0.44)];
    let (rows, grid): (&[_], _) = match detail {
        Detail::Near => (&rows, [8, 6]),
        Detail::Far => (&rows, [5, 4]),
        Detail::Distant => (&whole, [6, 3]),
    };
    for (k, (z, wide, tall)) in rows.iter().enumerate() {
        let radii = [wide * radius, wide * radius, tall * height];
        let light = shaded(green, 0.85 + 0.12 * k as f32);
        aside(b, z * height, 0.12 * radius, radii, grid, light, random);
    }
}

/// Spruce: whorls of branches that hang, wide below.
pub(super) fn conifer(b: &mut MeshBuilder, height: f32, detail: Detail, random: &mut Random) {
    b.surface(bark([0.075, 0.055, 0.04]));
    let girth = (0.014 * height).max(0.05);
    trunk(b, 0.3 * height, [1.3 * girth, girth], detail);
    let green = tone(
        pick(
            random,
            &[
                [0.028, 0.065, 0.028],
                [0.035, 0.075, 0.03],
                [0.03, 0.065, 0.045],
            ],
        ),
        random,
    );
    let spread = between(random, 0.17, 0.23) * height;
    let foot = between(random, 0.05, 0.12);
    let (whorls, points) = match detail {
        Detail::Near => (6_u16, 10_u16),
        Detail::Far => (3, 6),
        Detail::Distant => (2, 6),
    };
    for k in 0..whorls {
        let share = f32::from(k) / f32::from(whorls);
        let low = (foot + (1.0 - foot) * share * 0.92) * height;
        let high =
            (foot + (1.0 - foot) * ((f32::from(k) + 1.9) / f32::from(whorls)).min(1.0)) * height;
        let wide = spread * (1.0 - 0.88 * share);
        let turn = between(random, 0.0, TAU);
        let rim: Vec<[f32; 3]> = (0..=points)
            .map(|i| {
                // The seam is the same point twice; every second one hangs lower and farther out.
                let i = i % points;
                let angle = turn + TAU * f32::from(i) / f32::from(points);
                let is_tip = i % 2 == 0;
                let out = wide * if is_tip { 1.0 } else { 0.72 };
                let z = low
                    - if is_tip {
                        0.03 * height
                    } else {
                        -0.012 * height
                    };
                [out * libm::cosf(angle), out * libm::sinf(angle), z]
            })
            .collect();
        let inner: Vec<[f32; 3]> = rim
            .iter()
            .map(|p| [0.25 * p[0], 0.25 * p[1], low + 0.04 * height])
            .collect();
        let apex = vec![[0.0, 0.0, high]; rim.len()];
        b.surface(leaves(shaded(green, 0.8 + 0.35 * share)));
        b.sheet(&[rim.clone(), apex], true);
        if detail == Detail::Near {
            b.surface(leaves(shaded(green, 0.3)));
            b.sheet(&[inner, rim], true);
        }
    }
}

/// A bare, reddish trunk, flat lumps on top.
pub(super) fn pine(b: &mut MeshBuilder, height: f32, detail: Detail, random: &mut Random) {
    let girth = (0.015 * height).max(0.05);
    let wood = bark([0.17, 0.095, 0.055]);
    b.surface(wood);
    trunk(b, 0.86 * height, [1.3 * girth, 0.5 * girth], detail);
    let green = tone([0.045, 0.085, 0.035], random);
    let spread = between(random, 0.17, 0.23) * height;
    let (count, grid, aside) = match detail {
        Detail::Near => (5, [7, 4], 0.5),
        Detail::Far => (2, [6, 4], 0.1),
        Detail::Distant => (1, [6, 3], 0.0),
    };
    for k in 0..count {
        let share = (k as f32 + 0.5) / count as f32;
        let angle = 2.4 * k as f32 + between(random, -0.5, 0.5);
        let out = aside * spread * (1.0 - 0.7 * share);
        let z = (0.62 + 0.32 * share) * height;
        let at = [out * libm::cosf(angle), out * libm::sinf(angle), z];
        if detail == Detail::Near {
            b.surface(wood);
            b.rod(
                [0.0, 0.0, z - 0.08 * height],
                at,
                [0.4 * girth, 0.2 * girth],
                3,
                false,
            );
        }
        let wide = spread * between(random, 0.62, 0.8) * (1.1 - 0.3 * share);
        clump(
            b,
            at,
            [wide, wide, 0.085 * height],
            grid,
            shaded(green, 0.75 + 0.4 * share),
            random,
        );
    }
}
