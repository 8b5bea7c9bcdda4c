//! A car of few triangles, for those far away: the same box, colours and lamps.

use trunkline_interfaces::Random;

use super::super::paint::{BRAKE, GLASS, HEADLIGHT, RUBBER, TAIL, canvas, indicator, lacquer};
use super::super::panels::on_end;
use super::details::Drawn;
use super::proportions::Proportions;
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// A car as it looks from afar.
pub(in super::super) fn far_car(size_m: [f32; 3], random: &mut Random) -> Mesh {
    let drawn = Drawn::new(size_m, random);
    let p = drawn.proportions;
    let paint = lacquer(drawn.paint);
    let mut b = MeshBuilder::new(paint);
    let (half, belt, roof) = (p.half, p.belt_share * p.half, p.roof_share * p.half);
    let (front, rear) = (p.x(0.01), p.x(p.length - 0.01));
    // Bonnet, deck and faces, in plan a rounded rectangle.
    let lower = [
        [front, -0.62 * half],
        [front, 0.62 * half],
        [front - 0.3, half],
        [rear + 0.25, half],
        [rear, 0.75 * half],
        [rear, -0.75 * half],
        [rear + 0.25, -half],
        [front - 0.3, -half],
    ];
    b.prism(&lower, p.sill_z, p.nose_z);
    let edge = |at: f32, y: f32, z: f32| [[p.x(at), y, z], [p.x(at), -y, z]];
    let rows = [
        edge(0.12, 0.88 * half, p.nose_z),
        edge(p.cowl, belt, p.cowl_z),
        edge(p.roof_front, roof, p.height),
        edge(p.roof_rear, roof, p.height - 0.03),
        edge(p.deck, belt, p.deck_z),
        edge(
            p.length - 0.05,
            0.88 * half,
            if p.has_boot() { p.deck_z } else { p.nose_z },
        ),
    ];
    for (k, pair) in rows.windows(2).enumerate() {
        b.surface(if k == 1 || k == 3 { GLASS } else { paint });
        b.quad(pair[0][0], pair[1][0], pair[1][1], pair[0][1]);
    }
    for side in [0, 1] {
        let mut sides = |ring: [[f32; 3]; 4]| {
            let [a, c, d, e] = ring;
            if side == 0 {
                b.quad(a, c, d, e)
            } else {
                b.quad(e, d, c, a)
            };
        };
        let at = |k: usize| rows[k][side];
        let foot = |k: usize| [at(k)[0], at(k)[1], p.nose_z - 0.02];
        sides([foot(0), foot(1), at(1), at(0)]);
        sides([foot(1), foot(4), at(4), at(1)]);
        sides([foot(4), foot(5), at(5), at(4)]);
    }
    b.surface(if p.is_panelled() { paint } else { GLASS });
    for side in [0, 1] {
        let [a, c, d, e] = [rows[1][side], rows[4][side], rows[3][side], rows[2][side]];
        if side == 0 {
            b.quad(a, c, d, e)
        } else {
            b.quad(e, d, c, a)
        };
    }
    wheels(&mut b, &p);
    lamps(
        &mut b,
        [p.x(0.0), p.x(p.length)],
        half,
        [p.sill_z, p.nose_z],
    );
    if drawn.is_taxi {
        let x = p.x(p.roof_front + 0.35 * (p.roof_rear - p.roof_front));
        b.surface(canvas([0.75, 0.6, 0.05])).block(
            [x - 0.07, -0.22, p.height - 0.03],
            [x + 0.07, 0.22, size_m[2]],
        );
    }
    b.build()
}

/// Lamps on the flat part of the faces, just before them.
fn lamps(b: &mut MeshBuilder, [front, rear]: [f32; 2], half: f32, [sill_z, nose_z]: [f32; 2]) {
    let (low, high) = (sill_z + 0.7 * (nose_z - sill_z), nose_z);
    for side in [1.0_f32, -1.0] {
        let panes = [
            (HEADLIGHT, front, [0.32, 0.6]),
            (TAIL, rear, [0.5, 0.74]),
            (BRAKE, rear, [0.34, 0.5]),
        ];
        for (surface, x, shares) in panes {
            b.surface(surface);
            on_end(b, x, shares.map(|s| side * half * s), [low, high]);
        }
        for x in [front, rear] {
            b.surface(indicator(side));
            let ys = [0.5, 0.6].map(|s| side * half * s);
            on_end(b, x, ys, [low - 0.07, low]);
        }
    }
}

/// Dark blocks where the wheels are.
fn wheels(b: &mut MeshBuilder, p: &Proportions) {
    b.surface(RUBBER);
    for axle in [p.front_axle, p.rear_axle] {
        let (x, r) = (p.x(axle), p.wheel_radius);
        b.cuboid(
            [x - 0.7 * r, -0.995 * p.half, 0.3 * r],
            [x + 0.7 * r, 0.995 * p.half, 1.7 * r],
        );
        b.cuboid(
            [x - 0.35 * r, -0.99 * p.half, 0.0],
            [x + 0.35 * r, 0.99 * p.half, 0.3 * r],
        );
    }
}
