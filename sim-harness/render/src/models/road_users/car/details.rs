//! What is fixed to a car's body: wheels, lamps, plates, mirrors, handles, the lines of its doors.

use trunkline_interfaces::Random;

use super::super::paint::{
    ALLOY, BRAKE, DARK, GLASS, HEADLIGHT, PLASTIC, PLATE, TAIL, canvas, car_paint, indicator,
    lacquer,
};
use super::super::panels::{cuboid_on_side, on_end};
use super::super::wheel::Wheel;
use super::proportions::{Build, Proportions};
use super::shell::Shell;
use crate::mesh::{Mesh, Surface};
use crate::models::MeshBuilder;

/// Distance of what is stuck onto the body, m.
const ON_TOP_M: f32 = 0.006;
/// Height of a taxi's sign, m.
const TAXI_SIGN_M: f32 = 0.11;
/// Share of taxis among saloons and estates.
const TAXIS: f64 = 0.06;
const TAXI_PAINT: [f32; 3] = [0.68, 0.58, 0.36];

/// What was drawn for one car.
pub(super) struct Drawn {
    pub(super) proportions: Proportions,
    pub(super) paint: [f32; 3],
    pub(super) is_taxi: bool,
    dark_trim: bool,
    spokes: u32,
}

impl Drawn {
    pub(super) fn new(size_m: [f32; 3], random: &mut Random) -> Self {
        let build = Build::of(size_m, random);
        let is_long = matches!(build, Build::Saloon | Build::Estate);
        let is_taxi = is_long && random.chance(TAXIS);
        let paint = car_paint(random);
        let white_van = build == Build::LargeVan && random.chance(0.7);
        Self {
            proportions: Proportions::new(build, size_m, if is_taxi { TAXI_SIGN_M } else { 0.0 }),
            paint: match (is_taxi, white_van) {
                (true, _) => TAXI_PAINT,
                (_, true) => [0.72, 0.73, 0.72],
                _ => paint,
            },
            is_taxi,
            dark_trim: build == Build::Suv || random.chance(0.25),
            spokes: [5, 5, 6, 0, 7][random.index(5)],
        }
    }
}

/// A car in all detail.
pub(in super::super) fn car(size_m: [f32; 3], random: &mut Random) -> Mesh {
    let drawn = Drawn::new(size_m, random);
    let paint = lacquer(drawn.paint);
    let shell = Shell::new(drawn.proportions);
    let mut b = MeshBuilder::new(paint);
    shell.build(&mut b, paint);
    wheels(&mut b, &shell, &drawn);
    front(&mut b, &shell);
    rear(&mut b, &shell);
    for side in [1.0, -1.0] {
        doors(&mut b, &shell, side);
        mirror(&mut b, &shell, paint, side);
        if drawn.dark_trim {
            sill(&mut b, &shell, side);
        }
    }
    if drawn.is_taxi {
        taxi_sign(&mut b, &shell, size_m[2]);
    }
    b.build()
}

fn wheels(b: &mut MeshBuilder, shell: &Shell, drawn: &Drawn) {
    let p = &shell.p;
    for axle in [p.front_axle, p.rear_axle] {
        for side in [1.0, -1.0] {
            let hub_m = [p.x(axle), side * (0.97 * p.half - 0.005), p.wheel_radius];
            let wheel = Wheel {
                hub_m,
                radius_m: p.wheel_radius,
                width_m: 0.2,
                side,
                spokes: drawn.spokes,
                sides: 16,
            };
            wheel.add(b, ALLOY);
        }
    }
}

/// A patch on the front or rear face between heights and shares of the half width.
fn patch(
    b: &mut MeshBuilder,
    shell: &Shell,
    is_front: bool,
    [low, high]: [f32; 2],
    shares: &[f32],
) {
    let row = |z: f32| -> Vec<[f32; 3]> {
        shares
            .iter()
            .map(|s| shell.on_end(is_front, z, *s, ON_TOP_M))
            .collect()
    };
    let mut rows = [row(low), row(high)];
    if !is_front {
        rows.iter_mut().for_each(|r| r.reverse());
    }
    b.sheet(&rows, false);
}

