//! Bicycles and motorcycles with their riders.

use trunkline_interfaces::Random;

use super::figure::{self, Body, Clothes, FAR_SIDES, Joints};
use super::paint::{
    ALLOY, BRAKE, DARK, GLASS, HEADLIGHT, PLASTIC, PLATE, RUBBER, STEEL, TAIL, car_paint,
    indicator, lacquer,
};
use crate::mesh::{Mesh, Surface};
use crate::models::MeshBuilder;

/// A tyre as a ring about an axle across.
fn tyre(
    b: &mut MeshBuilder,
    [x, z]: [f32; 2],
    radius_m: f32,
    [deep_m, wide_m]: [f32; 2],
    sides: u32,
) {
    let rows: Vec<Vec<[f32; 3]>> = [
        (radius_m - deep_m, wide_m),
        (radius_m - 0.3 * deep_m, wide_m),
        (radius_m, 0.0),
        (radius_m - 0.3 * deep_m, -wide_m),
        (radius_m - deep_m, -wide_m),
        (radius_m - deep_m, wide_m),
    ]
    .map(|(radius, y)| {
        (0..=sides)
            .map(|i| {
                let angle = core::f32::consts::TAU * (i % sides) as f32 / sides as f32;
                [
                    x + radius * libm::sinf(angle),
                    y,
                    z - radius * libm::cosf(angle),
                ]
            })
            .collect()
    })
    .into();
    b.sheet(&rows, true);
}

/// Spokes or a cast wheel: rods from hub to rim.
fn spokes(b: &mut MeshBuilder, [x, z]: [f32; 2], radius_m: f32, count: u32, thick_m: f32) {
    for k in 0..count {
        let angle = core::f32::consts::TAU * k as f32 / count as f32 + 0.3;
        let rim = [
            x + radius_m * libm::cosf(angle),
            0.0,
            z + radius_m * libm::sinf(angle),
        ];
        b.rod([x, 0.0, z], rim, [thick_m; 2], 3, false);
    }
}

/// A bicycle with its rider; `cycle` is the turn of the pedals, `None` stands on one foot.
pub(super) fn bicycle(
    size_m: [f32; 3],
    cycle: Option<f32>,
    is_far: bool,
    random: &mut Random,
) -> Mesh {
    let [length, width, height] = size_m;
    let detail = if is_far { 8 } else { 16 };
    let rods = if is_far { 3 } else { 5 };
    let radius = 0.335_f32.min(0.24 * length);
    let (rear, front) = (-0.5 * length + radius, 0.5 * length - radius);
    let frame = lacquer(car_paint(random));
    let mut b = MeshBuilder::new(frame);
    for x in [rear, front] {
        b.surface(RUBBER);
        tyre(&mut b, [x, radius], radius, [0.04, 0.02], detail);
        if !is_far {
            b.surface(ALLOY);
            spokes(&mut b, [x, radius], radius - 0.035, 9, 0.004);
        }
    }
    let saddle_z = 0.545 * height;
    let crank = [0.04, radius * 0.82];
    let saddle = [-0.2 * length / 1.8, saddle_z];
    let head = [front - 0.3 * radius - 0.1, saddle_z - 0.05];
    let bar = [head[0] - 0.02, saddle_z + 0.1];
    let tube = |b: &mut MeshBuilder, a: [f32; 2], c: [f32; 2], r: f32| {
        b.rod([a[0], 0.0, a[1]], [c[0], 0.0, c[1]], [r; 2], rods, false);
    };
    b.surface(frame);
    let seat_top = [saddle[0] + 0.03, saddle_z - 0.12];
    let head_low = [head[0] + 0.05, head[1] - 0.14];
    tube(&mut b, crank, seat_top, 0.018);
    tube(&mut b, crank, head_low, 0.022);
    tube(&mut b, seat_top, head, 0.018);
    tube(&mut b, crank, [rear, radius], 0.012);
    tube(&mut b, seat_top, [rear, radius], 0.011);
    tube(&mut b, head, head_low, 0.022);
    b.surface(STEEL);
    tube(&mut b, head_low, [front, radius], 0.015);
    tube(&mut b, seat_top, saddle, 0.014);
    tube(&mut b, head, bar, 0.014);
    let half = 0.5 * width;
    b.rod(
        [bar[0], -half, bar[1]],
        [bar[0], half, bar[1]],
        [0.014; 2],
        rods,
        false,
    );
    b.surface(DARK).cuboid(
        [saddle[0] - 0.13, -0.07, saddle_z],
        [saddle[0] + 0.13, 0.07, saddle_z + 0.05],
    );
    b.surface(TAIL).cuboid(
        [saddle[0] - 0.13, -0.03, saddle_z - 0.1],
        [saddle[0] - 0.09, 0.03, saddle_z - 0.04],
    );
    b.surface(HEADLIGHT).cuboid(
        [bar[0] + 0.06, -0.03, bar[1] - 0.1],
        [bar[0] + 0.1, 0.03, bar[1] - 0.04],
    );
    let pedals = pedals(cycle, crank, 0.17);
    b.surface(STEEL);
    for ([x, z], side) in pedals.iter().zip([1.0, -1.0]) {
        let y = side * 0.08;
        b.rod([crank[0], y, crank[1]], [*x, y, *z], [0.012; 2], 3, false);
    }
    let helmets = [
        [0.7, 0.7, 0.68],
        [0.02, 0.02, 0.02],
        [0.5, 0.05, 0.04],
        [0.05, 0.2, 0.5],
    ];
    let clothes = Clothes::drawn(random);
    let clothes = match random.chance(0.55) {
        true => clothes.with_helmet(helmets[random.index(helmets.len())]),
        false => clothes,
    };
    let head_r = 0.066 * height;
    let hip = [saddle[0] - 0.02, 0.0, saddle_z + 0.1];
    let head_z = height - head_r;
    let neck = [hip[0] + 0.24, 0.0, head_z - 1.25 * head_r];
    let stature = ((neck[2] - hip[2]) / 0.262).min(1.02 * height);
    let body = Body {
        stature_m: stature,
        half_width_m: (half - 0.05).min(0.115 * stature),
        head_m: head_r,
    };
    let ankles = [0, 1].map(|k| {
        let [x, z] = pedals[k];
        let y = if k == 0 { 0.11 } else { -0.11 };
        [x - 0.04, y, z + 0.075]
    });
    let joints = Joints {
        hip_m: hip,
        neck_m: neck,
        head_m: [neck[0] + 0.06, 0.0, head_z],
        ankles_m: ankles,
        hands_m: [
            [bar[0] - 0.01, half - 0.06, bar[1] + 0.02],
            [bar[0] - 0.01, 0.06 - half, bar[1] + 0.02],
        ],
        toes_down_rad: [0.15, 0.15],
    };
    figure::add(
        &mut b,
        &body,
        &joints,
        &clothes,
        if is_far { FAR_SIDES } else { 6 },
    );
    b.build()
}

