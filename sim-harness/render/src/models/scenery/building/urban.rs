//! Blocks of flats, shops, offices.

use trunkline_interfaces::{Random, SemanticClass};

use super::super::materials::{between, glossy, lit_by, pick, two_sided};
use super::palette::{DARK, PLINTH, STONE, board, door, plaster};
use super::roof::flat;
use super::wall::{Facade, Wall, built, painted, pane};
use crate::mesh::{Lamp, Surface, Texture};
use crate::models::MeshBuilder;

/// Flats: a pattern of windows, balconies in columns, an entrance under a roof.
pub(super) fn block(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let wall = plaster(random);
    let storeys = (height / 2.9).round().max(1.0);
    let storey_m = height / storeys;
    let facade = Facade::of_flats(wall.albedo, storey_m, random);
    let walls = Wall::of_box(width, depth);
    let base = built(wall.albedo.map(|x| 0.6 * x), Texture::Plaster);
    for wall in &walls {
        wall.facade(b, [0.0, height], &facade, random);
        b.surface(base);
        wall.ledge(b, [0.0, -1.0], [wall.length_m, 1.7], 0.03);
    }
    flat(b, [width, depth], height, STONE, random);
    let front = &walls[0];
    let columns = (front.length_m / facade.cell_m[0]).round().max(1.0);
    let bay_m = front.length_m / columns;
    let entrance = (0.5 * columns).floor();
    balconies(
        b,
        front,
        [bay_m, columns, entrance],
        [storeys, storey_m],
        random,
    );
    // The stairs behind a strip of glass.
    let u = entrance * bay_m;
    b.surface(pane(true));
    let [low, high] = [storey_m + 0.4, height - 0.8];
    front.panel(b, [u + 0.22 * bay_m, low], [0.56 * bay_m, high - low], 0.05);
    b.surface(wall);
    for k in 1..storeys as usize {
        let z = storey_m * (k as f32 + 0.5) - 0.1;
        front.panel(b, [u + 0.2 * bay_m, z], [0.6 * bay_m, 0.25], 0.07);
    }
    entrance_door(b, front, u + 0.5 * bay_m, storey_m, random);
}

fn entrance_door(
    b: &mut MeshBuilder,
    front: &Wall,
    middle: f32,
    storey_m: f32,
    random: &mut Random,
) {
    let high = 2.3_f32.min(0.85 * storey_m);
    b.surface(DARK);
    front.panel(b, [middle - 1.0, 0.0], [2.0, high + 0.15], 0.05);
    b.surface(door(random));
    front.panel(b, [middle - 0.9, 0.0], [0.95, high], 0.07);
    b.surface(pane(true));
    front.panel(b, [middle + 0.1, 0.15], [0.8, high - 0.15], 0.07);
    b.surface(STONE);
    front.ledge(b, [middle - 1.4, high + 0.15], [2.8, 0.16], 1.2);
}

/// Columns of balconies: a slab with a parapet, a dark door behind.
fn balconies(
    b: &mut MeshBuilder,
    front: &Wall,
    [bay_m, bays, entrance]: [f32; 3],
    [storeys, storey_m]: [f32; 2],
    random: &mut Random,
) {
    const MOST: f32 = 14.0;
    let rail = pick(
        random,
        &[
            painted([0.52, 0.51, 0.49]),
            painted([0.18, 0.2, 0.22]),
            painted([0.38, 0.24, 0.13]),
            painted([0.15, 0.26, 0.3]),
            glossy(SemanticClass::Building, [0.14, 0.2, 0.2], 0.6),
        ],
    );
    let floors = (storeys - 1.0).max(0.0);
    let wanted = (bays / 2.5).floor().max(1.0);
    let columns = wanted.min((MOST / floors.max(1.0)).floor().max(1.0));
    for column in 0..columns as usize {
        let bay = ((column as f32 + 0.5) * bays / columns).floor();
        if bay == entrance {
            continue;
        }
        let (wide, out) = (bay_m - 0.2, 1.25);
        let u = bay * bay_m + 0.1;
        for floor in 1..=(floors.min(MOST) as usize) {
            let z = floor as f32 * storey_m;
            b.surface(pane(random.chance(0.4)));
            front.panel(
                b,
                [u + 0.2 * wide, z + 0.1],
                [0.6 * wide, 0.7 * storey_m],
                0.04,
            );
            b.surface(rail);
            front.ledge(b, [u, z - 0.1], [wide, 1.1], out);
            b.surface(DARK);
            b.quad(
                front.at(u + 0.06, z + 1.004, out - 0.06),
                front.at(u + wide - 0.06, z + 1.004, out - 0.06),
                front.at(u + wide - 0.06, z + 1.004, 0.0),
                front.at(u + 0.06, z + 1.004, 0.0),
            );
        }
    }
}

