//! Where roads lead: the yaw of lanes near a place.

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use nalgebra::Vector2;
use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::{Pose2, angle_difference_rad, wrap_rad};

/// Distance between samples of a centre line.
const SAMPLE_M: f64 = 2.0;
/// Lanes farther than this say nothing.
const REACH_M: f64 = 3.5;
/// Yaws closer than this are one.
const ONE_YAW_RAD: f64 = 0.15;
/// Yaws that are told of, at most: those of the nearest lanes.
const MOST: usize = 3;

/// Samples of the driving lanes of a map.
#[derive(Debug)]
pub(super) struct LaneDirections {
    tree: Option<ImmutableKdTree<f64, 2>>,
    yaws_rad: Vec<f64>,
}

impl LaneDirections {
    /// Samples a map: for set-up, not for every step.
    pub(super) fn new(map: &LaneMap) -> Self {
        let mut places = Vec::new();
        let mut yaws_rad = Vec::new();
        for lane in map.driving_lanes() {
            let line = &lane.centerline;
            let count = (line.length_m() / SAMPLE_M).ceil().max(1.0) as usize;
            for k in 0..=count {
                let s_m = line.length_m() * k as f64 / count as f64;
                let place = line.position_at(s_m);
                places.push([place.x, place.y]);
                yaws_rad.push(line.yaw_at(s_m));
            }
        }
        let tree = match places.is_empty() {
            true => None,
            false => ImmutableKdTree::new_from_slice(&places).ok(),
        };
        Self { tree, yaws_rad }
    }

    /// Yaws, in the vehicle frame, of lanes near a place there, nearest first.
    pub(super) fn near(&self, place_m: Vector2<f64>, world_from_ego: &Pose2) -> Vec<f64> {
        let place = world_from_ego.transform_point(place_m);
        let Some(tree) = self
            .tree
            .as_ref()
            .filter(|_| place.x.is_finite() && place.y.is_finite())
        else {
            return Vec::new();
        };
        let mut near: Vec<(f64, usize)> = tree
            .query(&[place.x, place.y])
            .within::<SquaredEuclidean<f64>>(REACH_M * REACH_M)
            .unsorted()
            .execute()
            .into_iter()
            .map(|n| (n.distance, n.item as usize))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut yaws_rad: Vec<f64> = Vec::new();
        for yaw_rad in near.iter().filter_map(|(_, item)| self.yaws_rad.get(*item)) {
            let yaw_rad = wrap_rad(yaw_rad - world_from_ego.yaw_rad);
            let is_known = |known: &f64| angle_difference_rad(*known, yaw_rad).abs() < ONE_YAW_RAD;
            if yaws_rad.len() < MOST && !yaws_rad.iter().any(is_known) {
                yaws_rad.push(yaw_rad);
            }
        }
        yaws_rad
    }
}

/// Difference of two directions of an axis, in (-π/2, π/2].
pub(super) fn half_turn_difference_rad(a_rad: f64, b_rad: f64) -> f64 {
    0.5 * angle_difference_rad(2.0 * a_rad, 2.0 * b_rad)
}

/// Of the two directions of a body's axis that of the lane it is on, of the nearest that is
/// nearly parallel; away from us where there is none.
pub(super) fn forward_rad(yaw_rad: f64, lane_yaws_rad: &[f64]) -> f64 {
    let along = lane_yaws_rad
        .iter()
        .find(|lane| half_turn_difference_rad(yaw_rad, **lane).abs() < 0.6);
    let wanted_rad = along.copied().unwrap_or(0.0);
    if angle_difference_rad(yaw_rad, wanted_rad).abs() > std::f64::consts::FRAC_PI_2 {
        wrap_rad(yaw_rad + std::f64::consts::PI)
    } else {
        yaw_rad
    }
}
