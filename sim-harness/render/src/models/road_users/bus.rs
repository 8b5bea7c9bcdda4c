//! Buses of towns.

use trunkline_interfaces::{Random, SemanticClass};

use super::paint::{
    ALLOY, BRAKE, DARK, GLASS, HEADLIGHT, PLASTIC, PLATE, TAIL, indicator, lacquer, livery,
};
use super::panels::{cuboid_on_side, on_end, on_flank};
use super::wheel::Wheel;
use crate::mesh::{Mesh, Surface, Texture};
use crate::models::MeshBuilder;

/// What is stuck onto the body reaches this far out of it, m: the body is narrower by as much.
const SKIN_M: f32 = 0.02;
const FLOOR_M: f32 = 0.3;
const WHEEL_M: f32 = 0.48;

/// Amber dots behind glass: shines by day and night.
const DISPLAY: Surface = Surface {
    emission: [1.3, 0.55, 0.04],
    ..Surface::matt(SemanticClass::Vehicle, [0.2, 0.1, 0.02], Texture::Plain)
};

/// A bus.
pub(super) fn bus(size_m: [f32; 3], is_far: bool, random: &mut Random) -> Mesh {
    let [length, width, height] = size_m;
    let body = lacquer(livery(random));
    let skirt = if random.chance(0.5) {
        lacquer([0.7, 0.7, 0.68])
    } else {
        body
    };
    let (front, rear, half) = (
        0.5 * length - SKIN_M,
        -0.5 * length + SKIN_M,
        0.5 * width - SKIN_M,
    );
    let mut b = MeshBuilder::new(body);
    // Rounded in plan; the roof's edges are bevelled.
    let plan = |inset: f32| -> Vec<[f32; 2]> {
        let (f, r, h) = (front - inset, rear + inset, half - inset);
        vec![
            [f, -h + 0.3],
            [f, h - 0.3],
            [f - 0.12, h - 0.08],
            [f - 0.32, h],
            [r + 0.2, h],
            [r + 0.05, h - 0.06],
            [r, h - 0.2],
            [r, -h + 0.2],
            [r + 0.05, -h + 0.06],
            [r + 0.2, -h],
            [f - 0.32, -h],
            [f - 0.12, -h + 0.08],
        ]
    };
    let belt = 0.36 * height;
    b.surface(skirt).walls(&plan(0.0), FLOOR_M, belt);
    b.surface(body).walls(&plan(0.0), belt, height - 0.12);
    let rings = [(0.0, height - 0.12), (0.03, height - 0.05), (0.14, height)];
    for pair in rings.windows(2) {
        let (low, high) = (plan(pair[0].0), plan(pair[1].0));
        for i in 0..low.len() {
            let j = (i + 1) % low.len();
            let at = |p: &[f32; 2], z: f32| [p[0], p[1], z];
            b.quad(
                at(&low[i], pair[0].1),
                at(&low[j], pair[0].1),
                at(&high[j], pair[1].1),
                at(&high[i], pair[1].1),
            );
        }
    }
    let roof: Vec<[f32; 3]> = plan(0.14).iter().map(|[x, y]| [*x, *y, height]).collect();
    b.polygon(&roof);
    let floor: Vec<[f32; 3]> = plan(0.0)
        .iter()
        .rev()
        .map(|[x, y]| [*x, *y, FLOOR_M])
        .collect();
    b.surface(DARK).polygon(&floor);
    let axles = [front - 2.7, rear + 3.3];
    for side in [1.0, -1.0] {
        flank(&mut b, size_m, side, &axles, is_far);
    }
    ends(&mut b, size_m, is_far);
    b.build()
}

