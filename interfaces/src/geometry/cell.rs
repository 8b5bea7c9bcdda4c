//! Cells of square grids over the plane: keys of indices by place.

use nalgebra::Vector2;

/// The cell of a point in a grid of squares of `side_m` (> 0) whose corners lie at the multiples of
/// it. Far points share the outermost cells, NaN those of the origin.
///
/// ```
/// use trunkline_interfaces::geometry::grid_cell;
/// use trunkline_interfaces::nalgebra::Vector2;
///
/// assert_eq!(grid_cell(Vector2::new(-0.1, 8.0), 4.0), (-1, 2));
/// ```
pub fn grid_cell(p_m: Vector2<f64>, side_m: f64) -> (i32, i32) {
    (
        (p_m.x / side_m).floor() as i32,
        (p_m.y / side_m).floor() as i32,
    )
}
