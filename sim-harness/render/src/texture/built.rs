//! Patterns of what was laid, plastered or painted.

use super::noise::{chance, floor, octaves, smooth, step};
use super::pattern::{Pattern, grey};

/// Distance from the middle of the nearest joint, with joints at whole numbers.
fn from_joint(x: f32) -> f32 {
    let share = x - floor(x) as f32;
    share.min(1.0 - share)
}

/// Four by four slabs with joints; one metre is one slab.
pub(super) fn slabs() -> Pattern {
    Pattern::bake(7, [4.0, 4.0], |u, v| {
        let (x, y) = (4.0 * u, 4.0 * v);
        let own = chance(floor(x), floor(y), 101);
        let joint = step(0.015, 0.045, from_joint(x).min(from_joint(y)));
        let stain = octaves(u, v, 6, 4, 0.7, 103);
        grey((0.55 + 0.45 * joint) * (0.86 + 0.14 * own + 0.22 * (stain - 0.5) + 0.06))
    })
}

/// Rows of bricks, each with its own red.
pub(super) fn bricks() -> Pattern {
    Pattern::bake(7, [1.0, 0.75], |u, v| {
        let row = 10.0 * v;
        let shift = 0.5 * (floor(row) % 2) as f32;
        let x = 4.0 * u + shift;
        let own = chance(floor(x) % 4, floor(row), 111);
        let joint = step(0.02, 0.05, from_joint(x)) * step(0.08, 0.2, from_joint(row));
        let grain = octaves(u, v, 40, 2, 0.7, 113);
        let value = 0.75 + 0.4 * own + 0.25 * (grain - 0.5);
        let mortar = [1.25, 1.5, 1.7];
        let brick = [value, value * 0.97, value * 0.93];
        let [r, g, b] = [0, 1, 2].map(|i| mortar[i] + (brick[i] - mortar[i]) * joint);
        [r, g, b, 0.0]
    })
}

/// Plaster or concrete with stains that run down.
pub(super) fn plaster() -> Pattern {
    Pattern::bake(7, [5.0, 5.0], |u, v| {
        let stain = octaves(u, v, 3, 5, 0.6, 121);
        let run = octaves(u, 0.25 * v, 16, 3, 0.6, 127);
        grey(
            0.84 + 0.18 * stain
                + 0.12 * run
                + 0.04 * chance((u * 128.0) as i32, (v * 128.0) as i32, 131),
        )
    })
}

/// Rows of roof tiles, each lighter at its lower edge.
pub(super) fn roof_tiles() -> Pattern {
    Pattern::bake(7, [1.8, 2.1], |u, v| {
        let (x, y) = (6.0 * u, 6.0 * v);
        let own = chance(floor(x), floor(y), 141);
        let within = y - floor(y) as f32;
        let bow = x - floor(x) as f32 - 0.5;
        let edge = step(0.0, 0.15, within) * step(0.0, 0.1, from_joint(x));
        grey((0.6 + 0.4 * edge) * (0.78 + 0.3 * own + 0.25 * within - 0.6 * bow * bow))
    })
}

/// Paint on the road: worn through in places; the fourth number is how much of it is left.
pub(super) fn road_paint() -> Pattern {
    Pattern::bake(7, [2.0, 2.0], |u, v| {
        let wear = octaves(u, v, 8, 5, 0.75, 151);
        let left = step(0.2, 0.42, wear + 0.25 * (smooth(u, v, 3, 157) - 0.3));
        let dirt = 0.9 + 0.16 * octaves(u, v, 5, 3, 0.6, 161);
        [dirt, dirt, dirt * 0.98, left]
    })
}

/// Beads along v, a tenth of a metre apart.
pub(super) fn metal() -> Pattern {
    Pattern::bake(6, [0.6, 0.6], |u, v| {
        let x = 6.0 * u;
        let bow = x - floor(x) as f32 - 0.5;
        grey(
            0.9 + 0.14 * (1.0 - 4.0 * bow * bow) * step(0.0, 0.2, from_joint(x))
                + 0.04 * smooth(u, v, 8, 171),
        )
    })
}
