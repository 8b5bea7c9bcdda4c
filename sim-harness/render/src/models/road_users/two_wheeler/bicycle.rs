//! Bicycles: frame, wheels, somebody who pedals.

use trunkline_interfaces::Random;

use super::super::clothes::Clothes;
use super::super::figure::{self, Body, FAR_SIDES, Joints};
use super::super::paint::{ALLOY, DARK, HEADLIGHT, RUBBER, STEEL, TAIL, car_paint, lacquer};
use super::ring::{spokes, tyre};
use crate::mesh::{Mesh, Surface};
use crate::models::MeshBuilder;

/// Helmets, linear RGB.
const HELMETS: [[f32; 3]; 4] = [
    [0.7, 0.7, 0.68],
    [0.02, 0.02, 0.02],
    [0.5, 0.05, 0.04],
    [0.05, 0.2, 0.5],
];
/// Share of riders with a helmet.
const WEAR_HELMET: f64 = 0.55;
/// Length of a crank, m.
const CRANK_M: f32 = 0.17;

/// Where its parts are: x and z, m.
struct Bicycle {
    size_m: [f32; 3],
    is_far: bool,
    radius: f32,
    rear: f32,
    front: f32,
    crank: [f32; 2],
    saddle: [f32; 2],
    head: [f32; 2],
    bar: [f32; 2],
}

/// A bicycle with its rider; `cycle` is the turn of the pedals, `None` holds them level.
pub(in super::super) fn bicycle(
    size_m: [f32; 3],
    cycle: Option<f32>,
    is_far: bool,
    random: &mut Random,
) -> Mesh {
    let [length, _, height] = size_m;
    let radius = 0.335_f32.min(0.24 * length);
    let front = 0.5 * length - radius;
    let saddle_z = 0.545 * height;
    let head = [front - 0.3 * radius - 0.1, saddle_z - 0.05];
    let bicycle = Bicycle {
        size_m,
        is_far,
        radius,
        rear: -front,
        front,
        crank: [0.04, radius * 0.82],
        saddle: [-0.2 * length / 1.8, saddle_z],
        head,
        bar: [head[0] - 0.02, saddle_z + 0.1],
    };
    let frame = lacquer(car_paint(random));
    let pedals = pedals(cycle, bicycle.crank, CRANK_M);
    let mut b = MeshBuilder::new(frame);
    bicycle.wheels(&mut b);
    bicycle.frame(&mut b, frame);
    bicycle.fittings(&mut b, &pedals);
    bicycle.rider(&mut b, &pedals, random);
    b.build()
}

impl Bicycle {
    fn rods(&self) -> u32 {
        if self.is_far { 3 } else { 5 }
    }

    fn wheels(&self, b: &mut MeshBuilder) {
        let detail = if self.is_far { 8 } else { 16 };
        for x in [self.rear, self.front] {
            let hub = [x, self.radius];
            b.surface(RUBBER);
            tyre(b, hub, self.radius, [0.04, 0.02], detail);
            if !self.is_far {
                b.surface(ALLOY);
                spokes(b, hub, self.radius - 0.035, 9, 0.004);
            }
        }
    }

    fn frame(&self, b: &mut MeshBuilder, paint: Surface) {
        let (crank, head, saddle) = (self.crank, self.head, self.saddle);
        let seat_top = [saddle[0] + 0.03, saddle[1] - 0.12];
        let head_low = [head[0] + 0.05, head[1] - 0.14];
        let rear_hub = [self.rear, self.radius];
        let tubes = [
            (paint, crank, seat_top, 0.018),
            (paint, crank, head_low, 0.022),
            (paint, seat_top, head, 0.018),
            (paint, crank, rear_hub, 0.012),
            (paint, seat_top, rear_hub, 0.011),
            (paint, head, head_low, 0.022),
            (STEEL, head_low, [self.front, self.radius], 0.015),
            (STEEL, seat_top, saddle, 0.014),
            (STEEL, head, self.bar, 0.014),
        ];
        for (surface, from, to, radius) in tubes {
            let (from, to) = ([from[0], 0.0, from[1]], [to[0], 0.0, to[1]]);
            b.surface(surface);
            b.rod(from, to, [radius; 2], self.rods(), false);
        }
    }

    /// Handlebar, saddle, lamps, cranks.
    fn fittings(&self, b: &mut MeshBuilder, pedals: &[[f32; 2]; 2]) {
        let (half, bar, [saddle_x, saddle_z]) = (0.5 * self.size_m[1], self.bar, self.saddle);
        b.surface(STEEL).rod(
            [bar[0], -half, bar[1]],
            [bar[0], half, bar[1]],
            [0.014; 2],
            self.rods(),
            false,
        );
        for ([x, z], side) in pedals.iter().zip([1.0, -1.0]) {
            let y = side * 0.08;
            let axle = [self.crank[0], y, self.crank[1]];
            b.rod(axle, [*x, y, *z], [0.012; 2], 3, false);
        }
        b.surface(DARK).cuboid(
            [saddle_x - 0.13, -0.07, saddle_z],
            [saddle_x + 0.13, 0.07, saddle_z + 0.05],
        );
        b.surface(TAIL).cuboid(
            [saddle_x - 0.13, -0.03, saddle_z - 0.1],
            [saddle_x - 0.09, 0.03, saddle_z - 0.04],
        );
        b.surface(HEADLIGHT).cuboid(
            [bar[0] + 0.06, -0.03, bar[1] - 0.1],
            [bar[0] + 0.1, 0.03, bar[1] - 0.04],
        );
    }

    fn rider(&self, b: &mut MeshBuilder, pedals: &[[f32; 2]; 2], random: &mut Random) {
        let [_, width, height] = self.size_m;
        let (half, bar) = (0.5 * width, self.bar);
        let clothes = Clothes::drawn(random);
        let clothes = match random.chance(WEAR_HELMET) {
            true => clothes.with_helmet(HELMETS[random.index(HELMETS.len())]),
            false => clothes,
        };
        let head_r = 0.066 * height;
        let hip = [self.saddle[0] - 0.02, 0.0, self.saddle[1] + 0.1];
        let head_z = height - head_r;
        let neck = [hip[0] + 0.24, 0.0, head_z - 1.25 * head_r];
        let stature = ((neck[2] - hip[2]) / 0.262).min(1.02 * height);
        let body = Body {
            stature_m: stature,
            half_width_m: (half - 0.05).min(0.115 * stature),
            head_m: head_r,
        };
        let ankle = |[x, z]: [f32; 2], y: f32| [x - 0.04, y, z + 0.075];
        let joints = Joints {
            hip_m: hip,
            neck_m: neck,
            head_m: [neck[0] + 0.06, 0.0, head_z],
            ankles_m: [ankle(pedals[0], 0.11), ankle(pedals[1], -0.11)],
            hands_m: [half - 0.06, 0.06 - half].map(|y| [bar[0] - 0.01, y, bar[1] + 0.02]),
            toes_down_rad: [0.15; 2],
        };
        let sides = if self.is_far { FAR_SIDES } else { 6 };
        figure::add(b, &body, &joints, &clothes, sides);
    }
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
