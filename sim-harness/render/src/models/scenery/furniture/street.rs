//! What stands on pavements. Each fills the box that it is given: depth, width, height.

use trunkline_interfaces::{Random, SemanticClass};

use super::super::materials::{FOOT_M, between, glossy, lit_by, matt, pick, two_sided};
use super::super::plants::bush;
use crate::mesh::{Lamp, Surface, Texture};
use crate::models::{MeshBuilder, standing};

pub(super) const fn painted(albedo: [f32; 3]) -> Surface {
    glossy(SemanticClass::Static, albedo, 0.25)
}

const IRON: Surface = painted([0.03, 0.032, 0.034]);
const STEEL: Surface = painted([0.3, 0.31, 0.32]);
const WOOD: Surface = matt(SemanticClass::Static, [0.24, 0.14, 0.075], Texture::Plain);
const CONCRETE: Surface = matt(SemanticClass::Static, [0.38, 0.37, 0.35], Texture::Plaster);
const PANE: Surface = two_sided(glossy(SemanticClass::Static, [0.1, 0.125, 0.125], 0.7));

/// Posters on columns and in shelters.
const POSTERS: [[f32; 3]; 8] = [
    [0.5, 0.08, 0.06],
    [0.08, 0.2, 0.45],
    [0.6, 0.55, 0.45],
    [0.55, 0.4, 0.05],
    [0.1, 0.3, 0.18],
    [0.4, 0.12, 0.35],
    [0.06, 0.06, 0.07],
    [0.65, 0.65, 0.62],
];

pub(super) fn bollard(b: &mut MeshBuilder, [depth, _, height]: [f32; 3], random: &mut Random) {
    let radius = 0.5 * depth;
    let body = pick(
        random,
        &[[0.05, 0.052, 0.055], [0.3, 0.31, 0.32], [0.07, 0.1, 0.08]],
    );
    let metal = |albedo| glossy(SemanticClass::Pole, albedo, 0.25);
    b.surface(metal(body));
    b.rod([0.0, 0.0, -FOOT_M], [0.0, 0.0, 0.12], [radius; 2], 8, true);
    b.rod(
        [0.0, 0.0, 0.12],
        [0.0, 0.0, height - 0.1],
        [0.7 * radius; 2],
        8,
        false,
    );
    b.rod(
        [0.0, 0.0, height - 0.1],
        [0.0, 0.0, height],
        [0.75 * radius, 0.3 * radius],
        8,
        true,
    );
    b.surface(metal([0.7, 0.7, 0.68]));
    b.rod(
        [0.0, 0.0, 0.68 * height],
        [0.0, 0.0, 0.8 * height],
        [0.76 * radius; 2],
        8,
        false,
    );
}

pub(super) fn bench(b: &mut MeshBuilder, [depth, width, height]: [f32; 3], _: &mut Random) {
    let (x, y) = (0.5 * depth, 0.5 * width);
    b.surface(IRON);
    for side in [-0.7, 0.7] {
        let at = side * y;
        b.block([-x + 0.08, at - 0.04, -0.05], [x - 0.06, at + 0.04, 0.4]);
        b.rod(
            [-x + 0.14, at, 0.3],
            [-x + 0.03, at, height - 0.04],
            [0.03; 2],
            4,
            false,
        );
    }
    b.surface(WOOD);
    for k in 0..3_u16 {
        let from = -x + 0.16 + 0.18 * f32::from(k);
        b.cuboid([from, -y, 0.41], [from + 0.15, y, 0.45]);
    }
    for z in [0.56, height - 0.14] {
        b.cuboid([-x, -y, z], [-x + 0.05, y, z + 0.14]);
    }
}

