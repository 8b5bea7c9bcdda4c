//! Lanes by place: which lane the ego is in (docs/METRICS.md 4.3).

use std::collections::BTreeMap;

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{Polyline, angle_difference_rad, grid_cell};
use trunkline_interfaces::{Lane, LaneId, LaneMap};

/// Spacing of the vertices that are indexed.
const SPACING_M: f64 = 0.25;
/// Cell size of the index.
const CELL_M: f64 = 4.0;
/// A lane further away is not the ego's.
const REACH_M: f64 = 2.0;
/// Metres that a radian of heading gap counts for.
const GAP_WEIGHT_M: f64 = 2.0;

/// A lane as it is looked up.
#[derive(Debug, Clone)]
struct IndexedLane {
    lane: Lane,
    resampled: Polyline,
    /// Legal speed for scoring: in a junction the largest of the lanes before and after.
    speed_limit_mps: Option<f64>,
}

/// Motor traffic's lanes with an index of their centre lines.
#[derive(Debug, Clone, Default)]
pub(super) struct LaneIndex {
    lanes: BTreeMap<LaneId, IndexedLane>,
    cells: BTreeMap<(i32, i32), Vec<(LaneId, u32)>>,
}

/// The lane that a place belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LanePlace {
    /// Which lane.
    pub(super) lane: LaneId,
    /// Arc length on its centre line.
    pub(super) s_m: f64,
    /// Distance from its centre line, unsigned.
    pub(super) distance_m: f64,
    /// Yaw of the ego minus that of the lane.
    pub(super) yaw_gap_rad: f64,
    /// Width of the lane there.
    pub(super) width_m: f64,
    /// Whether it lies in a junction.
    pub(super) is_in_junction: bool,
    /// Legal speed for scoring, where known.
    pub(super) speed_limit_mps: Option<f64>,
}

impl LanePlace {
    /// Whether the ego faces against the lane.
    pub(super) fn is_opposing(&self) -> bool {
        self.yaw_gap_rad.abs() >= std::f64::consts::FRAC_PI_2
    }

    fn cost_m(&self) -> f64 {
        let gap_rad = if self.is_opposing() {
            std::f64::consts::PI - self.yaw_gap_rad.abs()
        } else {
            self.yaw_gap_rad.abs()
        };
        self.distance_m + GAP_WEIGHT_M * gap_rad
    }
}

impl LaneIndex {
    /// Indexes the driving lanes of a map.
    pub(super) fn new(map: &LaneMap) -> Self {
        let mut cells: BTreeMap<(i32, i32), Vec<(LaneId, u32)>> = BTreeMap::new();
        let mut lanes = BTreeMap::new();
        for lane in map.driving_lanes() {
            let resampled = lane.centerline.resampled(SPACING_M);
            for (p, k) in resampled.points_m().iter().zip(0..) {
                cells
                    .entry(grid_cell(*p, CELL_M))
                    .or_default()
                    .push((lane.id, k));
            }
            let indexed = IndexedLane {
                speed_limit_mps: speed_limit_mps(map, lane),
                lane: lane.clone(),
                resampled,
            };
            lanes.insert(lane.id, indexed);
        }
        Self { lanes, cells }
    }

    /// Lanes whose centre line passes within `reach_m` (at most the size of a cell), by id, with
    /// the distance and the nearest vertex.
    fn near(&self, p_m: Vector2<f64>, reach_m: f64) -> Vec<(&IndexedLane, f64, f64)> {
        let (x, y) = grid_cell(p_m, CELL_M);
        let mut nearest: BTreeMap<LaneId, (f64, u32)> = BTreeMap::new();
        for dx in -1..=1 {
            for dy in -1..=1 {
                let key = (x.saturating_add(dx), y.saturating_add(dy));
                for (id, k) in self.cells.get(&key).into_iter().flatten() {
                    let Some(indexed) = self.lanes.get(id) else {
                        continue;
                    };
                    let d2 = (indexed.resampled.points_m()[*k as usize] - p_m).norm_squared();
                    let entry = nearest.entry(*id).or_insert((d2, *k));
                    if d2 < entry.0 {
                        *entry = (d2, *k);
                    }
                }
            }
        }
        let feet = nearest.iter().filter_map(|(id, (_, k))| {
            let indexed = self.lanes.get(id)?;
            let s_m = indexed.resampled.arc_lengths_m()[*k as usize];
            let foot = indexed.resampled.project_between(p_m, s_m - SPACING_M, s_m);
            Some((indexed, foot.d_m.abs(), foot.s_m))
        });
        feet.filter(|(_, distance_m, _)| *distance_m <= reach_m)
            .collect()
    }

    /// The lane of a place: of those within 2 m that lead its way (against it only if there is
    /// none) the previous one, else a successor of it, else the nearest in distance and heading.
    pub(super) fn place(
        &self,
        p_m: Vector2<f64>,
        yaw_rad: f64,
        previous: Option<LaneId>,
    ) -> Option<LanePlace> {
        let mut places: Vec<LanePlace> = self
            .near(p_m, REACH_M)
            .into_iter()
            .map(|(indexed, distance_m, s_m)| LanePlace {
                lane: indexed.lane.id,
                s_m,
                distance_m,
                yaw_gap_rad: angle_difference_rad(yaw_rad, indexed.resampled.yaw_at(s_m)),
                width_m: indexed.lane.width_at(s_m),
                is_in_junction: indexed.lane.junction.is_some(),
                speed_limit_mps: indexed.speed_limit_mps,
            })
            .collect();
        if places.iter().any(|p| !p.is_opposing()) {
            places.retain(|p| !p.is_opposing());
        }
        let kept = places.iter().find(|p| Some(p.lane) == previous);
        let follows = || {
            let before = &self.lanes.get(&previous?)?.lane;
            let mut next = places
                .iter()
                .filter(|p| before.successors.contains(&p.lane));
            next.next().map(|first| {
                next.fold(
                    first,
                    |best, p| if p.cost_m() < best.cost_m() { p } else { best },
                )
            })
        };
        kept.or_else(follows)
            .or_else(|| {
                places
                    .iter()
                    .min_by(|a, b| a.cost_m().total_cmp(&b.cost_m()))
            })
            .copied()
    }

