//! Which driving lanes are near a point, without looking at all of them.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Projection, angle_difference_rad};
use trunkline_interfaces::{LaneId, LaneMap, LaneMatch};

/// Cell size: a query looks at the cells within its radius, which is a few metres.
const CELL_M: f64 = 10.0;

/// A segment of a lane's centre line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Segment {
    lane: LaneId,
    index: u32,
}

/// A grid over the centre lines of the driving lanes of one map.
#[derive(Debug, Clone, Default)]
pub struct LaneIndex {
    cells: BTreeMap<(i32, i32), Vec<Segment>>,
}

impl LaneIndex {
    /// Indexes the driving lanes of a map.
    pub fn new(map: &LaneMap) -> Self {
        let mut cells: BTreeMap<(i32, i32), Vec<Segment>> = BTreeMap::new();
        for lane in map.driving_lanes() {
            for (index, pair) in lane.centerline.points_m().windows(2).enumerate() {
                let segment = Segment {
                    lane: lane.id,
                    index: index as u32,
                };
                for (x, y) in cells_along(pair[0], pair[1]) {
                    let cell = cells.entry((x, y)).or_default();
                    if cell.last() != Some(&segment) {
                        cell.push(segment);
                    }
                }
            }
        }
        Self { cells }
    }

    /// Driving lanes whose centre line passes within `radius_m`, nearest first: what
    /// [`LaneMap::driving_lanes_near`] gives on the same map, in a time that does not grow with it.
    pub fn near(
        &self,
        map: &LaneMap,
        p_m: Vector2<f64>,
        yaw_rad: f64,
        radius_m: f64,
    ) -> Vec<LaneMatch> {
        let reach = Vector2::new(radius_m, radius_m);
        let ((x0, y0), (x1, y1)) = (cell(p_m - reach), cell(p_m + reach));
        let side = |a: i32, b: i32| i64::from(b) - i64::from(a) + 1;
        if side(x0, x1).saturating_mul(side(y0, y1)) > self.cells.len() as i64 {
            return map.driving_lanes_near(p_m, yaw_rad, radius_m);
        }
        let mut segments: Vec<Segment> = (x0..=x1)
            .flat_map(|x| self.cells.range((x, y0)..=(x, y1)))
            .flat_map(|(_, segments)| segments.iter().copied())
            .collect();
        segments.sort_unstable();
        segments.dedup();
        let mut found: Vec<LaneMatch> = segments
            .chunk_by(|a, b| a.lane == b.lane)
            .filter_map(|of_lane| {
                let lane = map.lane(of_lane.first()?.lane)?;
                let line = &lane.centerline;
                let foot = of_lane
                    .iter()
                    .filter_map(|segment| {
                        let s_m = *line.arc_lengths_m().get(segment.index as usize)?;
                        Some(line.project_between(p_m, s_m, s_m))
                    })
                    .reduce(nearer)?;
                (foot.d_m.abs() <= radius_m).then(|| LaneMatch {
                    lane: lane.id,
                    s_m: foot.s_m,
                    d_m: foot.d_m,
                    yaw_difference_rad: angle_difference_rad(line.yaw_at(foot.s_m), yaw_rad),
                })
            })
            .collect();
        found.sort_by(|a, b| {
            let by_distance = a.d_m.abs().total_cmp(&b.d_m.abs());
            by_distance.then(a.lane.cmp(&b.lane))
        });
        found
    }
}

/// The nearer foot point; the earlier one if they are alike.
fn nearer(a: Projection, b: Projection) -> Projection {
    if b.d_m.abs() < a.d_m.abs() { b } else { a }
}

/// Cells that hold a segment: those of its pieces' bounding boxes. Their number grows with its
/// length only.
fn cells_along(a: Vector2<f64>, b: Vector2<f64>) -> impl Iterator<Item = (i32, i32)> {
    let pieces = ((b - a).norm() / CELL_M).ceil().max(1.0) as usize;
    let at = move |i: usize| a + (b - a) * (i as f64 / pieces as f64);
    (0..pieces).flat_map(move |i| {
        let (p, q) = (at(i), at(i + 1));
        let ((x0, y0), (x1, y1)) = (cell(p.inf(&q)), cell(p.sup(&q)));
        (x0..=x1).flat_map(move |x| (y0..=y1).map(move |y| (x, y)))
    })
}

fn cell(p_m: Vector2<f64>) -> (i32, i32) {
    // `as` saturates: far coordinates share the outermost cells, which is harmless.
    (
        (p_m.x / CELL_M).floor() as i32,
        (p_m.y / CELL_M).floor() as i32,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::builtin;
    use proptest::prelude::*;

    #[test]
    fn it_finds_what_the_linear_search_finds() {
        let map = builtin("urban").unwrap().unwrap();
        let index = LaneIndex::new(&map);
        let found = std::cell::Cell::new(0);
        proptest!(|(x in -20.0..620.0_f64, y in -20.0..620.0_f64, yaw in -3.1..3.1_f64, r in 0.0..30.0_f64)| {
            let p = Vector2::new(x, y);
            let linear = map.driving_lanes_near(p, yaw, r);
            prop_assert_eq!(index.near(&map, p, yaw, r), linear.clone());
            found.set(found.get() + linear.len());
        });
        assert!(found.get() > 0, "no query came near a lane");
    }

    #[test]
    fn a_huge_radius_gives_every_lane() {
        let map = builtin("urban").unwrap().unwrap();
        let index = LaneIndex::new(&map);
        let all = index.near(&map, Vector2::new(300.0, 300.0), 0.0, 1e9);
        assert_eq!(all.len(), map.driving_lanes().count());
    }

    #[test]
    fn an_empty_map_has_no_lane_near() {
        let map = LaneMap::default();
        assert!(
            LaneIndex::new(&map)
                .near(&map, Vector2::zeros(), 0.0, 5.0)
                .is_empty()
        );
    }
}