/// Flats above shops with large panes, boards, awnings.
pub(super) fn shop_front(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let ground_m = 3.9_f32.min(0.8 * height);
    let storeys = ((height - ground_m) / 3.0).round().max(1.0);
    let storey_m = (height - ground_m).max(0.3) / storeys;
    let wall = plaster(random);
    let facade = Facade::of_flats(wall.albedo, storey_m, random);
    let walls = Wall::of_box(width, depth);
    let base = built(wall.albedo.map(|x| 0.55 * x), Texture::Plaster);
    for wall in &walls {
        wall.facade(b, [ground_m, height], &facade, random);
        b.surface(base);
        wall.whole(b, ground_m);
    }
    let front = &walls[0];
    b.surface(STONE);
    front.ledge(
        b,
        [-0.02, ground_m - 0.1],
        [front.length_m + 0.04, 0.24],
        0.16,
    );
    flat(b, [width, depth], height, STONE, random);
    let shops = (width / between(random, 4.5, 6.5)).round().max(1.0);
    let shop_m = width / shops;
    for k in 0..shops as usize {
        shop(b, front, [k as f32 * shop_m, shop_m], ground_m, random);
    }
}

/// One shop from `u` on.
fn shop(
    b: &mut MeshBuilder,
    front: &Wall,
    [u, shop_m]: [f32; 2],
    ground_m: f32,
    random: &mut Random,
) {
    let margin = 0.06 * shop_m;
    let (left, wide) = (u + margin, shop_m - 2.0 * margin);
    let top = ground_m - 0.95;
    b.surface(painted(pick(
        random,
        &[
            [0.06; 3],
            [0.2, 0.12, 0.07],
            [0.3, 0.3, 0.3],
            [0.04, 0.08, 0.06],
        ],
    )));
    front.panel(b, [left - 0.08, 0.0], [wide + 0.16, top + 0.1], 0.02);
    let door_m = 1.0_f32.min(0.3 * wide);
    let is_lit = random.chance(0.8);
    let has_door_left = random.chance(0.5);
    let (door_u, pane_u) = match has_door_left {
        true => (left, left + door_m + 0.1),
        false => (left + wide - door_m, left),
    };
    b.surface(pane(is_lit));
    front.panel(b, [door_u, 0.08], [door_m, top - 0.1], 0.05);
    let pane_m = wide - door_m - 0.1;
    let panes = (pane_m / 1.9).ceil().max(1.0);
    for k in 0..panes as usize {
        let step = pane_m / panes;
        front.panel(
            b,
            [pane_u + k as f32 * step, 0.45],
            [step - 0.07, top - 0.47],
            0.05,
        );
    }
    // What is shown in the window.
    b.surface(painted(board(random).map(|x| 0.6 * x)));
    front.panel(b, [pane_u + 0.1 * pane_m, 0.45], [0.3 * pane_m, 0.5], 0.06);
    let colour = board(random);
    b.surface(lit_by(
        Lamp::Window,
        colour.map(|x| 0.5 * x),
        painted(colour),
    ));
    front.ledge(b, [left, top + 0.14], [wide, 0.55], 0.14);
    // A word that one cannot read.
    b.surface(lit_by(Lamp::Window, [0.6; 3], painted([0.66, 0.65, 0.6])));
    let letters = 4 + random.index(6);
    let from = left + between(random, 0.06, 0.2) * wide;
    for k in 0..letters {
        let at = from + 0.24 * k as f32;
        if at + 0.18 < left + wide && random.chance(0.9) {
            front.panel(b, [at, top + 0.27], [0.15, between(random, 0.2, 0.3)], 0.16);
        }
    }
    if random.chance(0.45) {
        awning(b, front, [left, wide], top, random);
    }
}

