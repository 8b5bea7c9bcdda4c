//! Which lanes are near a point: an index over the segments of centre lines.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{angle_difference_rad, grid_cell};
use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap, LaneMatch};

use crate::bounds::{Bounds, ROUNDING_M};

/// Side of a cell, m: about the spacing of centre-line vertices on straight lanes.
const CELL_M: f64 = 12.0;
/// Cells that one segment may touch (bounds memory on hostile maps).
const MAX_CELLS_PER_SEGMENT: i64 = 4096;

/// Grid over the centre lines of driving lanes. Belongs to one map; [`LaneGrid::fits`] tells.
#[derive(Debug, Clone, Default)]
pub(crate) struct LaneGrid {
    cells: BTreeMap<(i32, i32), Vec<u32>>,
    /// By ascending id.
    lanes: Vec<Indexed>,
    fingerprint: Option<(String, usize, Option<LaneId>)>,
}

/// A lane and the box around its centre line.
#[derive(Debug, Clone)]
struct Indexed {
    id: LaneId,
    bounds: Bounds,
}

fn fingerprint(map: &LaneMap) -> (String, usize, Option<LaneId>) {
    let last = map.lanes.keys().next_back().copied();
    (map.name.clone(), map.lanes.len(), last)
}

impl LaneGrid {
    /// The index of a map's driving lanes; lanes are found up to one cell away.
    pub(crate) fn new(map: &LaneMap) -> Self {
        let mut cells: BTreeMap<(i32, i32), Vec<u32>> = BTreeMap::new();
        let mut lanes = Vec::new();
        for lane in map.driving_lanes() {
            let index = lanes.len() as u32;
            lanes.push(Indexed {
                id: lane.id,
                bounds: Bounds::of(lane.centerline.points_m()),
            });
            for pair in lane.centerline.points_m().windows(2) {
                let (lo, hi) = (
                    grid_cell(pair[0].inf(&pair[1]), CELL_M),
                    grid_cell(pair[0].sup(&pair[1]), CELL_M),
                );
                let side = |a: i32, b: i32| i64::from(b) - i64::from(a) + 1;
                if side(lo.0, hi.0).saturating_mul(side(lo.1, hi.1)) > MAX_CELLS_PER_SEGMENT {
                    continue;
                }
                for x in lo.0..=hi.0 {
                    for y in lo.1..=hi.1 {
                        let listed = cells.entry((x, y)).or_default();
                        if listed.last() != Some(&index) {
                            listed.push(index); // lanes come in order: no lane twice
                        }
                    }
                }
            }
        }
        Self {
            cells,
            lanes,
            fingerprint: Some(fingerprint(map)),
        }
    }

    /// Whether this index was made of that map.
    pub(crate) fn fits(&self, map: &LaneMap) -> bool {
        match &self.fingerprint {
            Some((name, count, last)) => {
                *count == map.lanes.len()
                    && *last == map.lanes.keys().next_back().copied()
                    && *name == map.name
            }
            None => false,
        }
    }

    /// Driving lanes whose centre line passes within `radius_m` (at most one cell), nearest first.
    pub(crate) fn near(
        &self,
        map: &LaneMap,
        p_m: Vector2<f64>,
        yaw_rad: f64,
        radius_m: f64,
    ) -> Vec<LaneMatch> {
        let (x, y) = grid_cell(p_m, CELL_M);
        let here = Bounds::of(&[p_m]);
        let mut near: Vec<u32> = (-1..=1)
            .flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)))
            .filter_map(|(dx, dy)| {
                self.cells
                    .get(&(x.saturating_add(dx), y.saturating_add(dy)))
            })
            .flatten()
            .copied()
            .collect();
        near.sort_unstable();
        near.dedup();
        let mut found: Vec<LaneMatch> = near
            .into_iter()
            .map(|index| &self.lanes[index as usize])
            .filter(|lane| lane.bounds.may_meet(&here, radius_m + ROUNDING_M))
            .filter_map(|lane| map.lane(lane.id))
            .filter(|lane| lane.kind == LaneKind::Driving)
            .map(|lane| matched(lane, p_m, yaw_rad))
            .filter(|m| m.d_m.abs() <= radius_m)
            .collect();
        found.sort_by(|a, b| (a.d_m.abs().total_cmp(&b.d_m.abs())).then(a.lane.cmp(&b.lane)));
        found
    }
}

