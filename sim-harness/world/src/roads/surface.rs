//! How high the road is at a point.

use std::collections::BTreeMap;

use nalgebra::{Vector2, Vector3};
use trunkline_interfaces::geometry::grid_cell;
use trunkline_interfaces::{Lane, LaneMap};

/// Cell size of the index.
const CELL_M: f64 = 10.0;
/// So far beside a lane its height still counts.
const BESIDE_M: f64 = 6.0;
/// Surfaces nearer to each other than this, in height, are one.
const LEVEL_M: f64 = 1.5;

/// A piece of a lane's centre line, with half of the lane's width.
#[derive(Debug, Clone, Copy)]
struct Strip {
    from_m: Vector3<f64>,
    to_m: Vector3<f64>,
    half_m: f64,
}

/// The heights of a map's lanes, by place: a grid over pieces of lanes.
///
/// Where bridges make several levels, the one near a known height counts. On a map that is level at
/// height 0 there is nothing to look up.
#[derive(Debug, Clone, Default)]
pub(crate) struct RoadSurface {
    strips: Vec<Strip>,
    cells: BTreeMap<(i32, i32), Vec<u32>>,
}

impl RoadSurface {
    /// Indexes the lanes of a map.
    pub(crate) fn new(map: &LaneMap) -> Self {
        let mut surface = Self::default();
        let is_level = |lane: &Lane| lane.elevation_m.iter().all(|z| *z == 0.0);
        if map.lanes.values().all(is_level) {
            return surface;
        }
        for lane in map.lanes.values() {
            surface.add(lane);
        }
        surface
    }

    /// Whether every place is at height 0.
    pub(crate) fn is_level(&self) -> bool {
        self.strips.is_empty()
    }

    fn add(&mut self, lane: &Lane) {
        let points = lane.centerline.points_m();
        let at = |i: usize| points[i].push(lane.elevation_m.get(i).copied().unwrap_or(0.0));
        let width_m = |i: usize| lane.width_m.get(i).copied().unwrap_or(0.0);
        for i in 1..points.len() {
            let strip = Strip {
                from_m: at(i - 1),
                to_m: at(i),
                half_m: 0.5 * width_m(i - 1).max(width_m(i)),
            };
            let reach_m = Vector2::repeat(strip.half_m + BESIDE_M);
            let (from, to) = (strip.from_m.xy(), strip.to_m.xy());
            let low = grid_cell(from.inf(&to) - reach_m, CELL_M);
            let high = grid_cell(from.sup(&to) + reach_m, CELL_M);
            let index = self.strips.len() as u32;
            self.strips.push(strip);
            for x in low.0..=high.0 {
                for y in low.1..=high.1 {
                    self.cells.entry((x, y)).or_default().push(index);
                }
            }
        }
    }

    /// Height of the road at a point; of several levels the one nearest to a height, if one is known. `None`
    /// farther than 6 m from every lane.
    pub(crate) fn at(&self, p_m: Vector2<f64>, near_m: Option<f64>) -> Option<f64> {
        if self.is_level() {
            return Some(0.0);
        }
        let mut best: Option<(f64, f64, f64)> = None;
        for index in self.cells.get(&grid_cell(p_m, CELL_M))? {
            let (outside_m, off_m, elevation_m) = self.strips[*index as usize].at(p_m);
            if outside_m > BESIDE_M {
                continue;
            }
            let away_m = near_m.map_or(0.0, |near_m| (elevation_m - near_m).abs());
            let level = (away_m / LEVEL_M).floor();
            // Right level first, then on the lane, then near its middle.
            let rank = 100.0 * level + outside_m;
            let is_better = best.is_none_or(|(least, least_off, _)| {
                rank < least || (rank == least && off_m < least_off)
            });
            if is_better {
                best = Some((rank, off_m, elevation_m));
            }
        }
        best.map(|(.., elevation_m)| elevation_m)
    }

    /// Height of the road at a point; the given one where no road is near.
    pub(crate) fn elevation_m(&self, p_m: Vector2<f64>, near_m: Option<f64>) -> f64 {
        self.at(p_m, near_m).or(near_m).unwrap_or(0.0)
    }
}

