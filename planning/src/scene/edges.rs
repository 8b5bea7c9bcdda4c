//! Kerbs and walls near the ego, collected once per step.

use nalgebra::Vector2;
use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::Rectangle;

use super::{DT_S, SCORED_STEPS, Start};

/// The ego gets no farther than this in a scored horizon, m, however fast it is: it is going to
/// accelerate by less than 3 m/s on the mean.
const REACH_EXTRA_M: f64 = 20.0;

/// Segments of road edges that the ego could reach within the scored horizon.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    segments_m: Vec<[Vector2<f64>; 2]>,
}

impl Edges {
    /// Collects the segments around the start. Linear in the edges of the map.
    pub(crate) fn fill(&mut self, map: &LaneMap, start: &Start) {
        let horizon_s = SCORED_STEPS as f64 * DT_S;
        let reach_m = start.speed_mps.max(0.0) * horizon_s + REACH_EXTRA_M;
        let ego_m = start.pose.position_m();
        self.segments_m.clear();
        for edge in &map.road_edges {
            let near = edge.points_m().windows(2).filter(|w| {
                let (low, high) = (w[0].inf(&w[1]), w[0].sup(&w[1]));
                (low.x - reach_m..=high.x + reach_m).contains(&ego_m.x)
                    && (low.y - reach_m..=high.y + reach_m).contains(&ego_m.y)
            });
            self.segments_m.extend(near.map(|w| [w[0], w[1]]));
        }
    }

    /// Whether an outline touches an edge.
    pub(crate) fn touch(&self, outline: &Rectangle) -> bool {
        let radius_m = outline.radius_m();
        self.segments_m.iter().any(|[a, b]| {
            let step = b - a;
            let along = ((outline.center_m - a).dot(&step) / step.norm_squared()).clamp(0.0, 1.0);
            (outline.center_m - (a + step * along)).norm_squared() <= radius_m * radius_m
                && outline.intersects_segment(*a, *b)
        })
    }
}