/// The same on both sides.
fn patches(b: &mut MeshBuilder, shell: &Shell, is_front: bool, z: [f32; 2], shares: [f32; 2]) {
    let middle = 0.5 * (shares[0] + shares[1]);
    patch(b, shell, is_front, z, &[shares[0], middle, shares[1]]);
    patch(b, shell, is_front, z, &[-shares[1], -middle, -shares[0]]);
}

fn front(b: &mut MeshBuilder, shell: &Shell) {
    let p = &shell.p;
    let rise = p.nose_z - p.sill_z;
    let z = |share: f32| p.sill_z + share * rise;
    b.surface(HEADLIGHT);
    patches(b, shell, true, [z(0.74), z(0.96)], [0.6, 0.97]);
    for side in [1.0, -1.0] {
        b.surface(indicator(side));
        let shares = [side * 0.8, side * 0.96];
        patch(
            b,
            shell,
            true,
            [z(0.68), z(0.735)],
            &[shares[0].min(shares[1]), shares[0].max(shares[1])],
        );
    }
    b.surface(DARK);
    patch(
        b,
        shell,
        true,
        [z(0.62), z(0.9)],
        &[-0.5, -0.25, 0.0, 0.25, 0.5],
    );
    patch(
        b,
        shell,
        true,
        [z(0.12), z(0.36)],
        &[-0.62, -0.3, 0.0, 0.3, 0.62],
    );
    b.surface(ALLOY);
    patch(
        b,
        shell,
        true,
        [z(0.73), z(0.77)],
        &[-0.45, -0.2, 0.0, 0.2, 0.45],
    );
    b.surface(PLATE);
    let low = z(0.4);
    on_end(b, 0.5 * p.length, [-0.26, 0.26], [low, low + 0.11]);
}

fn rear(b: &mut MeshBuilder, shell: &Shell) {
    let p = &shell.p;
    let top = if p.has_boot() {
        p.deck_z - 0.1
    } else {
        p.deck_z
    };
    let rise = top - p.sill_z;
    let z = |share: f32| p.sill_z + share * rise;
    b.surface(TAIL);
    patches(b, shell, false, [z(0.72), z(0.98)], [0.72, 0.99]);
    b.surface(BRAKE);
    patches(b, shell, false, [z(0.72), z(0.9)], [0.55, 0.72]);
    for side in [1.0, -1.0] {
        b.surface(indicator(side));
        let shares = [side * 0.72, side * 0.97];
        patch(
            b,
            shell,
            false,
            [z(0.64), z(0.715)],
            &[shares[0].min(shares[1]), shares[0].max(shares[1])],
        );
    }
    b.surface(PLASTIC);
    patch(
        b,
        shell,
        false,
        [z(0.06), z(0.28)],
        &[-0.8, -0.4, 0.0, 0.4, 0.8],
    );
    // The plate stands on the bumper, where the car is longest.
    b.surface(PLATE);
    let low = z(0.44);
    on_end(b, -0.5 * p.length, [-0.26, 0.26], [low, low + 0.11]);
    // The third brake light is behind the rear window's head.
    let head_z = p.height - 0.115;
    let head_x = p.x(p.roof_rear) - 0.03;
    b.surface(BRAKE).quad(
        [head_x - 0.06, 0.16, head_z - 0.03],
        [head_x - 0.06, -0.16, head_z - 0.03],
        [head_x - 0.04, -0.16, head_z],
        [head_x - 0.04, 0.16, head_z],
    );
}

