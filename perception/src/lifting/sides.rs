//! Which sides of a 2D box are the object's own: where the image ends, or something nearer stands
//! before it, the object may go on.

use super::ground::LocalGround;
use super::object_points::spread_points;
use super::view::View;

/// Sides so near to the image's edge are cut by it, pixels.
const EDGE_PX: f64 = 1.5;
/// Pixels beside a box that are looked at for what hides it: at least, and as a share of its size.
const BAND_PX: f64 = 3.0;
const BAND_SHARE: f64 = 0.08;
/// Points beside a box that are looked at.
const MOST_POINTS: usize = 64;
/// What hides an object is nearer by this …
const NEARER_M: f64 = 0.6;
const NEARER_SHARE: f64 = 0.03;
/// … and above the ground by this.
const CLEAR_OF_GROUND_M: f64 = 0.35;
/// Share of the points beside a side that must be nearer for it to be hidden.
const HIDDEN_SHARE: f64 = 0.3;

/// Left, top, right, bottom: whether the object ends there.
pub(super) fn own_sides(
    view: &View<'_>,
    box_px: [f64; 4],
    near_depth_m: Option<f64>,
    ground: &LocalGround,
) -> [bool; 4] {
    let cut = cut_sides(view, box_px);
    let Some(near_depth_m) = near_depth_m else {
        return cut.map(|is_cut| !is_cut);
    };
    let [left, top, right, bottom] = box_px;
    let (wide_px, tall_px) = (right - left, bottom - top);
    let stride_px = view.depth.map_or(1.0, |(_, grid)| grid.stride_px.amax());
    let band = |size_px: f64| (BAND_SHARE * size_px).max(BAND_PX).max(2.0 * stride_px);
    let (across, along) = (band(wide_px), band(tall_px));
    let beside = [
        [left - across, top, left - 0.5 * stride_px, bottom],
        [left, top - along, right, top - 0.5 * stride_px],
        [right + 0.5 * stride_px, top, right + across, bottom],
        [left, bottom + 0.5 * stride_px, right, bottom + along],
    ];
    let mut is_own = [true; 4];
    for (side, strip) in beside.into_iter().enumerate() {
        is_own[side] = !cut[side] && !is_hidden(view, strip, near_depth_m, ground);
    }
    is_own
}

/// Left, top, right, bottom: whether the image ends there.
fn cut_sides(view: &View<'_>, box_px: [f64; 4]) -> [bool; 4] {
    let (width_px, height_px) = (
        f64::from(view.lens.intrinsics.width_px),
        f64::from(view.lens.intrinsics.height_px),
    );
    let [left, top, right, bottom] = box_px;
    [
        left < EDGE_PX - 0.5,
        top < EDGE_PX - 0.5,
        right > width_px - 0.5 - EDGE_PX,
        bottom > height_px - 0.5 - EDGE_PX,
    ]
}

fn is_hidden(view: &View<'_>, strip_px: [f64; 4], near_depth_m: f64, ground: &LocalGround) -> bool {
    let points = spread_points(view, strip_px, MOST_POINTS, |_, _| true);
    let limit_m = near_depth_m - NEARER_M - NEARER_SHARE * near_depth_m;
    let nearer = points.iter().filter(|point| {
        let height_m = point.at_m.z - ground.height_at_m(point.at_m.xy());
        point.depth_m < limit_m && height_m > CLEAR_OF_GROUND_M
    });
    nearer.count() as f64 > HIDDEN_SHARE * points.len() as f64
}
