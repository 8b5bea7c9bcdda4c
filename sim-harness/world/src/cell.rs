//! Cells of square grids over the plane.

use nalgebra::Vector2;

/// The cell of a point in a grid of squares of `side_m` whose corners lie at the multiples of it.
pub(crate) fn cell(p_m: Vector2<f64>, side_m: f64) -> (i32, i32) {
    // `as` saturates: far coordinates share the outermost cells, which is harmless.
    (
        (p_m.x / side_m).floor() as i32,
        (p_m.y / side_m).floor() as i32,
    )
}
