//! Halls, barns, churches.

use trunkline_interfaces::Random;

use super::super::materials::{between, pick};
use super::palette::{DARK, PLINTH, SHEET, STONE, board, door, roof};
use super::roof::Pitched;
use super::wall::{Wall, built, painted, pane};
use crate::mesh::{Surface, Texture};
use crate::models::{MeshBuilder, standing};

/// Sheet metal with gates, a band of windows, a company's board.
pub(super) fn hall(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let albedo = pick(
        random,
        &[
            [0.46, 0.48, 0.5],
            [0.3, 0.38, 0.46],
            [0.52, 0.5, 0.44],
            [0.34, 0.4, 0.34],
            [0.2, 0.22, 0.25],
            [0.58, 0.57, 0.55],
        ],
    );
    let sheet = built(albedo, Texture::Metal);
    let trim = painted(board(random));
    let walls = Wall::of_box(width, depth);
    let base_m = 1.0_f32.min(0.2 * height);
    for wall in &walls {
        let length_m = wall.length_m;
        b.surface(sheet);
        wall.panel(b, [0.0, base_m], [length_m, height - base_m], 0.0);
        b.surface(STONE);
        wall.whole(b, base_m);
        b.surface(trim);
        wall.ledge(b, [-0.08, height - 0.35], [length_m + 0.16, 0.45], 0.08);
        b.surface(pane(random.chance(0.5)));
        wall.panel(
            b,
            [0.08 * length_m, height - 1.5],
            [0.84 * length_m, 0.7_f32.min(0.2 * height)],
            0.04,
        );
    }
    let pitched = Pitched {
        width_m: width,
        depth_m: depth,
        eaves_m: height,
        ridge_m: height + (0.05 * depth).min(2.0),
        over_m: 0.05,
        tiles: built([0.27, 0.275, 0.285], Texture::Metal),
        wall: sheet,
    };
    pitched.gabled(b);
    let front = &walls[0];
    let gates = (width / 8.0).floor().clamp(1.0, 8.0);
    let gate_m = [3.6_f32.min(0.6 * width), 3.9_f32.min(0.62 * height)];
    let office_bay = random.index(gates as usize + 1);
    for k in 0..gates as usize {
        let u = (k as f32 + 0.5) * width / gates - 0.5 * gate_m[0];
        if k == office_bay && gates > 1.0 {
            office_corner(b, front, [u, gate_m[0]], random);
            continue;
        }
        b.surface(painted([0.12, 0.125, 0.13]));
        front.panel(
            b,
            [u - 0.15, 0.0],
            [gate_m[0] + 0.3, gate_m[1] + 0.15],
            0.02,
        );
        b.surface(painted(albedo.map(|x| 0.8 * x)));
        let leaves = 4_u16;
        for leaf in 0..leaves {
            let step = gate_m[1] / f32::from(leaves);
            front.panel(
                b,
                [u, f32::from(leaf) * step + 0.03],
                [gate_m[0], step - 0.06],
                0.04,
            );
        }
    }
    company_board(b, front, height, random);
}

/// A board with letters that one cannot read.
fn company_board(b: &mut MeshBuilder, front: &Wall, height: f32, random: &mut Random) {
    let width = front.length_m;
    let colour = board(random);
    let board_m = [0.36 * width, (0.16 * height).min(1.3)];
    b.surface(painted(colour));
    front.ledge(
        b,
        [0.5 * (width - board_m[0]), 0.68 * height],
        board_m,
        0.12,
    );
    b.surface(painted([0.62, 0.61, 0.58]));
    let letter_m = 0.5 * board_m[1];
    let letters = ((board_m[0] - letter_m) / (0.9 * letter_m))
        .floor()
        .clamp(1.0, 9.0);
    for k in 0..letters as usize {
        let u = 0.5 * width + ((k as f32 + 0.5) - 0.5 * letters) * 0.9 * letter_m - 0.3 * letter_m;
        let high = letter_m * between(random, 0.75, 1.0);
        front.panel(
            b,
            [u, 0.68 * height + 0.5 * letter_m],
            [0.6 * letter_m, high],
            0.14,
        );
    }
}

/// A door and windows where people work.
fn office_corner(b: &mut MeshBuilder, front: &Wall, [u, wide]: [f32; 2], random: &mut Random) {
    b.surface(door(random));
    front.panel(b, [u, 0.0], [1.0, 2.2], 0.04);
    b.surface(pane(true));
    front.panel(b, [u + 1.3, 0.9], [(wide - 1.4).max(0.5), 1.3], 0.04);
    b.surface(SHEET);
    front.ledge(b, [u - 0.3, 2.4], [wide + 0.3, 0.12], 1.0);
}

