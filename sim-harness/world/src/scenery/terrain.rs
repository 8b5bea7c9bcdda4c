//! The height of the ground: that of the roads near them, hills away from them.

use std::collections::HashMap;

use nalgebra::{Point3, Vector2};
use trunkline_interfaces::geometry::grid_cell;

use super::field::Field;
use super::noise;
use super::setting::Setting;

/// Spacing of the coarse heights.
const NODE_M: f64 = 48.0;
/// How far roads tell the height of the ground; beyond, the nodes around do.
const REACH_M: f64 = 56.0;
/// From here on the coarse heights count, up to the reach.
const BLEND_FROM_M: f64 = 10.0;
/// How far the ground lies below the road beside it: next to pavements, and elsewhere.
const SINK_TOWN_M: f64 = 0.07;
const SINK_COUNTRY_M: f64 = 0.40;
/// Of two roads above each other the ground belongs to the lower one.
const STOREY_M: f64 = 2.5;
/// A road so far above the ground has a deck; lower ones have a slope.
const DECK_FROM_M: f64 = 2.2;
/// Lanes this near to a place may lie above each other there.
const UNDER_M: f64 = 14.0;
/// Hills of the country and of the far view: height, and size of a hill.
const HILLS_M: [(f64, f64); 3] = [(26.0, 420.0), (9.0, 170.0), (1.6, 60.0)];
/// Over so much distance hills grow to their full height.
const HILLS_GROW_M: f64 = 170.0;
/// Rings of coarse nodes around the roads.
const RINGS: usize = 8;

/// What the roads say about a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoadsNearby {
    /// Ground height by the roads alone.
    pub elevation_m: f64,
    /// Distance to the nearest lane.
    pub distance_m: f64,
    /// What kind of country.
    pub setting: Setting,
}

/// Heights of the ground.
pub(super) struct Terrain<'a> {
    field: &'a Field,
    seed: u64,
    /// Height, and distance to the nearest lane.
    nodes: HashMap<(i32, i32), [f64; 2]>,
    mean_m: f64,
    /// From this far from the lanes on there are hills.
    hills_from_m: f64,
}

impl<'a> Terrain<'a> {
    pub(super) fn new(field: &'a Field, is_town: bool, seed: u64) -> Self {
        let mut terrain = Self {
            field,
            seed,
            nodes: HashMap::new(),
            mean_m: 0.0,
            hills_from_m: if is_town { 75.0 } else { BLEND_FROM_M },
        };
        terrain.lay_nodes();
        terrain
    }

    /// Coarse heights: those of the roads where there are roads, then ring by ring outwards the
    /// mean of the neighbours.
    fn lay_nodes(&mut self) {
        let Some((low, high)) = self.field.bounds_m() else {
            return;
        };
        let ((i0, j0), (i1, j1)) = (grid_cell(low, NODE_M), grid_cell(high, NODE_M));
        // A map of one road over 100 km must not lay a net over the square around it.
        const MOST: i64 = 400_000;
        let count = (i64::from(i1) - i64::from(i0) + 20) * (i64::from(j1) - i64::from(j0) + 20);
        let (mut sum, mut number) = (0.0, 0.0);
        let mut ring: Vec<((i32, i32), [f64; 2])> = Vec::new();
        for i in i0 - 1..=i1 + 1 {
            for j in j0 - 1..=j1 + 1 {
                if count > MOST {
                    break;
                }
                let at = Vector2::new(f64::from(i), f64::from(j)) * NODE_M;
                if let Some(near) = self.roads_within(at, REACH_M) {
                    ring.push(((i, j), [near.elevation_m, near.distance_m.max(0.0)]));
                    sum += near.elevation_m;
                    number += 1.0;
                }
            }
        }
        self.mean_m = if number > 0.0 { sum / number } else { 0.0 };
        self.nodes.extend(ring.iter().copied());
        for _ in 0..RINGS {
            let mut next: Vec<((i32, i32), [f64; 2])> = Vec::new();
            let mut wanted: Vec<(i32, i32)> = ring
                .iter()
                .flat_map(|((i, j), _)| {
                    [(-1, 0), (1, 0), (0, -1), (0, 1)].map(|(a, b)| (i + a, j + b))
                })
                .filter(|cell| !self.nodes.contains_key(cell))
                .collect();
            wanted.sort_unstable();
            wanted.dedup();
            for (i, j) in wanted {
                let around = [
                    (-1, 0),
                    (1, 0),
                    (0, -1),
                    (0, 1),
                    (1, 1),
                    (-1, -1),
                    (1, -1),
                    (-1, 1),
                ];
                let known: Vec<[f64; 2]> = around
                    .iter()
                    .filter_map(|(a, b)| self.nodes.get(&(i + a, j + b)).copied())
                    .collect();
                let mean = known.iter().map(|n| n[0]).sum::<f64>() / known.len().max(1) as f64;
                let near = known.iter().map(|n| n[1]).fold(f64::INFINITY, f64::min);
                next.push(((i, j), [mean + 0.06 * (self.mean_m - mean), near + NODE_M]));
            }
            self.nodes.extend(next.iter().copied());
            ring = next;
        }
    }