fn flank(
    b: &mut MeshBuilder,
    [length, width, height]: [f32; 3],
    side: f32,
    axles: &[f32],
    is_far: bool,
) {
    let (front, rear, half) = (0.5 * length, -0.5 * length, 0.5 * width);
    let y = |out: f32| side * (half - SKIN_M + out);
    let (low, high) = (0.38 * height, height - 0.42);
    b.surface(GLASS);
    let (first, last) = (front - 0.5, rear + 0.45);
    let count = if is_far {
        1
    } else {
        ((first - last) / 1.45) as u32
    };
    for k in 0..count {
        let at = |k: f32| first + (last - first) * k / count as f32;
        on_flank(
            b,
            y(0.006),
            [at(k as f32) - 0.03, at(k as f32 + 1.0) + 0.03],
            [low, high],
        );
    }
    // Doors are on the right, where people wait.
    if side < 0.0 {
        for ahead in [front - 0.5, front - 0.46 * length] {
            b.surface(PLASTIC);
            on_flank(
                b,
                y(0.01),
                [ahead, ahead - 1.3],
                [FLOOR_M + 0.02, high + 0.06],
            );
            b.surface(GLASS);
            for leaf in [0.05, 0.68] {
                on_flank(
                    b,
                    y(0.014),
                    [ahead - leaf, ahead - leaf - 0.57],
                    [FLOOR_M + 0.12, high],
                );
            }
        }
    }
    for axle in axles {
        b.surface(DARK);
        let arch = 1.13 * WHEEL_M;
        let mut outline = vec![[-arch, FLOOR_M], [arch, FLOOR_M]];
        for i in 0..=6 {
            let angle = core::f32::consts::PI * i as f32 / 6.0;
            outline.push([arch * libm::cosf(angle), WHEEL_M + arch * libm::sinf(angle)]);
        }
        let corners: Vec<[f32; 3]> = outline
            .iter()
            .map(|[x, z]| [axle + x, y(0.008), *z])
            .collect();
        let turned: Vec<[f32; 3]> = corners.iter().rev().copied().collect();
        // Seen from the left, x runs to the left.
        b.polygon(if side > 0.0 { &turned } else { &corners });
        let wheel = Wheel {
            hub_m: [*axle, side * (half - 0.008), WHEEL_M],
            radius_m: WHEEL_M,
            width_m: 0.28,
            side,
            spokes: 0,
            sides: if is_far { 8 } else { 16 },
        };
        wheel.add(b, ALLOY);
    }
    b.surface(indicator(side));
    on_flank(b, y(0.006), [front - 1.2, front - 1.32], [1.0, 1.06]);
}

fn ends(b: &mut MeshBuilder, [length, width, height]: [f32; 3], is_far: bool) {
    let half = 0.5 * width;
    let inner = half - 0.34;
    let front = 0.5 * length - 0.008;
    let rear = -front;
    b.surface(GLASS);
    on_end(b, front, [-inner, inner], [0.37 * height, height - 0.5]);
    on_end(b, rear, [-inner, inner], [0.58 * height, height - 0.4]);
    b.surface(DARK);
    on_end(b, front, [-inner, inner], [height - 0.48, height - 0.14]);
    b.surface(DISPLAY);
    on_end(
        b,
        front + 0.003,
        [-0.6 * inner, 0.55 * inner],
        [height - 0.41, height - 0.22],
    );
    b.surface(DARK);
    on_end(
        b,
        rear,
        [-0.8 * inner, 0.8 * inner],
        [0.2 * height, 0.42 * height],
    );
    for side in [1.0_f32, -1.0] {
        b.surface(HEADLIGHT);
        on_end(
            b,
            front + 0.002,
            [side * 0.6 * inner, side * inner],
            [0.62, 0.82],
        );
        b.surface(indicator(side));
        on_end(
            b,
            front + 0.002,
            [side * 0.45 * inner, side * 0.57 * inner],
            [0.62, 0.82],
        );
        on_end(b, rear, [side * 0.86 * inner, side * inner], [0.98, 1.14]);
        b.surface(TAIL);
        on_end(b, rear, [side * 0.86 * inner, side * inner], [0.62, 0.8]);
        b.surface(BRAKE);
        on_end(b, rear, [side * 0.86 * inner, side * inner], [0.8, 0.97]);
        if !is_far {
            // Mirrors hang before the corners, within the box.
            b.surface(PLASTIC);
            cuboid_on_side(
                b,
                side,
                [front - 0.16, half, height - 1.0],
                [front, half - 0.16, height - 0.62],
            );
        }
    }
    b.surface(PLATE);
    on_end(b, 0.5 * length, [-0.26, 0.26], [0.42, 0.53]);
    on_end(b, -0.5 * length, [-0.26, 0.26], [0.45, 0.56]);
}