/// Boards on a stone foot under a tiled roof, a large gate; the gable or the eaves to the street.
pub(super) fn barn(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let boards = built(
        pick(
            random,
            &[
                [0.15, 0.08, 0.045],
                [0.22, 0.055, 0.04],
                [0.17, 0.135, 0.105],
                [0.11, 0.075, 0.05],
            ],
        ),
        Texture::Metal,
    );
    let is_gable_front = random.chance(0.5);
    let foot_m = between(random, 0.5, 1.2).min(0.3 * height);
    let walls = Wall::of_box(width, depth);
    for wall in &walls {
        b.surface(boards);
        wall.panel(b, [0.0, foot_m], [wall.length_m, height - foot_m], 0.0);
        b.surface(built([0.33, 0.31, 0.28], Texture::Plaster));
        wall.whole(b, foot_m);
    }
    let (along, across) = if is_gable_front {
        (depth, width)
    } else {
        (width, depth)
    };
    let pitched = Pitched {
        width_m: along,
        depth_m: across,
        eaves_m: height,
        ridge_m: height + (0.5 * across * between(random, 0.6, 0.9)).min(9.0),
        over_m: 0.45,
        tiles: roof(random),
        wall: boards,
    };
    turned(b, is_gable_front, |b| pitched.gabled(b));
    gate(b, &walls[0], height, random);
}

/// A gate of two leaves with braces.
fn gate(b: &mut MeshBuilder, front: &Wall, height: f32, random: &mut Random) {
    let wide = 4.0_f32.min(0.7 * front.length_m);
    let high = 3.6_f32.min(0.85 * height);
    let u = 0.5 * (front.length_m - wide) * between(random, 0.5, 1.5);
    b.surface(built([0.08, 0.05, 0.035], Texture::Metal));
    front.panel(b, [u, 0.0], [wide, high], 0.03);
    b.surface(built([0.3, 0.27, 0.22], Texture::Plain));
    for left in [u - 0.08, u + 0.5 * wide - 0.04, u + wide] {
        front.panel(b, [left, 0.0], [0.08, high + 0.1], 0.05);
    }
    front.panel(b, [u - 0.08, high], [wide + 0.16, 0.12], 0.05);
    for k in 0..2_u16 {
        let left = u + 0.5 * wide * f32::from(k) + 0.05;
        let right = left + 0.5 * wide - 0.1;
        b.quad(
            front.at(left, 0.1, 0.05),
            front.at(left + 0.14, 0.1, 0.05),
            front.at(right, high - 0.1, 0.05),
            front.at(right - 0.14, high - 0.1, 0.05),
        );
    }
}

/// A nave with its tower in front, a spire on it.
pub(super) fn church(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let stone = built(
        pick(
            random,
            &[
                [0.52, 0.48, 0.4],
                [0.62, 0.6, 0.55],
                [0.38, 0.34, 0.29],
                [0.5, 0.4, 0.28],
            ],
        ),
        Texture::Plaster,
    );
    let tiles = roof(random);
    let tower_m = (0.42 * width).min(0.4 * depth).min(6.5);
    let (back, front) = (-0.5 * depth, 0.5 * depth);
    let nave_front = front - 0.6 * tower_m;
    let nave = Wall::between([back, -0.5 * width], [nave_front, 0.5 * width]);
    for wall in &nave {
        b.surface(stone);
        wall.panel(b, [0.0, 0.5], [wall.length_m, height - 0.5], 0.0);
        b.surface(PLINTH);
        wall.whole(b, 0.5);
    }
    for wall in [&nave[1], &nave[3]] {
        let count = (wall.length_m / 3.6).floor().clamp(1.0, 8.0);
        for k in 0..count as usize {
            let middle = (k as f32 + 0.5) * wall.length_m / count;
            arched_window(b, wall, middle, [0.28 * height, 0.5 * height], 1.1);
        }
    }
    let pitched = Pitched {
        width_m: nave_front - back,
        depth_m: width,
        eaves_m: height,
        ridge_m: height + (0.5 * width * 1.15).min(10.0),
        over_m: 0.35,
        tiles,
        wall: stone,
    };
    let at = 0.5 * (back + nave_front);
    b.place(standing([at, 0.0, 0.0], core::f32::consts::FRAC_PI_2));
    pitched.gabled(b);
    b.place(standing([0.0; 3], 0.0));
    let tower_top = (pitched.ridge_m + 0.35 * height).max(1.6 * height);
    tower(b, [front, tower_m], tower_top, [stone, tiles], random);
}