    /// What the roads within `reach_m` say: heights weighted by nearness (Shepard 1968).
    fn roads_within(&self, p_m: Vector2<f64>, reach_m: f64) -> Option<RoadsNearby> {
        let mut nearest: Option<(f64, Setting)> = None;
        // Of all lanes, and of those near enough to lie above each other.
        let (mut weights, mut heights, mut lowest_m) = (0.0, 0.0, f64::INFINITY);
        let mut storeys: Vec<(f64, f64, f64)> = Vec::new();
        self.field.each_near(p_m, reach_m, |near| {
            if nearest.is_none_or(|(d, _)| near.outside_m < d) {
                nearest = Some((near.outside_m, near.setting));
            }
            let sink_m = match near.setting {
                Setting::Urban => SINK_TOWN_M,
                _ => SINK_COUNTRY_M,
            };
            let away = near.outside_m.max(0.0) + 0.3;
            let squared = away * away;
            let weight = 1.0 / (squared * squared);
            if near.outside_m < UNDER_M {
                lowest_m = lowest_m.min(near.elevation_m);
                storeys.push((near.elevation_m, weight, near.elevation_m - sink_m));
            } else {
                weights += weight;
                heights += weight * (near.elevation_m - sink_m);
            }
        });
        let (distance_m, setting) = nearest?;
        for (elevation_m, weight, height_m) in storeys {
            if elevation_m <= lowest_m + STOREY_M {
                weights += weight;
                heights += weight * height_m;
            }
        }
        (weights > 0.0).then(|| RoadsNearby {
            elevation_m: heights / weights,
            distance_m,
            setting,
        })
    }

    /// What the roads in reach say.
    pub(super) fn roads_in_reach(&self, p_m: Vector2<f64>) -> Option<RoadsNearby> {
        self.roads_within(p_m, REACH_M)
    }

    /// Height of the ground.
    pub(super) fn elevation_m(&self, p_m: Vector2<f64>) -> f64 {
        self.elevation_by(p_m, self.roads_within(p_m, REACH_M))
    }

    /// The same, where it is known what the roads say.
    pub(super) fn elevation_by(&self, p_m: Vector2<f64>, roads: Option<RoadsNearby>) -> f64 {
        let coarse = || {
            let [height_m, distance_m] = self.coarse(p_m);
            height_m + self.hills_m(p_m, distance_m)
        };
        match roads {
            Some(roads) if roads.distance_m <= BLEND_FROM_M => roads.elevation_m,
            Some(roads) => {
                let t = ((roads.distance_m - BLEND_FROM_M) / (REACH_M - BLEND_FROM_M)).min(1.0);
                let t = t * t * (3.0 - 2.0 * t);
                roads.elevation_m + t * (coarse() - roads.elevation_m)
            }
            None => coarse(),
        }
    }

    /// Whether the road is a bridge at a place of it.
    pub(super) fn is_under_bridge(&self, road_m: Point3<f64>) -> bool {
        road_m.z - self.elevation_m(road_m.coords.xy()) > DECK_FROM_M
    }

    /// Height and distance to the lanes, between the nodes.
    fn coarse(&self, p_m: Vector2<f64>) -> [f64; 2] {
        let (x, y) = (p_m.x / NODE_M, p_m.y / NODE_M);
        let (i, j) = (x.floor(), y.floor());
        let (u, v) = (x - i, y - j);
        let far = [self.mean_m, RINGS as f64 * NODE_M];
        let at = |di: i32, dj: i32| {
            let key = ((i as i32).saturating_add(di), (j as i32).saturating_add(dj));
            self.nodes.get(&key).copied().unwrap_or(far)
        };
        let corners = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
        [0, 1].map(|k| {
            let [a, b, c, d] = corners.map(|corner| corner[k]);
            let (low, high) = (a + u * (b - a), c + u * (d - c));
            low + v * (high - low)
        })
    }

    fn hills_m(&self, p_m: Vector2<f64>, distance_m: f64) -> f64 {
        let t = ((distance_m - self.hills_from_m) / HILLS_GROW_M).clamp(0.0, 1.0);
        let mut sum = 0.0;
        for (k, (height_m, size_m)) in HILLS_M.iter().enumerate() {
            let value = noise::smooth(self.seed ^ (k as u64 + 1), p_m, *size_m);
            sum += height_m * (value - 0.38);
        }
        t * t * (3.0 - 2.0 * t) * sum
    }
}
