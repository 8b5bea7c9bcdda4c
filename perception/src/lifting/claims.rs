//! What nearer objects have taken of a view: its points are theirs.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Rectangle;

use super::view::SeenPoint;

/// Points this near to an object before it are that object's.
pub(super) const CLAIM_M: f64 = 0.3;
/// Boxes of objects are not better than this, pixels.
const CLAIM_PX: f64 = 4.0;

/// What an object before has taken, in its view and 2D box.
pub(super) struct Claim {
    pub(super) view: usize,
    pub(super) box_px: [f64; 4],
    pub(super) points_m: Vec<Vector2<f64>>,
    pub(super) footprint: Option<Rectangle>,
}

/// Whether a point is one of an object before it.
pub(super) fn is_claimed(claims: &[Claim], view: usize, point: &SeenPoint) -> bool {
    claims
        .iter()
        .filter(|claim| claim.view == view)
        .any(|claim| claim.has(point))
}

impl Claim {
    fn has(&self, point: &SeenPoint) -> bool {
        let [left, top, right, bottom] = self.box_px;
        let is_in = (left - CLAIM_PX..=right + CLAIM_PX).contains(&point.image_px.x)
            && (top - CLAIM_PX..=bottom + CLAIM_PX).contains(&point.image_px.y);
        let near = |p: &Vector2<f64>| (p - point.at_m.xy()).norm_squared() < CLAIM_M * CLAIM_M;
        let is_within = |r: &Rectangle| r.contains(point.at_m.xy());
        is_in && (self.footprint.as_ref().is_some_and(is_within) || self.points_m.iter().any(near))
    }
}
