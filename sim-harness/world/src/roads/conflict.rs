//! Where two lanes cross or merge.

use trunkline_interfaces::Lane;

/// Spacing at which lanes are compared.
const STEP_M: f64 = 1.0;
/// Lanes nearer than this share of their mean width hinder each other: with 0.75, neighbours side
/// by side do not, and a crossing begins where two cars of normal width would touch.
const SHARE_OF_WIDTH: f64 = 0.75;

/// The part `(from, to)` of a lane's arc length that another lane crosses or merges into; `None`
/// if they keep apart. Lanes that begin together part ways: that is no conflict.
pub(super) fn conflict_m(lane: &Lane, other: &Lane) -> Option<(f64, f64)> {
    let is_apart = |lane: &Lane, other: &Lane| {
        let gap = lane.centerline.start_m() - other.centerline.start_m();
        gap.norm() > 0.5
    };
    if lane.id == other.id || !is_apart(lane, other) {
        return None;
    }
    let length_m = lane.centerline.length_m();
    let count = (length_m / STEP_M).ceil().max(1.0) as usize;
    let mut found: Option<(f64, f64)> = None;
    for i in 0..=count {
        let s_m = length_m * i as f64 / count as f64;
        let foot = other.centerline.project(lane.centerline.position_at(s_m));
        let reach_m = SHARE_OF_WIDTH * 0.5 * (lane.width_at(s_m) + other.width_at(foot.s_m));
        if foot.d_m.abs() < reach_m {
            let from_m = found.map_or(s_m, |(from, _)| from);
            found = Some((from_m, s_m));
        }
    }
    found
}
