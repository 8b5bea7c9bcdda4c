//! Motorway boards, gantries, chevrons.

use trunkline_interfaces::Random;

use super::face::{Face, rectangle, text_width};
use super::materials::{FOOT_M, POLE, between, sound};
use super::sign::{BACK, BLACK, BLUE, NAMES, RED, WHITE};
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// A board of a width and height on two poles, facing x, its lower edge 2 m above the ground.
pub fn direction_board(size_m: [f32; 2], seed: u64) -> Mesh {
    let size_m = size_m.map(|s| sound(s, 0.5, 20.0));
    let mut random = Random::new(seed, "render/direction_board", 0);
    let mut b = MeshBuilder::new(POLE);
    on_two_poles(&mut b, size_m);
    let ahead = random.chance(0.5);
    directions(
        &mut b,
        [0.12, 0.0, 2.0 + 0.5 * size_m[1]],
        size_m,
        ahead,
        &mut random,
    );
    b.build()
}

fn on_two_poles(b: &mut MeshBuilder, [width, height]: [f32; 2]) {
    for s in [-1.0, 1.0] {
        b.post(
            [0.0, s * 0.35 * width, -FOOT_M],
            1.9 + height + FOOT_M,
            0.08,
            8,
        );
        let y = s * 0.35 * width;
        b.rod(
            [-0.9, y, -FOOT_M],
            [-0.05, y, 1.9 + 0.5 * height],
            [0.05; 2],
            5,
            false,
        );
    }
}

/// A white rim, blue within.
fn blue_plate<'a>(b: &'a mut MeshBuilder, middle_m: [f32; 3], [w, h]: [f32; 2]) -> Face<'a> {
    let mut face = Face::new(b, middle_m, &rectangle([w, h]), [WHITE, BACK]);
    let rim = 0.05_f32.min(0.1 * w.min(h));
    face.paint(BLUE)
        .flat(&rectangle([w - 2.0 * rim, h - 2.0 * rim]));
    face.paint(WHITE);
    face
}

/// Names of places with an arrow ahead or to the right.
fn directions(
    b: &mut MeshBuilder,
    middle_m: [f32; 3],
    [w, h]: [f32; 2],
    is_ahead: bool,
    random: &mut Random,
) {
    let mut face = blue_plate(b, middle_m, [w, h]);
    let text_m = (0.2 * h).min(0.1 * w).clamp(0.05, 0.42);
    let arrow_m = 0.16 * w;
    let (foot, wide) = (-0.32 * h, 0.045 * w.min(h));
    let arrow_y = if is_ahead { -0.38 * w } else { 0.38 * w };
    if is_ahead {
        face.arrow(&[[arrow_y, foot], [arrow_y, 0.3 * h]], wide);
    } else {
        let y = arrow_y - 0.3 * arrow_m;
        let up = [[y, foot], [y, -0.05 * h], [y + 0.55 * arrow_m, 0.22 * h]];
        face.arrow(&up, wide);
    }
    let left = if is_ahead { -0.25 * w } else { -0.44 * w };
    let room = 0.68 * w;
    let lines = ((0.8 * h) / (1.7 * text_m)).floor().clamp(1.0, 3.0);
    let begin = random.index(NAMES.len());
    for k in 0..lines as usize {
        let name = NAMES[(begin + 5 * k) % NAMES.len()];
        let z = (0.5 * (lines - 1.0) - k as f32) * 1.7 * text_m;
        let fit = text_m * (room / text_width(name, text_m)).min(1.0);
        face.text_from(name, [left, z], fit);
    }
}

/// A board with arrow heads in a bend, facing x: they point to the left of those who see it, or to
/// the right.
pub fn chevron_board(to_left: bool) -> Mesh {
    const SIZE_M: [f32; 2] = [1.5, 0.5];
    let s = if to_left { -1.0 } else { 1.0 };
    let mut b = MeshBuilder::new(POLE);
    for y in [-0.45, 0.45] {
        b.post([0.0, y, -FOOT_M], 1.25 + FOOT_M, 0.035, 6);
    }
    let mut face = Face::new(&mut b, [0.06, 0.0, 1.0], &rectangle(SIZE_M), [WHITE, BACK]);
    face.paint(RED);
    for k in 0..3_u16 {
        // The head of an arrow: two bands that meet in its tip.
        let tip = -0.32 + 0.48 * f32::from(k);
        for z in [-1.0, 1.0] {
            face.flat(&[
                [s * (tip + 0.18), 0.0],
                [s * (tip - 0.06), 0.0],
                [s * (tip - 0.3), 0.24 * z],
                [s * (tip - 0.06), 0.24 * z],
            ]);
        }
    }
    b.build()
}

/// A bridge of girders over a carriageway, its posts at y = ± half the span, with a board over each
/// lane, facing x. Traffic has 5.5 m of room below.
pub fn gantry(span_m: f32, boards: u32, seed: u64) -> Mesh {
    let span = sound(span_m, 3.0, 60.0);
    let mut random = Random::new(seed, "render/gantry", 0);
    let boards = boards.min(8);
    let mut b = MeshBuilder::new(POLE);
    let half = 0.5 * span;
    for y in [-half, half] {
        b.post([0.0, y, -FOOT_M], 7.3 + FOOT_M, 0.17, 8);
        b.block([-0.5, y - 0.4, -FOOT_M], [0.5, y + 0.4, 0.35]);
    }
    // A box of four chords with braces between.
    let chords = [[-0.35, 6.3], [0.35, 6.3], [-0.35, 7.2], [0.35, 7.2]];
    for [x, z] in chords {
        b.rod([x, -half, z], [x, half, z], [0.06; 2], 5, false);
    }
    let bays = (span / 1.4).round().clamp(2.0, 24.0) as usize;
    for k in 0..bays {
        let at = |k: usize| -half + span * k as f32 / bays as f32;
        let (low, high) = if k % 2 == 0 { (6.3, 7.2) } else { (7.2, 6.3) };
        b.rod(
            [0.35, at(k), low],
            [0.35, at(k + 1), high],
            [0.035; 2],
            3,
            false,
        );
    }
    let lane = span / boards.max(1) as f32;
    let wide = (0.86 * lane).min(5.0);
    for k in 0..boards {
        let y = -half + (k as f32 + 0.5) * lane;
        let is_exit = k + 1 == boards && random.chance(0.6);
        let high = between(&mut random, 2.1, 2.6);
        directions(
            &mut b,
            [0.5, y, 5.5 + 0.5 * high],
            [wide, high],
            !is_exit,
            &mut random,
        );
    }
    // The number of the road, over the middle.
    let number = format!("A {}", 1 + random.index(98));
    let plate = rectangle([0.4 + text_width(&number, 0.4), 0.6]);
    let mut face = Face::new(&mut b, [0.45, 0.0, 8.45], &plate, [WHITE, BACK]);
    face.paint(BLACK).text(&number, [0.0, 0.0], 0.36);
    b.build()
}
