//! Of the points in a 2D box the group that is its object: many points, in the middle of the box,
//! at the depth that the box's height makes probable.

use nalgebra::Vector2;

use super::grouping::groups;
use super::size_prior::SizePrior;
use super::view::SeenPoint;

/// Points within this distance belong together; grows with the depth.
const GROUP_RADIUS_M: f64 = 0.4;
const GROUP_RADIUS_PER_M: f64 = 0.012;
/// Standard deviation of the logarithm of a depth beyond that which a box's height tells …
const BEYOND_HEIGHT: f64 = 0.2;
/// … and before it: a box that is partly hidden is lower, and tells too much.
const BEFORE_HEIGHT: f64 = 0.3;
/// Strips of a box, of which an object covers more than what stands before it.
const COLUMNS: usize = 8;
/// Squared deviations from that depth count up to this.
const LEAST_LIKELY: f64 = 16.0;

/// The group of points that is the object: many points, in the middle of the box, at the
/// depth that the box's height makes probable.
pub(super) fn own_group(
    points: &[SeenPoint],
    box_px: &[f64; 4],
    prior: &SizePrior,
    expected_m: f64,
) -> Vec<SeenPoint> {
    let Some(middle_m) = middle_depth_m(points) else {
        return Vec::new();
    };
    let places: Vec<Vector2<f64>> = points.iter().map(|p| p.at_m.xy()).collect();
    let radius_m = GROUP_RADIUS_M + GROUP_RADIUS_PER_M * middle_m;
    let group_of = groups(&places, radius_m);
    let count = group_of.iter().max().map_or(0, |last| last + 1);
    let [left, top, right, bottom] = *box_px;
    let center = Vector2::new(0.5 * (left + right), 0.5 * (top + bottom));
    let half = Vector2::new(0.5 * (right - left), 0.5 * (bottom - top));
    let mut weight = vec![0.0; count];
    let mut columns = vec![[false; COLUMNS]; count];
    let mut depth_sum = vec![(0.0, 0.0); count];
    for (point, group) in points.iter().zip(&group_of) {
        let off = (point.image_px - center).component_div(&half);
        weight[*group] += libm::exp(-2.0 * off.x * off.x);
        let column = (0.5 * (off.x + 1.0) * COLUMNS as f64).max(0.0) as usize;
        columns[*group][column.min(COLUMNS - 1)] = true;
        depth_sum[*group].0 += point.depth_m;
        depth_sum[*group].1 += 1.0;
    }
    let score = |group: usize| {
        let depth_m = depth_sum[group].0 / depth_sum[group].1;
        let off = libm::log(depth_m / expected_m);
        let spread = if off > 0.0 {
            BEYOND_HEIGHT
        } else {
            BEFORE_HEIGHT
        };
        let deviation = off / libm::hypot(prior.log_deviation.z, spread);
        let covered = columns[group]
            .iter()
            .filter(|is_covered| **is_covered)
            .count();
        weight[group]
            * (1.0 + covered as f64)
            * libm::exp(-0.5 * (deviation * deviation).min(LEAST_LIKELY))
    };
    let best = (0..count).max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a)));
    let members = points.iter().zip(&group_of);
    members
        .filter(|(_, group)| Some(**group) == best)
        .map(|(point, _)| *point)
        .collect()
}

/// The depth in the middle of all; `None` without points.
pub(super) fn middle_depth_m(points: &[SeenPoint]) -> Option<f64> {
    let mut depths: Vec<f64> = points.iter().map(|p| p.depth_m).collect();
    let middle = depths.len() / 2;
    if depths.is_empty() {
        return None;
    }
    let (_, depth_m, _) = depths.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*depth_m)
}