fn matched(lane: &Lane, p_m: Vector2<f64>, yaw_rad: f64) -> LaneMatch {
    let foot = lane.centerline.project(p_m);
    LaneMatch {
        lane: lane.id,
        s_m: foot.s_m,
        d_m: foot.d_m,
        yaw_difference_rad: angle_difference_rad(lane.centerline.yaw_at(foot.s_m), yaw_rad),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{junction_map, lane, lane_map};
    use proptest::prelude::*;
    use trunkline_interfaces::Turn;

    proptest! {
        #[test]
        fn the_grid_finds_what_a_full_search_finds(x in -60.0..60.0_f64, y in -60.0..60.0_f64) {
            let map = junction_map();
            let grid = LaneGrid::new(&map);
            let p = Vector2::new(x, y);
            prop_assert_eq!(grid.near(&map, p, 0.3, 6.0), map.driving_lanes_near(p, 0.3, 6.0));
        }
    }

    #[test]
    fn another_map_does_not_fit() {
        let map = junction_map();
        assert!(LaneGrid::new(&map).fits(&map));
        assert!(!LaneGrid::new(&map).fits(&LaneMap::default()));
        assert!(!LaneGrid::default().fits(&LaneMap::default()));
    }

    #[test]
    fn a_map_is_known_by_name_number_of_lanes_and_last_lane() {
        let at = |id: u32| lane(id, &[[0.0, 0.0], [9.0, 0.0]], &[], Turn::Straight);
        let map = |name: &str, ids: &[u32]| lane_map(name, ids.iter().map(|id| at(*id)).collect());
        let grid = LaneGrid::new(&map("a", &[1, 2, 5]));
        assert!(grid.fits(&map("a", &[1, 2, 5])));
        assert!(!grid.fits(&map("b", &[1, 2, 5])));
        assert!(!grid.fits(&map("a", &[1, 2, 6])));
        assert!(!grid.fits(&map("a", &[1, 5])));
    }

    #[test]
    fn a_segment_over_too_many_cells_is_not_indexed() {
        // cells 417 to 480 and −250 to −187: 64 · 64 = 4096; one column more is too much
        let found = |end_x: f64| {
            let points = [[5005.0, -2999.0], [end_x, -2243.0]];
            let map = lane_map("long", vec![lane(3, &points, &[], Turn::Straight)]);
            let at_m = Vector2::from(points[0]);
            LaneGrid::new(&map).near(&map, at_m, 0.3, 2.0).len()
        };
        assert_eq!((found(5761.0), found(5773.0)), (1, 0));
    }

    #[test]
    fn lanes_come_nearest_first_and_of_other_kinds_none() {
        let mut lanes: Vec<Lane> = [(1, 3.0), (2, -1.0), (3, 1.0), (4, 0.5)]
            .map(|(id, y)| lane(id, &[[-30.0, y], [30.0, y]], &[], Turn::Straight))
            .into();
        lanes[3].kind = LaneKind::Parking;
        let map = lane_map("side by side", lanes);
        let near = LaneGrid::new(&map).near(&map, Vector2::new(7.0, 0.0), 0.3, 2.9);
        let found: Vec<_> = near.iter().map(|m| (m.lane.0, m.s_m, m.d_m)).collect();
        assert_eq!(found, [(2, 37.0, 1.0), (3, 37.0, -1.0)]);
        assert!((near[0].yaw_difference_rad + 0.3).abs() < 1e-12);
    }
}