fn awning(
    b: &mut MeshBuilder,
    front: &Wall,
    [left, wide]: [f32; 2],
    top: f32,
    random: &mut Random,
) {
    let cloth = two_sided(built(board(random), Texture::Plain));
    let stripe = two_sided(built([0.6, 0.58, 0.54], Texture::Plain));
    let stripes = if random.chance(0.5) { 6_u16 } else { 1 };
    let (out, fall) = (1.25, 0.5);
    let z = top + 0.1;
    for k in 0..stripes {
        b.surface(if k % 2 == 0 { cloth } else { stripe });
        let u = |k: u16| left + wide * f32::from(k) / f32::from(stripes);
        let (a, c) = (u(k), u(k + 1));
        b.quad(
            front.at(a, z - fall, out),
            front.at(c, z - fall, out),
            front.at(c, z, 0.1),
            front.at(a, z, 0.1),
        );
        front.panel(b, [a, z - fall - 0.2], [c - a, 0.2], out);
    }
}

/// Bands of glass, or glass all over, over a lobby.
pub(super) fn office(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let lobby_m = 4.2_f32.min(0.5 * height);
    let storeys = ((height - lobby_m) / 3.5).round().max(1.0);
    let storey_m = (height - lobby_m) / storeys;
    let is_glass = random.chance(0.45);
    let cladding = pick(
        random,
        &[
            [0.4, 0.41, 0.42],
            [0.5, 0.48, 0.44],
            [0.2, 0.21, 0.23],
            [0.32, 0.22, 0.17],
            [0.55, 0.55, 0.54],
        ],
    );
    let facade = Facade {
        albedo: if is_glass {
            cladding.map(|x| 0.5 * x)
        } else {
            cladding
        },
        cell_m: [between(random, 1.4, 2.2), storey_m],
        pane: if is_glass {
            [0.95, 0.86]
        } else {
            [pick(random, &[0.9, 1.0, 0.7]), between(random, 0.46, 0.6)]
        },
    };
    let walls = Wall::of_box(width, depth);
    let base = built(cladding.map(|x| 0.7 * x), Texture::Plaster);
    for wall in &walls {
        wall.facade(b, [lobby_m, height], &facade, random);
        b.surface(base);
        wall.whole(b, lobby_m);
        b.surface(PLINTH);
        wall.panel(b, [0.0, lobby_m - 0.35], [wall.length_m, 0.35], 0.04);
        // Piers at the corners.
        b.surface(base);
        for u in [0.0, wall.length_m - 0.5] {
            wall.panel(b, [u, lobby_m], [0.5, height - lobby_m], 0.03);
        }
    }
    flat(b, [width, depth], height, painted(cladding), random);
    lobby(b, &walls[0], lobby_m, random);
}

/// Glass between pillars, doors under a roof, the company's board.
fn lobby(b: &mut MeshBuilder, front: &Wall, lobby_m: f32, random: &mut Random) {
    let bays = (front.length_m / 3.4).round().clamp(1.0, 12.0);
    let bay_m = front.length_m / bays;
    b.surface(pane(true));
    for k in 0..bays as usize {
        let u = k as f32 * bay_m;
        front.panel(b, [u + 0.25, 0.1], [bay_m - 0.5, lobby_m - 0.7], 0.04);
    }
    let middle = 0.5 * front.length_m;
    let half = (0.5 * bay_m).min(1.6);
    b.surface(DARK);
    front.panel(b, [middle - half, 0.0], [2.0 * half, 2.5], 0.07);
    b.surface(pane(true));
    for left in [middle - half + 0.08, middle + 0.04] {
        front.panel(b, [left, 0.05], [half - 0.12, 2.3], 0.09);
    }
    b.surface(painted([0.2, 0.21, 0.22]));
    front.ledge(
        b,
        [middle - half - 0.6, 2.65],
        [2.0 * half + 1.2, 0.22],
        1.4,
    );
    let colour: [f32; 3] = board(random);
    let surface: Surface = lit_by(Lamp::Window, colour.map(|x| 0.8 * x), painted(colour));
    b.surface(surface);
    front.panel(b, [middle - half, 3.0], [2.0 * half, 0.55], 0.09);
}
