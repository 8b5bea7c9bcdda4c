//! Motorcycles: engine, tank, somebody under a helmet.

use trunkline_interfaces::Random;

use super::super::clothes::Clothes;
use super::super::figure::{self, Body, FAR_SIDES, Joints};
use super::super::paint::{
    ALLOY, BRAKE, DARK, GLASS, HEADLIGHT, PLASTIC, PLATE, RUBBER, STEEL, TAIL, car_paint,
    indicator, lacquer,
};
use super::super::panels::cuboid_on_side;
use super::ring::{spokes, tyre};
use crate::mesh::{Mesh, Surface};
use crate::models::MeshBuilder;

/// A motorcycle with its rider.
pub(in super::super) fn motorcycle(size_m: [f32; 3], is_far: bool, random: &mut Random) -> Mesh {
    let [length, width, height] = size_m;
    let detail = if is_far { 8 } else { 12 };
    let rods = if is_far { 3 } else { 5 };
    let radius = 0.145 * length;
    let (rear, front) = (-0.5 * length + radius, 0.5 * length - radius);
    let half = 0.5 * width;
    let paint = lacquer(car_paint(random));
    let mut b = MeshBuilder::new(paint);
    for x in [rear, front] {
        b.surface(RUBBER);
        tyre(&mut b, [x, radius], radius, [0.1, 0.07], detail);
        if !is_far {
            b.surface(ALLOY);
            spokes(&mut b, [x, radius], radius - 0.09, 5, 0.018);
        }
    }
    let seat_z = 0.53 * height;
    let bar = [0.19 * length, 0.67 * height];
    let places = [bar[0], bar[1], seat_z];
    frame(&mut b, size_m, [rear, front], places, rods);
    panels(&mut b, length, paint, front, places, rods);
    handlebar(&mut b, half, bar, if is_far { 0.0 } else { 0.04 }, rods);
    if !is_far {
        mirrors_and_indicators(&mut b, half, places, [rear, front]);
    }
    rider(
        &mut b,
        size_m,
        bar,
        seat_z,
        if is_far { FAR_SIDES } else { 6 },
        random,
    );
    b.build()
}

fn handlebar(b: &mut MeshBuilder, half: f32, [x, z]: [f32; 2], short_m: f32, rods: u32) {
    let reach = half - short_m;
    b.surface(STEEL)
        .rod([x, -reach, z], [x, reach, z], [0.016; 2], rods, false);
}

fn mirrors_and_indicators(
    b: &mut MeshBuilder,
    half: f32,
    [bar_x, bar_z, seat_z]: [f32; 3],
    [rear, front]: [f32; 2],
) {
    for side in [1.0_f32, -1.0] {
        let y = side * (half - 0.1);
        b.surface(STEEL).rod(
            [bar_x, y, bar_z],
            [bar_x + 0.04, side * (half - 0.05), bar_z + 0.14],
            [0.008; 2],
            3,
            false,
        );
        b.surface(PLASTIC);
        cuboid_on_side(
            b,
            side,
            [bar_x + 0.03, half, bar_z + 0.12],
            [bar_x + 0.06, half - 0.12, bar_z + 0.2],
        );
        b.surface(indicator(side));
        for x in [rear - 0.02, front - 0.12] {
            cuboid_on_side(
                b,
                side,
                [x, 0.14, seat_z - 0.08],
                [x + 0.05, 0.2, seat_z - 0.04],
            );
        }
    }
}

/// Engine, swing arm, fork, exhaust.
fn frame(
    b: &mut MeshBuilder,
    [length, _, height]: [f32; 3],
    [rear, front]: [f32; 2],
    [bar_x, bar_z, _]: [f32; 3],
    rods: u32,
) {
    let radius = 0.145 * length;
    b.surface(STEEL);
    let engine = [0.0, 0.0, 0.27 * height];
    b.lump(
        engine,
        [0.13 * length, 0.15, 0.14 * height],
        [rods + 2, 4],
        |_| 1.0,
    );
    b.cuboid(
        [-0.13 * length, -0.1, 0.18 * height],
        [0.06 * length, 0.1, 0.46 * height],
    );
    b.rod(
        [rear, 0.11, radius],
        [0.0, 0.11, 0.28 * height],
        [0.035; 2],
        rods,
        false,
    );
    b.rod(
        [rear, -0.11, radius],
        [0.0, -0.11, 0.28 * height],
        [0.035; 2],
        rods,
        false,
    );
    for side in [1.0, -1.0] {
        let y = side * 0.1;
        b.rod(
            [front, y, radius],
            [bar_x - 0.02, y, bar_z],
            [0.026; 2],
            rods,
            false,
        );
    }
    b.surface(ALLOY);
    b.rod(
        [0.02, -0.2, 0.2 * height],
        [rear - 0.08, -0.2, 0.28 * height],
        [0.045, 0.06],
        rods,
        true,
    );
}

