//! Patterns of what grew or was spilt.

use super::noise::{chance, octaves, smooth, step};
use super::pattern::{Pattern, grey};

/// Grains, patches of newer asphalt, cracks; the fourth number is how much water stands there.
pub(super) fn asphalt() -> Pattern {
    Pattern::bake(7, [3.2, 3.2], |u, v| {
        let grain = chance((u * 128.0) as i32, (v * 128.0) as i32, 1);
        let blotch = octaves(u, v, 3, 4, 0.6, 2);
        let line = (octaves(u, v, 4, 4, 0.55, 9) - 0.5).abs();
        let crack = 1.0 - 0.22 * step(0.012, 0.0, line) * step(0.5, 0.62, smooth(u, v, 2, 11));
        let value = (0.80 + 0.22 * (grain - 0.5) + 0.4 * blotch) * crack;
        let water = step(0.42, 0.62, octaves(u, v, 2, 3, 0.5, 21));
        [value * 1.005, value, value * 0.99, water]
    })
}

/// Slow variation of any ground, metres across.
pub(super) fn blotches() -> Pattern {
    Pattern::bake(7, [61.0, 61.0], |u, v| {
        let value = 0.82 + 0.36 * octaves(u, v, 4, 4, 0.6, 31);
        [value, value, value, 1.0]
    })
}

/// Blades and tufts, greener and drier places.
pub(super) fn grass() -> Pattern {
    Pattern::bake(7, [2.8, 2.8], |u, v| {
        let blade = chance((u * 128.0) as i32, (v * 64.0) as i32, 41);
        let tuft = octaves(u, v, 10, 4, 0.7, 42);
        let dry = octaves(u, v, 3, 3, 0.6, 47);
        let light = 0.45 + 0.35 * blade + 0.75 * tuft;
        [
            light * (0.8 + 0.5 * dry),
            light * (0.95 + 0.1 * dry),
            light * 0.9,
            0.0,
        ]
    })
}

/// Gravel and crumbs.
pub(super) fn soil() -> Pattern {
    Pattern::bake(7, [2.5, 2.5], |u, v| {
        let crumb = octaves(u, v, 24, 2, 0.7, 51);
        let clod = octaves(u, v, 5, 3, 0.6, 55);
        grey(0.5 + 0.5 * crumb + 0.5 * clod)
    })
}

/// Leaves in clumps with dark gaps; the fourth number is how deep in the crown.
pub(super) fn foliage() -> Pattern {
    Pattern::bake(7, [1.6, 1.6], |u, v| {
        let clump = octaves(u, v, 7, 3, 0.7, 61);
        let leaf = octaves(u, v, 36, 2, 0.8, 65);
        let gap = step(0.36, 0.5, 0.55 * clump + 0.45 * leaf);
        let light = 0.35 + 0.95 * gap * (0.55 + 0.9 * leaf);
        [light * (0.9 + 0.25 * clump), light, light * 0.8, gap]
    })
}

/// Clouds: the fourth number is how much of the sky they cover, the others how bright they are.
pub(super) fn clouds() -> Pattern {
    Pattern::bake(7, [1.0, 1.0], |u, v| {
        let value = octaves(u, v, 4, 5, 0.55, 71);
        let light = 0.8 + 0.35 * octaves(u, v, 6, 4, 0.6, 83);
        [light, light, light, value]
    })
}