impl Strip {
    /// How far a point is outside of it, how far from its middle, and the height at the foot point.
    fn at(&self, p_m: Vector2<f64>) -> (f64, f64, f64) {
        let along = self.to_m - self.from_m;
        let way = along.xy();
        let length_m = way.norm().max(1e-9);
        let off = p_m - self.from_m.xy();
        let share = off.dot(&way) / (length_m * length_m);
        let held = share.clamp(0.0, 1.0);
        let beyond_m = (share - held).abs() * length_m;
        let off_m = (way.perp(&off) / length_m).abs();
        let outside_m = (off_m - self.half_m).max(0.0) + beyond_m;
        let elevation_m = self.from_m.z + held * along.z;
        (outside_m, off_m + beyond_m, elevation_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::Roads;
    use approx::assert_abs_diff_eq;
    use trunkline_interfaces::geometry::Polyline;
    use trunkline_interfaces::{LaneId, LaneKind, Turn};

    fn lane(id: u32, ends: [(f64, f64, f64); 2]) -> Lane {
        let points = ends.map(|(x, y, _)| Vector2::new(x, y));
        Lane {
            id: LaneId(id),
            name: "lane".into(),
            kind: LaneKind::Driving,
            centerline: Polyline::new(points).unwrap(),
            elevation_m: ends.map(|(.., z)| z).to_vec(),
            width_m: vec![3.5; 2],
            speed_limit_mps: None,
            predecessors: Vec::new(),
            successors: Vec::new(),
            left: None,
            right: None,
            junction: None,
            turn: Turn::Straight,
        }
    }

    fn map(lanes: impl IntoIterator<Item = Lane>) -> LaneMap {
        LaneMap {
            lanes: lanes.into_iter().map(|lane| (lane.id, lane)).collect(),
            ..LaneMap::default()
        }
    }

    #[test]
    fn a_lane_that_rises_is_as_high_as_the_way_along_it_says() {
        // 5 m over 100 m to the east.
        let surface = RoadSurface::new(&map([lane(1, [(0.0, 0.0, 10.0), (100.0, 0.0, 15.0)])]));
        let elevation_m = surface.at(Vector2::new(40.0, 1.5), None).unwrap();
        assert_abs_diff_eq!(elevation_m, 12.0, epsilon = 1e-12);
        assert_eq!(surface.at(Vector2::new(40.0, 30.0), None), None);
        assert_eq!(
            surface.elevation_m(Vector2::new(40.0, 30.0), Some(7.0)),
            7.0
        );
    }

    #[test]
    fn under_a_bridge_the_known_height_decides() {
        let below = lane(1, [(0.0, 0.0, 0.0), (100.0, 0.0, 0.0)]);
        let above = lane(2, [(50.0, -50.0, 6.0), (50.0, 50.0, 6.0)]);
        let surface = RoadSurface::new(&map([below, above]));
        let p = Vector2::new(50.0, 0.0);
        assert_eq!(surface.elevation_m(p, Some(0.3)), 0.0);
        assert_eq!(surface.elevation_m(p, Some(5.8)), 6.0);
    }

    #[test]
    fn a_level_map_has_nothing_to_look_up() {
        let surface = RoadSurface::new(&Roads::builtin("urban").unwrap().unwrap().map);
        assert!(surface.is_level());
        assert_eq!(surface.at(Vector2::new(1e9, 0.0), None), Some(0.0));
    }

    #[test]
    fn along_every_lane_of_the_country_the_height_is_that_of_the_lane() {
        let map = Roads::builtin("rural").unwrap().unwrap().map;
        let surface = RoadSurface::new(&map);
        let mut places = 0;
        for lane in map.driving_lanes() {
            let mut near_m = Some(lane.elevation_m[0]);
            for i in 0..=(lane.centerline.length_m() / 3.0) as usize {
                let s_m = 3.0 * i as f64;
                let z_m = surface.elevation_m(lane.centerline.position_at(s_m), near_m);
                assert_abs_diff_eq!(z_m, lane.elevation_at(s_m), epsilon = 0.05);
                near_m = Some(z_m);
                places += 1;
            }
        }
        assert!(places > 1000, "{places}");
    }
}
