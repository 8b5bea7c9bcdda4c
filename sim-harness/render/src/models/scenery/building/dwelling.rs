//! Town houses and farmhouses.

use trunkline_interfaces::Random;

use super::super::materials::{between, pick};
use super::palette::{PLINTH, STONE, door, roof, wall};
use super::roof::Pitched;
use super::wall::{Facade, WHITE, Wall, WindowRow, painted};
use crate::mesh::{Surface, Texture};
use crate::models::MeshBuilder;

/// More windows than this on a front are a pattern.
const MOST_WINDOWS: usize = 18;
const PLINTH_M: f32 = 0.45;

/// What both kinds of house have in common.
struct Dwelling {
    walls: [Wall; 4],
    wall: Surface,
    height_m: f32,
    storeys: usize,
    /// Windows side by side in the front.
    bays: usize,
    /// Which of them is the door.
    door_bay: usize,
    window_m: [f32; 2],
    shutters: Option<Surface>,
    frame: Surface,
}

/// Two or three floors under a tiled roof with its ridge along the street.
pub(super) fn town_house(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let house = Dwelling::new(size_m, [2.4, 3.1], random);
    let tiles = roof(random);
    house.body(b, random);
    house.entrance(b, tiles, random);
    let pitch = between(random, 0.62, 1.0);
    let roof = Pitched {
        width_m: width,
        depth_m: depth,
        eaves_m: height,
        ridge_m: height + (0.5 * depth * pitch).min(8.0),
        over_m: between(random, 0.3, 0.45),
        tiles,
        wall: house.wall,
    };
    let is_hipped = width > 1.15 * depth && random.chance(0.25);
    if is_hipped {
        roof.hipped(b);
    } else {
        roof.gabled(b);
    }
    roof.chimney(b, random);
    if !is_hipped && random.chance(0.5) {
        roof.dormers(b, random);
    }
}

/// A low house under a big roof.
pub(super) fn farmhouse(b: &mut MeshBuilder, size_m: [f32; 3], random: &mut Random) {
    let [width, depth, height] = size_m;
    let mut house = Dwelling::new(size_m, [2.8, 3.6], random);
    house.window_m = [1.05, 1.15];
    house.shutters = Some(painted(pick(
        random,
        &[
            [0.05, 0.13, 0.07],
            [0.2, 0.08, 0.04],
            [0.08, 0.12, 0.2],
            [0.24, 0.14, 0.06],
        ],
    )));
    let tiles = roof(random);
    house.body(b, random);
    house.entrance(b, tiles, random);
    let roof = Pitched {
        width_m: width,
        depth_m: depth,
        eaves_m: height,
        ridge_m: height + (0.5 * depth * between(random, 0.8, 1.1)).min(9.0),
        over_m: 0.5,
        tiles,
        wall: house.wall,
    };
    roof.gabled(b);
    roof.chimney(b, random);
    if random.chance(0.4) {
        roof.dormers(b, random);
    }
}

impl Dwelling {
    fn new([width, depth, height]: [f32; 3], every_m: [f32; 2], random: &mut Random) -> Self {
        let bays = (width / between(random, every_m[0], every_m[1]))
            .floor()
            .max(1.0);
        let storeys = ((height - 0.3) / 2.8).floor().max(1.0) as usize;
        let bay_m = width / bays;
        Self {
            walls: Wall::of_box(width, depth),
            wall: wall(random),
            height_m: height,
            storeys,
            bays: bays as usize,
            door_bay: random.index(bays as usize),
            window_m: [
                between(random, 1.0, 1.35).min(0.7 * bay_m),
                between(random, 1.3, 1.55).min(0.55 * height / storeys as f32),
            ],
            shutters: None,
            frame: WHITE,
        }
    }

    fn storey_m(&self) -> f32 {
        (self.height_m - PLINTH_M) / self.storeys as f32
    }

    /// Walls and windows.
    fn body(&self, b: &mut MeshBuilder, random: &mut Random) {
        let is_brick = self.wall.texture == Texture::Bricks;
        let is_pattern = self.bays * self.storeys > MOST_WINDOWS;
        let facade = Facade {
            albedo: self.wall.albedo,
            cell_m: [3.4, self.storey_m()],
            pane: [0.34, 0.46],
        };
        for (k, wall) in self.walls.iter().enumerate() {
            let has_pattern = !is_brick && (k > 0 || is_pattern);
            if has_pattern {
                wall.facade(b, [PLINTH_M, self.height_m], &facade, random);
            } else {
                b.surface(self.wall);
                wall.panel(
                    b,
                    [0.0, PLINTH_M],
                    [wall.length_m, self.height_m - PLINTH_M],
                    0.0,
                );
            }
            b.surface(PLINTH);
            wall.whole(b, PLINTH_M);
        }
        if is_pattern && !is_brick {
            return;
        }
        let (front, back) = (&self.walls[0], &self.walls[2]);
        for storey in 0..self.storeys {
            let row = WindowRow {
                sill_m: PLINTH_M + self.storey_m() * (storey as f32 + 0.5)
                    - 0.42 * self.window_m[1],
                size_m: self.window_m,
                count: self.bays.min(MOST_WINDOWS),
                frame: self.frame,
                sill: Some(STONE),
                shutters: self.shutters,
            };
            front.windows(b, &row, random, |k| storey == 0 && k == self.door_bay);
            if is_brick {
                let few = WindowRow {
                    count: self.bays.div_ceil(2).min(4),
                    sill: None,
                    shutters: None,
                    ..row
                };
                back.windows(b, &few, random, |_| false);
            }
        }
    }

    /// The door with its frame, a step, and a small roof over it.
    fn entrance(&self, b: &mut MeshBuilder, tiles: Surface, random: &mut Random) {
        let front = &self.walls[0];
        let middle = (self.door_bay as f32 + 0.5) * front.length_m / self.bays as f32;
        let wide = 1.0_f32.min(0.6 * front.length_m);
        let high = 2.15_f32.min(0.8 * self.height_m);
        let leaf = door(random);
        b.surface(self.frame);
        front.panel(
            b,
            [middle - 0.5 * wide - 0.1, 0.15],
            [wide + 0.2, high + 0.35],
            0.02,
        );
        b.surface(leaf);
        front.panel(b, [middle - 0.5 * wide, 0.2], [wide, high], 0.04);
        b.surface(super::wall::pane(random.chance(0.5)));
        front.panel(
            b,
            [middle - 0.5 * wide + 0.1, 0.2 + 0.72 * high],
            [wide - 0.2, 0.2 * high],
            0.05,
        );
        b.surface(STONE);
        front.ledge(
            b,
            [middle - 0.5 * wide - 0.25, -0.3],
            [wide + 0.5, 0.48],
            0.5,
        );
        if random.chance(0.5) {
            b.surface(tiles);
            front.ledge(
                b,
                [middle - 0.5 * wide - 0.3, high + 0.6],
                [wide + 0.6, 0.1],
                0.8,
            );
        }
    }
}