/// Where the pedals are, left and right: x and z.
fn pedals(cycle: Option<f32>, [x, z]: [f32; 2], arm_m: f32) -> [[f32; 2]; 2] {
    // Pedals turn forwards at the top.
    let angle = core::f32::consts::TAU * cycle.unwrap_or(0.25);
    [0.0, core::f32::consts::PI].map(|offset| {
        let turn = angle + offset;
        [x + arm_m * libm::sinf(turn), z + arm_m * libm::cosf(turn)]
    })
}

/// A motorcycle with its rider.
pub(super) fn motorcycle(size_m: [f32; 3], is_far: bool, random: &mut Random) -> Mesh {
    let [length, width, height] = size_m;
    let detail = if is_far { 8 } else { 16 };
    let rods = if is_far { 3 } else { 6 };
    let radius = 0.145 * length;
    let (rear, front) = (-0.5 * length + radius, 0.5 * length - radius);
    let half = 0.5 * width;
    let paint = lacquer(car_paint(random));
    let mut b = MeshBuilder::new(paint);
    for x in [rear, front] {
        b.surface(RUBBER);
        tyre(&mut b, [x, radius], radius, [0.1, 0.07], detail);
        b.surface(ALLOY);
        spokes(
            &mut b,
            [x, radius],
            radius - 0.09,
            if is_far { 3 } else { 5 },
            0.018,
        );
    }
    let seat_z = 0.53 * height;
    let bar = [0.19 * length, 0.67 * height];
    frame(
        &mut b,
        size_m,
        paint,
        [rear, front],
        [bar[0], bar[1], seat_z],
        rods,
    );
    b.surface(STEEL);
    b.rod(
        [bar[0], -half + 0.04, bar[1]],
        [bar[0], half - 0.04, bar[1]],
        [0.016; 2],
        rods,
        false,
    );
    for side in [1.0_f32, -1.0] {
        let y = side * (half - 0.1);
        b.surface(STEEL).rod(
            [bar[0], y, bar[1]],
            [bar[0] + 0.04, side * (half - 0.05), bar[1] + 0.14],
            [0.008; 2],
            3,
            false,
        );
        let ys = [side * half, side * (half - 0.12)];
        b.surface(PLASTIC).cuboid(
            [bar[0] + 0.03, ys[0].min(ys[1]), bar[1] + 0.12],
            [bar[0] + 0.06, ys[0].max(ys[1]), bar[1] + 0.2],
        );
        b.surface(indicator(side));
        for x in [rear - 0.02, front - 0.12] {
            let ys = [side * 0.14, side * 0.2];
            b.cuboid(
                [x, ys[0].min(ys[1]), seat_z - 0.08],
                [x + 0.05, ys[0].max(ys[1]), seat_z - 0.04],
            );
        }
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

/// Engine, tank, seat, fork, tail.
fn frame(
    b: &mut MeshBuilder,
    [length, _, height]: [f32; 3],
    paint: Surface,
    [rear, front]: [f32; 2],
    [bar_x, bar_z, seat_z]: [f32; 3],
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
    b.surface(paint);
    let sides = [rods + 3, 5];
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
