//! What stands on verges. Each fills the box that it is given: depth, width, height.

use trunkline_interfaces::{Random, SemanticClass};

use super::super::face::{Face, rectangle};
use super::super::materials::{FOOT_M, POLE, glossy, matt, pick};
use super::super::sign::{BACK, BLUE, WHITE};
use super::street::painted;
use crate::mesh::{Surface, Texture};
use crate::models::MeshBuilder;

const PLASTIC: Surface = glossy(SemanticClass::Pole, [0.68, 0.68, 0.66], 0.2);
const BLACK: Surface = glossy(SemanticClass::Pole, [0.02, 0.02, 0.02], 0.2);

/// White, a black band with a reflector near its top.
pub(super) fn reflector_post(
    b: &mut MeshBuilder,
    [depth, width, height]: [f32; 3],
    _: &mut Random,
) {
    let (x, y) = (0.5 * depth, 0.5 * width);
    // A triangle with its broad side to the traffic, its top slanted to the road.
    let outline = |k: f32| [[x * k, -y * k], [x * k, y * k], [-x * k, 0.0]];
    b.surface(PLASTIC);
    b.walls(&outline(1.0), -FOOT_M, height - 0.28);
    b.surface(BLACK);
    b.walls(&outline(1.0), height - 0.28, height - 0.06);
    b.surface(PLASTIC);
    b.prism(&outline(1.0), height - 0.06, height);
    b.surface(glossy(SemanticClass::Pole, [0.8, 0.78, 0.7], 0.6));
    let face = x + 0.004;
    b.quad(
        [face, -0.5 * y, height - 0.25],
        [face, 0.5 * y, height - 0.25],
        [face, 0.5 * y, height - 0.09],
        [face, -0.5 * y, height - 0.09],
    );
}

/// A small blue board with a number on a post.
pub(super) fn kilometre_post(
    b: &mut MeshBuilder,
    [depth, width, height]: [f32; 3],
    random: &mut Random,
) {
    let x = 0.5 * depth;
    let board_m = [width, 0.36];
    b.surface(POLE)
        .post([0.0, 0.0, -FOOT_M], height - 0.02 + FOOT_M, 0.03, 6);
    let middle = [x, 0.0, height - 0.5 * board_m[1]];
    let mut face = Face::new(b, middle, &rectangle(board_m), [BLUE, BACK]);
    let text = format!("{}", 10 + random.index(90));
    face.paint(WHITE).text(&text, [0.0, 0.0], 0.24);
}

/// A round bale that lies along y.
pub(super) fn haystack(b: &mut MeshBuilder, [depth, width, height]: [f32; 3], random: &mut Random) {
    let straw = pick(
        random,
        &[[0.38, 0.29, 0.12], [0.42, 0.34, 0.17], [0.3, 0.24, 0.11]],
    );
    let wrapped = random.chance(0.25);
    let side = if wrapped {
        glossy(SemanticClass::Static, [0.62, 0.63, 0.6], 0.4)
    } else {
        matt(SemanticClass::Static, straw, Texture::Soil)
    };
    let radius = 0.5 * depth.min(height);
    let (left, right) = ([0.0, 0.5 * width, radius], [0.0, -0.5 * width, radius]);
    b.surface(side).rod(left, right, [radius; 2], 16, false);
    let face = if wrapped {
        side
    } else {
        matt(
            SemanticClass::Static,
            straw.map(|x| 0.85 * x),
            Texture::Grass,
        )
    };
    b.surface(face);
    b.disc(left, [0.0, 1.0, 0.0], radius, 16);
    b.disc(right, [0.0, -1.0, 0.0], radius, 16);
}

/// An orange box on a post, with a sign over it.
pub(super) fn emergency_phone(
    b: &mut MeshBuilder,
    [depth, width, height]: [f32; 3],
    _: &mut Random,
) {
    let (x, y) = (0.5 * depth, 0.5 * width);
    let orange = painted([0.65, 0.2, 0.015]);
    b.surface(orange);
    b.block([-0.6 * x, -0.6 * y, -FOOT_M], [0.6 * x, 0.6 * y, 0.75]);
    b.cuboid([-x, -y, 0.75], [x, y, 1.45]);
    b.surface(painted([0.03; 3]));
    let face = x + 0.004;
    b.quad(
        [face, -0.6 * y, 0.95],
        [face, 0.6 * y, 0.95],
        [face, 0.6 * y, 1.25],
        [face, -0.6 * y, 1.25],
    );
    b.surface(orange);
    b.cuboid([-0.03, -0.8 * y, 1.45], [0.03, 0.8 * y, height]);
    let mut face = Face::new(
        b,
        [0.06, 0.0, 0.5 * (1.5 + height)],
        &rectangle([1.5 * y, height - 1.5]),
        [WHITE, BACK],
    );
    face.paint(painted([0.65, 0.2, 0.015]))
        .text("SOS", [0.0, 0.0], 0.13);
}
