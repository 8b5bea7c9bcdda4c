//! Flat pieces on the flanks and ends of vehicles, and boxes on one side of them.

use crate::models::MeshBuilder;

/// A flat piece on the flank at y: x from front to rear, z from low to high.
pub(super) fn on_flank(
    b: &mut MeshBuilder,
    y: f32,
    [ahead, behind]: [f32; 2],
    [low, high]: [f32; 2],
) {
    let (from, to) = if y > 0.0 {
        (ahead, behind)
    } else {
        (behind, ahead)
    };
    b.quad([from, y, low], [to, y, low], [to, y, high], [from, y, high]);
}

/// A flat piece on the front (x > 0) or the rear: y between two places, in any order, z from low
/// to high.
pub(super) fn on_end(b: &mut MeshBuilder, x: f32, ys: [f32; 2], [low, high]: [f32; 2]) {
    let (right, left) = (ys[0].min(ys[1]), ys[0].max(ys[1]));
    let (from, to) = if x > 0.0 {
        (right, left)
    } else {
        (left, right)
    };
    b.quad([x, from, low], [x, to, low], [x, to, high], [x, from, high]);
}

/// A box on the left (`side` 1) or the right (-1) between two corners whose y are distances from
/// the middle, in any order.
pub(super) fn cuboid_on_side(b: &mut MeshBuilder, side: f32, low_m: [f32; 3], high_m: [f32; 3]) {
    let ys = [side * low_m[1], side * high_m[1]];
    b.cuboid(
        [low_m[0], ys[0].min(ys[1]), low_m[2]],
        [high_m[0], ys[0].max(ys[1]), high_m[2]],
    );
}
