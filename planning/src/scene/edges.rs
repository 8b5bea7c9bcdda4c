//! Kerbs and walls near the ego, collected once per step.

use nalgebra::Vector2;
use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::Rectangle;

use super::{DT_S, SCORED_STEPS, Start, Swept};

/// The ego gets no farther than this in a scored horizon, m, however fast it is: it is going to
/// accelerate by less than 3 m/s on the mean.
const REACH_EXTRA_M: f64 = 20.0;

/// Boxes are taken as this much larger, m: what is passed over must not matter by any rounding.
const ROUNDING_M: f64 = 1e-6;

/// One straight piece of a road edge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment {
    a_m: Vector2<f64>,
    b_m: Vector2<f64>,
    bounds: Swept,
}

impl Segment {
    /// Whether an outline touches it.
    pub(crate) fn touches(&self, outline: &Rectangle) -> bool {
        let radius_m = outline.radius_m();
        let step = self.b_m - self.a_m;
        let along = (outline.center_m - self.a_m).dot(&step) / step.norm_squared();
        let foot_m = self.a_m + step * along.clamp(0.0, 1.0);
        (outline.center_m - foot_m).norm_squared() <= radius_m * radius_m
            && outline.intersects_segment(self.a_m, self.b_m)
    }
}

/// Segments of road edges that the ego could reach within the scored horizon.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    segments: Vec<Segment>,
}

impl Edges {
    /// Collects the segments around the start. Linear in the edges of the map.
    pub(crate) fn fill(&mut self, map: &LaneMap, start: &Start) {
        let horizon_s = SCORED_STEPS as f64 * DT_S;
        let reach_m = start.speed_mps.max(0.0) * horizon_s + REACH_EXTRA_M;
        let around = Swept::between(start.pose.position_m(), start.pose.position_m());
        self.segments.clear();
        for edge in &map.road_edges {
            let segments = edge.points_m().windows(2).map(|w| Segment {
                a_m: w[0],
                b_m: w[1],
                bounds: Swept::between(w[0], w[1]),
            });
            let near = segments.filter(|segment| segment.bounds.may_meet(&around, reach_m));
            self.segments.extend(near);
        }
    }

    /// Those that somebody could touch on the way.
    pub(crate) fn along(&self, way: &[Swept]) -> Vec<Segment> {
        let Some(whole) = way.iter().copied().reduce(Swept::join) else {
            return Vec::new();
        };
        let near = self.segments.iter();
        near.filter(|segment| segment.bounds.may_meet(&whole, ROUNDING_M))
            .copied()
            .collect()
    }
}