pub(super) fn bin(b: &mut MeshBuilder, [depth, _, height]: [f32; 3], random: &mut Random) {
    let radius = 0.5 * depth;
    let paint = pick(
        random,
        &[
            [0.05, 0.12, 0.07],
            [0.3, 0.1, 0.03],
            [0.08, 0.085, 0.09],
            [0.2, 0.21, 0.22],
        ],
    );
    b.surface(painted(paint));
    b.rod(
        [0.0, 0.0, -0.1],
        [0.0, 0.0, 0.8 * height],
        [0.8 * radius, 0.95 * radius],
        10,
        true,
    );
    b.surface(IRON);
    b.rod(
        [0.0, 0.0, 0.8 * height],
        [0.0, 0.0, 0.9 * height],
        [0.75 * radius; 2],
        8,
        false,
    );
    b.surface(painted(paint.map(|x| 0.8 * x)));
    b.rod(
        [0.0, 0.0, 0.9 * height],
        [0.0, 0.0, height],
        [radius, 0.5 * radius],
        10,
        true,
    );
}

pub(super) fn bus_shelter(
    b: &mut MeshBuilder,
    [depth, width, height]: [f32; 3],
    random: &mut Random,
) {
    let (x, y) = (0.5 * depth, 0.5 * width);
    let (back, front) = (-x + 0.12, x - 0.35);
    let roof = height - 0.14;
    b.surface(painted([0.07, 0.075, 0.08]));
    b.cuboid([-x, -y, roof], [x, y, height]);
    for (px, py) in [
        (back, -y + 0.1),
        (back, 0.0),
        (back, y - 0.1),
        (front, -y + 0.1),
        (front, y - 0.1),
    ] {
        b.block(
            [px - 0.04, py - 0.04, -FOOT_M],
            [px + 0.04, py + 0.04, roof],
        );
    }
    b.surface(PANE);
    for half in [-1.0, 1.0] {
        let (from, to) = (0.06 * half, half * (y - 0.16));
        b.quad(
            [back, from, 0.2],
            [back, to, 0.2],
            [back, to, roof - 0.1],
            [back, from, roof - 0.1],
        );
    }
    let side = y - 0.1;
    b.quad(
        [back, side, 0.2],
        [front, side, 0.2],
        [front, side, roof - 0.1],
        [back, side, roof - 0.1],
    );
    // The other side carries posters, lit at night.
    b.surface(painted([0.09, 0.095, 0.1]));
    b.block(
        [back + 0.06, -side - 0.08, 0.25],
        [front - 0.06, -side + 0.08, 2.1],
    );
    let poster = pick(random, &POSTERS);
    b.surface(lit_by(
        Lamp::Street,
        poster.map(|v| 0.7 * v + 0.1),
        painted(poster),
    ));
    let [p, q] = [back + 0.12, front - 0.12];
    b.quad(
        [q, -side + 0.09, 0.4],
        [p, -side + 0.09, 0.4],
        [p, -side + 0.09, 2.0],
        [q, -side + 0.09, 2.0],
    );
    b.quad(
        [p, -side - 0.09, 0.4],
        [q, -side - 0.09, 0.4],
        [q, -side - 0.09, 2.0],
        [p, -side - 0.09, 2.0],
    );
    b.surface(WOOD);
    b.cuboid(
        [back + 0.08, -0.2 * width, 0.42],
        [back + 0.48, 0.42 * width, 0.48],
    );
    b.surface(IRON);
    for at in [-0.12, 0.34] {
        b.block(
            [back + 0.2, at * width - 0.04, -0.05],
            [back + 0.3, at * width + 0.04, 0.42],
        );
    }
    b.surface(painted([0.65, 0.64, 0.6]));
    b.quad(
        [back + 0.05, 0.1, 1.1],
        [back + 0.05, 0.6, 1.1],
        [back + 0.05, 0.6, 1.8],
        [back + 0.05, 0.1, 1.8],
    );
}