fn tower(
    b: &mut MeshBuilder,
    [front, tower_m]: [f32; 2],
    top_m: f32,
    [stone, tiles]: [Surface; 2],
    random: &mut Random,
) {
    let half = 0.5 * tower_m;
    let walls = Wall::between([front - tower_m, -half], [front, half]);
    for wall in &walls {
        b.surface(stone);
        wall.whole(b, top_m);
        b.surface(STONE);
        wall.ledge(b, [-0.12, 0.62 * top_m], [tower_m + 0.24, 0.22], 0.12);
        wall.ledge(b, [-0.2, top_m - 0.2], [tower_m + 0.4, 0.3], 0.2);
        arched_window(
            b,
            wall,
            0.5 * tower_m,
            [0.7 * top_m, 0.2 * top_m],
            0.4 * tower_m,
        );
    }
    let face = &walls[0];
    b.surface(DARK);
    let door_m = [0.36 * tower_m, 2.6_f32.min(0.3 * top_m)];
    arch(
        b,
        face,
        0.5 * tower_m,
        [0.0, door_m[1]],
        door_m[0] + 0.3,
        0.02,
    );
    b.surface(door(random));
    arch(
        b,
        face,
        0.5 * tower_m,
        [0.0, door_m[1] - 0.15],
        door_m[0],
        0.04,
    );
    // The clock.
    let dial = face.at(0.5 * tower_m, 0.57 * top_m, 0.06);
    b.surface(painted([0.62, 0.6, 0.55]))
        .disc(dial, [1.0, 0.0, 0.0], 0.2 * tower_m, 14);
    b.surface(painted([0.05; 3]));
    face.panel(
        b,
        [0.5 * tower_m - 0.05, 0.57 * top_m],
        [0.1, 0.16 * tower_m],
        0.08,
    );
    face.panel(
        b,
        [0.5 * tower_m, 0.57 * top_m - 0.05],
        [0.12 * tower_m, 0.1],
        0.08,
    );
    // The spire, steep from a foot that is a little wider than the tower.
    let middle = front - half;
    let apex = [middle, 0.0, top_m + 1.7 * tower_m];
    let rim = half + 0.25;
    let corners = [[1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]]
        .map(|[x, y]| [middle + rim * x, rim * y, top_m + 0.1]);
    b.surface(tiles);
    for k in 0..4 {
        b.polygon(&[corners[k], corners[(k + 1) % 4], apex]);
    }
    b.surface(painted([0.5, 0.38, 0.08]));
    let [x, y, z] = apex;
    b.post([x, y, z - 0.2], 1.4, 0.05, 5);
    b.cuboid(
        [x - 0.05, y - 0.35, z + 0.75],
        [x + 0.05, y + 0.35, z + 0.85],
    );
}

/// A tall pane with a round head and its frame.
fn arched_window(b: &mut MeshBuilder, wall: &Wall, middle: f32, [z, high]: [f32; 2], wide: f32) {
    b.surface(STONE);
    arch(b, wall, middle, [z - 0.1, high + 0.2], wide + 0.3, 0.02);
    b.surface(pane(false));
    arch(b, wall, middle, [z, high], wide, 0.04);
}

/// An upright shape with a round head.
fn arch(b: &mut MeshBuilder, wall: &Wall, middle: f32, [z, high]: [f32; 2], wide: f32, out_m: f32) {
    let radius = 0.5 * wide;
    let spring = (z + high - radius).max(z);
    let mut corners = vec![
        wall.at(middle - radius, z, out_m),
        wall.at(middle + radius, z, out_m),
    ];
    for k in 0..=6_u16 {
        let angle = core::f32::consts::PI * f32::from(k) / 6.0;
        let (u, v) = (radius * libm::cosf(angle), radius * libm::sinf(angle));
        corners.push(wall.at(middle + u, spring + v, out_m));
    }
    b.polygon(&corners);
}

/// Draws in a frame that is turned a quarter, or not.
fn turned(b: &mut MeshBuilder, is_turned: bool, draw: impl FnOnce(&mut MeshBuilder)) {
    if is_turned {
        b.place(standing([0.0; 3], core::f32::consts::FRAC_PI_2));
    }
    draw(b);
    b.place(standing([0.0; 3], 0.0));
}