/// Gaps of the doors, and handles.
fn doors(b: &mut MeshBuilder, shell: &Shell, side: f32) {
    let p = &shell.p;
    let base = p.rear_axle - p.front_axle;
    let front = p.front_axle + 0.17 * base + 0.02;
    let middle = p.front_axle + 0.44 * base - 0.01;
    let rear = (p.rear_axle - 0.08).min(p.front_axle + 0.84 * base);
    let belt = |at: f32| p.belt_z(at) - 0.03;
    b.surface(DARK);
    for from_front in [front, middle, rear] {
        let x = p.x(from_front);
        let low = p.sill_z + 0.1 + if from_front == rear { 0.3 } else { 0.0 };
        let [bulge, shoulder] = shell.bends(x);
        let heights = [low.min(bulge - 0.02), bulge, shoulder];
        let row = |z: f32| -> Vec<[f32; 3]> {
            [x + 0.006, x - 0.006]
                .map(|x| [x, side * (shell.side_y(x, z) + 0.005).min(p.half), z])
                .into()
        };
        let mut rows: Vec<Vec<[f32; 3]>> = heights.into_iter().map(row).collect();
        if side < 0.0 {
            rows.iter_mut().for_each(|r| r.reverse());
        }
        b.sheet(&rows, false);
    }
    b.surface(PLASTIC);
    for from_front in [middle - 0.22, rear - 0.22] {
        let (x, z) = (p.x(from_front), belt(from_front) - 0.1);
        let y = shell.side_y(x, z);
        cuboid_on_side(b, side, [x - 0.18, y - 0.02, z], [x, y + 0.008, z + 0.03]);
    }
}

fn mirror(b: &mut MeshBuilder, shell: &Shell, paint: Surface, side: f32) {
    let p = &shell.p;
    let x = p.x(p.cowl + 0.18 * (p.roof_front - p.cowl) + 0.12);
    let [_, y, z] = shell.upper_at(x, 0.0, 1.0);
    let (inner, outer) = (y - 0.06, p.half);
    let low = z + 0.01;
    b.surface(paint);
    cuboid_on_side(
        b,
        side,
        [x - 0.04, inner, low],
        [x + 0.08, outer, low + 0.13],
    );
    b.surface(GLASS);
    cuboid_on_side(
        b,
        side,
        [x - 0.046, inner + 0.05, low + 0.015],
        [x - 0.039, outer - 0.01, low + 0.115],
    );
}

/// Dark plastic along the sill.
fn sill(b: &mut MeshBuilder, shell: &Shell, side: f32) {
    let p = &shell.p;
    let reach = 1.25 * p.wheel_radius;
    let (rear, front) = (p.x(p.rear_axle - reach), p.x(p.front_axle + reach));
    let row = |z: f32| -> Vec<[f32; 3]> {
        [front, 0.5 * (front + rear), rear]
            .map(|x| [x, side * (shell.side_y(x, z) + 0.004).min(p.half), z])
            .into()
    };
    let mut rows = vec![row(p.sill_z), row(p.sill_z + 0.13)];
    if side < 0.0 {
        rows.iter_mut().for_each(|r| r.reverse());
    }
    b.surface(PLASTIC).sheet(&rows, false);
}

fn taxi_sign(b: &mut MeshBuilder, shell: &Shell, top_m: f32) {
    let p = &shell.p;
    let x = p.x(p.roof_front + 0.35 * (p.roof_rear - p.roof_front));
    b.surface(canvas([0.75, 0.6, 0.05]))
        .cuboid([x - 0.07, -0.22, p.height - 0.03], [x + 0.07, 0.22, top_m]);
    b.surface(DARK);
    for (face_x, sign) in [(x + 0.075, 1.0), (x - 0.075, -1.0)] {
        let (y, low, high) = (0.12 * sign, p.height + 0.025, top_m - 0.025);
        b.quad(
            [face_x, -y, low],
            [face_x, y, low],
            [face_x, y, high],
            [face_x, -y, high],
        );
    }
}