/// Tank, seat, mudguard, screen, lamps.
fn panels(
    b: &mut MeshBuilder,
    length: f32,
    paint: Surface,
    front: f32,
    [_, bar_z, seat_z]: [f32; 3],
    rods: u32,
) {
    let radius = 0.145 * length;
    b.surface(paint);
    let sides = if rods > 3 { [rods + 3, 5] } else { [5, 3] };
    b.lump(
        [0.07 * length, 0.0, seat_z + 0.03],
        [0.14 * length, 0.15, 0.13],
        sides,
        |_| 1.0,
    );
    b.lump(
        [-0.3 * length, 0.0, seat_z - 0.03],
        [0.16 * length, 0.12, 0.07],
        sides,
        |_| 1.0,
    );
    b.lump(
        [front - 0.16, 0.0, bar_z - 0.13],
        [0.15, 0.17, 0.15],
        sides,
        |_| 1.0,
    );
    b.lump(
        [front - 0.02, 0.0, 2.02 * radius],
        [0.2, 0.085, 0.04],
        sides,
        |_| 1.0,
    );
    b.surface(DARK).cuboid(
        [-0.2 * length, -0.12, seat_z - 0.06],
        [0.0, 0.12, seat_z + 0.02],
    );
    b.surface(GLASS).quad(
        [front - 0.14, -0.12, bar_z - 0.03],
        [front - 0.14, 0.12, bar_z - 0.03],
        [front - 0.3, 0.1, bar_z + 0.16],
        [front - 0.3, -0.1, bar_z + 0.16],
    );
    b.surface(HEADLIGHT).disc(
        [front - 0.005, 0.0, bar_z - 0.12],
        [1.0, 0.0, 0.0],
        0.085,
        8,
    );
    let tail = -0.455 * length;
    b.surface(TAIL).cuboid(
        [tail - 0.01, -0.09, seat_z - 0.02],
        [tail + 0.02, 0.09, seat_z + 0.03],
    );
    b.surface(BRAKE).cuboid(
        [tail - 0.012, -0.05, seat_z - 0.05],
        [tail + 0.02, 0.05, seat_z - 0.02],
    );
    b.surface(PLATE).quad(
        [tail - 0.01, 0.09, seat_z - 0.3],
        [tail - 0.01, -0.09, seat_z - 0.3],
        [tail, -0.09, seat_z - 0.14],
        [tail, 0.09, seat_z - 0.14],
    );
}

fn rider(
    b: &mut MeshBuilder,
    [length, width, height]: [f32; 3],
    bar: [f32; 2],
    seat_z: f32,
    sides: u32,
    random: &mut Random,
) {
    let colors = [
        [0.02; 3],
        [0.6, 0.6, 0.6],
        [0.45, 0.03, 0.03],
        [0.04, 0.1, 0.35],
        [0.5, 0.4, 0.03],
    ];
    let clothes = Clothes::drawn(random).with_helmet(colors[random.index(colors.len())]);
    let head_r = 0.095 * height;
    let hip = [-0.1 * length, 0.0, seat_z + 0.1];
    let head_z = height - head_r;
    let neck = [hip[0] + 0.2, 0.0, head_z - 1.1 * head_r];
    let stature = ((neck[2] - hip[2]) / 0.27).clamp(1.2, 1.85);
    let body = Body {
        stature_m: stature,
        half_width_m: (0.5 * width - 0.1).min(0.13 * stature),
        head_m: head_r,
    };
    let peg = [-0.02 * length, 0.23 * height + 0.06];
    let grip = 0.5 * width - 0.1;
    let joints = Joints {
        hip_m: hip,
        neck_m: neck,
        head_m: [neck[0] + 0.06, 0.0, head_z],
        ankles_m: [[peg[0], 0.19, peg[1]], [peg[0], -0.19, peg[1]]],
        hands_m: [
            [bar[0] - 0.02, grip, bar[1] + 0.02],
            [bar[0] - 0.02, -grip, bar[1] + 0.02],
        ],
        toes_down_rad: [0.1; 2],
    };
    let covered = Clothes {
        has_bare_arms: false,
        has_skirt: false,
        has_visor: true,
        ..clothes
    };
    figure::add(b, &body, &joints, &covered, sides);
}
