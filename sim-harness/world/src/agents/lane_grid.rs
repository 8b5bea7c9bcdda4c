//! Which lanes pass near a point: a grid over their vertices.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::grid_cell;

use super::net_lane::NetLane;

/// Side of a cell.
const CELL_M: f64 = 16.0;

/// Cells of the plane and the lanes that pass through each.
#[derive(Debug)]
pub(crate) struct LaneGrid {
    cells: BTreeMap<(i32, i32), Vec<u32>>,
}

impl LaneGrid {
    pub(super) fn new(lanes: &[NetLane]) -> Self {
        let mut cells: BTreeMap<(i32, i32), Vec<u32>> = BTreeMap::new();
        for (index, lane) in lanes.iter().enumerate() {
            for p in lane.line.resampled(0.25 * CELL_M).points_m() {
                let list = cells.entry(grid_cell(*p, CELL_M)).or_default();
                if list.last() != Some(&(index as u32)) {
                    list.push(index as u32);
                }
            }
        }
        Self { cells }
    }

    /// Lanes with a vertex in the cells within reach, ascending.
    pub(super) fn near(&self, p_m: Vector2<f64>, reach_m: f64) -> Vec<u32> {
        let reach = Vector2::new(reach_m, reach_m);
        let ((x0, y0), (x1, y1)) = (
            grid_cell(p_m - reach, CELL_M),
            grid_cell(p_m + reach, CELL_M),
        );
        let mut found = Vec::new();
        for x in x0..=x1 {
            for (_, lanes) in self.cells.range((x, y0)..=(x, y1)) {
                found.extend_from_slice(lanes);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