    /// Whether a point is at least `w/2 + margin_m` from every centre line.
    pub(super) fn is_beside_all(&self, p_m: Vector2<f64>, margin_m: f64) -> bool {
        self.near(p_m, CELL_M)
            .iter()
            .all(|(indexed, distance_m, s_m)| {
                *distance_m >= 0.5 * indexed.lane.width_at(*s_m) + margin_m
            })
    }
}

/// Legal speed of a lane for scoring; in a junction the largest of incoming and outgoing lanes
/// (docs/METRICS.md 2.6), its own where those say nothing.
fn speed_limit_mps(map: &LaneMap, lane: &Lane) -> Option<f64> {
    let of = |id: &LaneId| map.lane(*id).and_then(|l| l.speed_limit_mps);
    let around = lane.predecessors.iter().chain(&lane.successors);
    let largest = around.filter_map(of).reduce(f64::max);
    match lane.junction {
        Some(_) => largest.or(lane.speed_limit_mps),
        None => lane.speed_limit_mps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::map;
    use std::f64::consts::PI;

    /// Lanes along x from 0 to 100 m: 1 at y = 0 and 2 at y = 3 eastward, 3 at y = −3 westward.
    /// After 1 comes 4 in a junction at y = 0.4; 5 at y = 0.6 is no successor of it.
    fn index() -> LaneIndex {
        let template = map().lanes[&LaneId(1)].clone();
        let lane = |id: u32, from: [f64; 2], to: [f64; 2]| Lane {
            id: LaneId(id),
            centerline: Polyline::new([from, to].map(Vector2::from)).unwrap(),
            speed_limit_mps: Some(10.0 + f64::from(id)),
            ..template.clone()
        };
        let mut lanes = [
            lane(1, [0.0, 0.0], [100.0, 0.0]),
            lane(2, [0.0, 3.0], [100.0, 3.0]),
            lane(3, [100.0, -3.0], [0.0, -3.0]),
            lane(4, [100.0, 0.4], [120.0, 0.4]),
            lane(5, [100.0, 0.6], [120.0, 0.6]),
        ];
        lanes[0].successors = vec![LaneId(4)];
        lanes[3].predecessors = vec![LaneId(1), LaneId(2)];
        lanes[3].junction = Some(trunkline_interfaces::JunctionId(1));
        LaneIndex::new(&LaneMap {
            lanes: lanes.map(|l| (l.id, l)).into_iter().collect(),
            ..LaneMap::default()
        })
    }

    fn lane_at(x_m: f64, y_m: f64, yaw_rad: f64, previous: Option<u32>) -> Option<u32> {
        let place = index().place(Vector2::new(x_m, y_m), yaw_rad, previous.map(LaneId));
        place.map(|p| p.lane.0)
    }

    #[test]
    fn the_nearest_lane_is_taken_up_to_two_metres() {
        assert_eq!(lane_at(50.0, 1.4, 0.0, None), Some(1)); // 1.4 and 1.6 m off
        assert_eq!(lane_at(50.0, 1.6, 0.0, None), Some(2));
        assert_eq!(lane_at(50.0, 4.99, 0.0, None), Some(2));
        assert_eq!(lane_at(50.0, 5.01, 0.0, None), None);
    }

    #[test]
    fn the_lane_before_is_kept_while_near_and_then_its_successor() {
        assert_eq!(lane_at(50.0, 1.6, 0.0, Some(1)), Some(1));
        assert_eq!(lane_at(50.0, 2.1, 0.0, Some(1)), Some(2));
        assert_eq!(lane_at(110.0, 0.6, 0.0, None), Some(5));
        assert_eq!(lane_at(110.0, 0.6, 0.0, Some(1)), Some(4));
    }

    #[test]
    fn a_lane_that_leads_the_other_way_is_taken_only_if_there_is_no_other() {
        assert_eq!(lane_at(50.0, -1.9, 0.0, None), Some(1)); // 3 is nearer: 1.1 m
        assert_eq!(lane_at(50.0, -2.1, 0.0, None), Some(3));
        let against = index().place(Vector2::new(50.0, -2.1), 0.0, None).unwrap();
        assert!(against.is_opposing());
        assert!(
            !index()
                .place(Vector2::new(50.0, -2.1), PI, None)
                .unwrap()
                .is_opposing()
        );
    }

    #[test]
    fn a_place_says_where_on_the_lane_it_is() {
        let place = index().place(Vector2::new(50.1, -0.5), 0.2, None).unwrap();
        assert!((place.s_m - 50.1).abs() < 1e-9 && (place.distance_m - 0.5).abs() < 1e-9);
        assert!((place.yaw_gap_rad - 0.2).abs() < 1e-9);
        assert_eq!(
            (place.speed_limit_mps, place.is_in_junction),
            (Some(11.0), false)
        );
    }

    #[test]
    fn in_a_junction_the_largest_limit_around_it_holds() {
        let place = index().place(Vector2::new(110.0, 0.4), 0.0, Some(LaneId(4)));
        let place = place.unwrap();
        // Lanes 1 and 2 lead to it with 11 and 12 m/s; its own 14 does not count.
        assert_eq!(
            (place.speed_limit_mps, place.is_in_junction),
            (Some(12.0), true)
        );
    }
}
