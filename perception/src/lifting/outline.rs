//! The side of an object that is seen, from above: the nearest points, bearing by bearing.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::wrap_rad;

/// Bearings of an outline, at most: the fit takes time in proportion.
const MOST_BEARINGS: usize = 24;
/// Points that a bearing should have on average.
const POINTS_PER_BEARING: usize = 6;
/// Share of a bearing's points that may lie before the outline: mistakes.
const NEAR_QUANTILE: f64 = 0.15;
/// Bearings with fewer points than this share of the mean are seams, where two depths mix.
const SEAM_SHARE: f64 = 0.25;

/// A point of an outline, vehicle frame, from above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OutlinePoint {
    pub(super) at_m: Vector2<f64>,
    /// The camera that sees it.
    pub(super) from_m: Vector2<f64>,
}

/// The outline of points as seen from a place.
pub(super) fn outline(points_m: &[Vector2<f64>], from_m: Vector2<f64>) -> Vec<OutlinePoint> {
    let sum: Vector2<f64> = points_m.iter().map(|p| p - from_m).sum();
    let middle_rad = libm::atan2(sum.y, sum.x);
    // (bearing, range, point)
    let mut polar: Vec<(f64, f64, Vector2<f64>)> = points_m
        .iter()
        .map(|p| {
            let d = p - from_m;
            (wrap_rad(libm::atan2(d.y, d.x) - middle_rad), d.norm(), *p)
        })
        .collect();
    polar.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (Some(first), Some(last)) = (polar.first(), polar.last()) else {
        return Vec::new();
    };
    let count = (polar.len() / POINTS_PER_BEARING).clamp(3, MOST_BEARINGS);
    let (low_rad, width_rad) = (first.0, (last.0 - first.0).max(1e-9) / count as f64);
    let least = SEAM_SHARE * polar.len() as f64 / count as f64;
    // By bearing, then the nearest first.
    let index = |bearing_rad: f64| (((bearing_rad - low_rad) / width_rad) as usize).min(count - 1);
    polar.sort_by(|a, b| index(a.0).cmp(&index(b.0)).then(a.1.total_cmp(&b.1)));
    polar
        .chunk_by(|a, b| index(a.0) == index(b.0))
        .filter(|members| members.len() as f64 >= least)
        .filter_map(|members| {
            let rank = (NEAR_QUANTILE * members.len() as f64) as usize;
            let (_, _, at_m) = *members.get(rank)?;
            Some(OutlinePoint { at_m, from_m })
        })
        .collect()
}