pub(super) fn hydrant(b: &mut MeshBuilder, [depth, _, height]: [f32; 3], random: &mut Random) {
    let reach = 0.5 * depth;
    let radius = 0.6 * reach;
    b.surface(painted(pick(
        random,
        &[[0.45, 0.03, 0.025], [0.08, 0.18, 0.42], [0.6, 0.4, 0.03]],
    )));
    b.rod([0.0, 0.0, -0.1], [0.0, 0.0, 0.1], [reach; 2], 8, true);
    b.rod(
        [0.0, 0.0, 0.1],
        [0.0, 0.0, 0.78 * height],
        [radius; 2],
        8,
        false,
    );
    b.rod(
        [0.0, 0.0, 0.78 * height],
        [0.0, 0.0, 0.82 * height],
        [1.2 * radius; 2],
        8,
        true,
    );
    b.rod(
        [0.0, 0.0, 0.82 * height],
        [0.0, 0.0, height],
        [radius, 0.3 * radius],
        8,
        true,
    );
    b.surface(STEEL);
    let z = 0.62 * height;
    for to in [[0.0, reach, z], [0.0, -reach, z], [reach, 0.0, z - 0.08]] {
        b.rod([0.0, 0.0, to[2]], to, [0.4 * radius; 2], 6, true);
    }
}

pub(super) fn letter_box(b: &mut MeshBuilder, [depth, width, height]: [f32; 3], _: &mut Random) {
    let (x, y) = (0.5 * depth, 0.5 * width);
    b.surface(STEEL);
    b.block([-0.06, -0.06, -FOOT_M], [0.06, 0.06, 0.7]);
    b.surface(painted([0.66, 0.45, 0.015]));
    let back_top = height - 0.12;
    b.cuboid([-x, -y, 0.62], [x, y, back_top]);
    b.sweep(
        &[
            [-x, back_top],
            [-0.6 * x, height],
            [0.6 * x, height],
            [x, back_top],
        ],
        &[[0.0, y, 0.0], [0.0, -y, 0.0]],
    );
    b.surface(IRON);
    let slot = height - 0.3;
    b.quad(
        [x + 0.004, -0.7 * y, slot],
        [x + 0.004, 0.7 * y, slot],
        [x + 0.004, 0.7 * y, slot + 0.05],
        [x + 0.004, -0.7 * y, slot + 0.05],
    );
    b.surface(painted([0.65, 0.64, 0.6]));
    b.quad(
        [x + 0.004, -0.4 * y, 0.75],
        [x + 0.004, 0.4 * y, 0.75],
        [x + 0.004, 0.4 * y, 0.95],
        [x + 0.004, -0.4 * y, 0.95],
    );
}

pub(super) fn bicycle_rack(b: &mut MeshBuilder, [depth, width, height]: [f32; 3], _: &mut Random) {
    const HOOPS: u16 = 4;
    let radius = 0.03;
    let (x, top) = (0.5 * depth - radius, height - radius);
    b.surface(STEEL);
    for k in 0..HOOPS {
        let y = (f32::from(k) / f32::from(HOOPS - 1) - 0.5) * (width - 2.0 * radius);
        for side in [-1.0, 1.0] {
            b.rod(
                [side * x, y, -0.2],
                [side * x, y, top - 0.15],
                [radius; 2],
                4,
                false,
            );
            b.rod(
                [side * x, y, top - 0.15],
                [side * (x - 0.15), y, top],
                [radius; 2],
                4,
                false,
            );
        }
        b.rod(
            [x - 0.15, y, top],
            [0.15 - x, y, top],
            [radius; 2],
            4,
            false,
        );
    }
}

