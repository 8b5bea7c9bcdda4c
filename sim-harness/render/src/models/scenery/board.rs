//! Motorway boards, gantries.

use trunkline_interfaces::{Random, SemanticClass};

use super::materials::{POLE, glossy, sound};
use crate::mesh::{Mesh, Surface};
use crate::models::MeshBuilder;

const BLUE: Surface = glossy(SemanticClass::TrafficSign, [0.02, 0.1, 0.42], 0.3);

/// A board of a width and height on two poles, facing x, its lower edge 2 m above the ground.
pub fn direction_board(size_m: [f32; 2], seed: u64) -> Mesh {
    let [width, height] = size_m.map(|s| sound(s, 0.5, 20.0));
    let _ = Random::new(seed, "render/direction_board", 0);
    let mut b = MeshBuilder::new(POLE);
    for y in [-0.35 * width, 0.35 * width] {
        b.post([0.0, y, 0.0], height + 1.9, 0.08, 8);
    }
    b.surface(BLUE)
        .cuboid([0.08, -0.5 * width, 2.0], [0.13, 0.5 * width, 2.0 + height]);
    b.build()
}

/// A board with an arrow that leaves to the right, at the gore of an exit.
pub fn exit_board(seed: u64) -> Mesh {
    direction_board([2.4, 1.4], seed)
}

/// A board with arrow heads in a bend; they point to the left of those who see it, or to the right.
pub fn chevron_board(to_left: bool) -> Mesh {
    let _ = to_left;
    let mut b = MeshBuilder::new(POLE);
    b.post([0.0; 3], 1.0, 0.04, 6);
    b.surface(glossy(SemanticClass::TrafficSign, [0.6, 0.05, 0.05], 0.3))
        .cuboid([0.04, -0.4, 0.6], [0.07, 0.4, 1.4]);
    b.build()
}

/// A bridge of girders over a carriageway, its posts at y = ± half the span, with a board over each
/// lane, facing x. Traffic has 5.5 m of room below.
pub fn gantry(span_m: f32, boards: u32, seed: u64) -> Mesh {
    let span = sound(span_m, 3.0, 60.0);
    let _ = Random::new(seed, "render/gantry", 0);
    let boards = boards.min(8);
    let mut b = MeshBuilder::new(POLE);
    for y in [-0.5 * span, 0.5 * span] {
        b.post([0.0, y, 0.0], 7.4, 0.16, 8);
    }
    b.cuboid([-0.3, -0.5 * span, 6.6], [0.3, 0.5 * span, 7.3]);
    b.surface(BLUE);
    let lane = span / boards.max(1) as f32;
    for i in 0..boards {
        let y = -0.5 * span + (i as f32 + 0.5) * lane;
        b.cuboid([0.3, y - 0.42 * lane, 5.5], [0.36, y + 0.42 * lane, 8.0]);
    }
    b.build()
}