pub(super) fn advertising_column(
    b: &mut MeshBuilder,
    [depth, _, height]: [f32; 3],
    random: &mut Random,
) {
    const SIDES: u32 = 14;
    let radius = 0.5 * depth;
    b.surface(CONCRETE);
    b.rod(
        [0.0, 0.0, -FOOT_M],
        [0.0, 0.0, 0.35],
        [0.98 * radius; 2],
        SIDES,
        true,
    );
    b.surface(painted([0.12, 0.16, 0.14]));
    b.rod(
        [0.0, 0.0, 0.35],
        [0.0, 0.0, height - 0.5],
        [0.88 * radius; 2],
        SIDES,
        false,
    );
    b.rod(
        [0.0, 0.0, height - 0.5],
        [0.0, 0.0, height - 0.38],
        [radius; 2],
        SIDES,
        true,
    );
    b.rod(
        [0.0, 0.0, height - 0.38],
        [0.0, 0.0, height],
        [0.9 * radius, 0.08],
        SIDES,
        true,
    );
    // Posters: bent sheets around it, in two rows.
    let out = 0.88 * radius + 0.012;
    for (low, high) in [(0.5, 1.62), (1.72, height - 0.62)] {
        let mut at = between(random, 0.0, 1.0);
        let end = at + core::f32::consts::TAU - 0.3;
        while at < end - 0.5 {
            let wide = between(random, 0.7, 1.3).min(end - at);
            let row = |z: f32| -> Vec<[f32; 3]> {
                (0..=3_u16)
                    .map(|k| {
                        let angle = at + wide * f32::from(k) / 3.0;
                        [out * libm::cosf(angle), out * libm::sinf(angle), z]
                    })
                    .collect()
            };
            b.surface(painted(pick(random, &POSTERS)));
            b.sheet(&[row(low), row(high)], false);
            at += wide + 0.08;
        }
    }
}

pub(super) fn electric_cabinet(
    b: &mut MeshBuilder,
    [depth, width, height]: [f32; 3],
    random: &mut Random,
) {
    let (x, y) = (0.5 * depth, 0.5 * width);
    let paint = pick(
        random,
        &[[0.3, 0.32, 0.29], [0.42, 0.42, 0.4], [0.16, 0.2, 0.16]],
    );
    b.surface(CONCRETE)
        .block([-x + 0.03, -y + 0.03, -FOOT_M], [x - 0.03, y - 0.03, 0.15]);
    b.surface(painted(paint));
    b.block(
        [-x + 0.02, -y + 0.02, 0.15],
        [x - 0.02, y - 0.02, height - 0.06],
    );
    b.cuboid([-x, -y, height - 0.06], [x, y, height]);
    b.surface(IRON);
    let face = x - 0.012;
    for at in [-y / 3.0, y / 3.0] {
        b.quad(
            [face, at - 0.008, 0.2],
            [face, at + 0.008, 0.2],
            [face, at + 0.008, height - 0.12],
            [face, at - 0.008, height - 0.12],
        );
    }
    for k in 0..4_u16 {
        let z = 0.26 + 0.05 * f32::from(k);
        b.quad(
            [face, -0.8 * y, z],
            [face, -0.45 * y, z],
            [face, -0.45 * y, z + 0.02],
            [face, -0.8 * y, z + 0.02],
        );
    }
}

pub(super) fn planter(b: &mut MeshBuilder, [depth, _, height]: [f32; 3], random: &mut Random) {
    let radius = 0.5 * depth;
    b.surface(pick(random, &[CONCRETE, painted([0.09, 0.095, 0.1]), WOOD]));
    b.rod(
        [0.0, 0.0, -0.1],
        [0.0, 0.0, 0.45],
        [0.75 * radius, radius],
        8,
        true,
    );
    b.surface(matt(
        SemanticClass::Static,
        [0.06, 0.045, 0.03],
        Texture::Soil,
    ));
    b.disc([0.0, 0.0, 0.46], [0.0, 0.0, 1.0], 0.9 * radius, 8);
    let plant = bush(height - 0.42, random.index(1 << 20) as u64);
    let reach = plant
        .positions_m
        .iter()
        .fold(0.01, |r: f32, p| r.max(libm::hypotf(p[0], p[1])));
    let share = (radius / reach).min(1.0);
    let mut plant = plant;
    for p in &mut plant.positions_m {
        p[0] *= share;
        p[1] *= share;
    }
    b.place(standing([0.0, 0.0, 0.42], 0.0)).mesh(&plant);
    b.place(standing([0.0; 3], 0.0));
}
