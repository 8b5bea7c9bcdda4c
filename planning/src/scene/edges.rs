//! Kerbs and walls near the ego, collected once per step.

use nalgebra::Vector2;
use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::Rectangle;

use super::start::Start;
use super::steps::{DT_S, SCORED_STEPS};
use super::swept::{SWEEPS, Swept};
use crate::bounds::{Bounds, ROUNDING_M};

/// The ego gets no farther than this in a scored horizon, m, however fast it is: it is going to
/// accelerate by less than 3 m/s on the mean.
const REACH_EXTRA_M: f64 = 20.0;

/// One straight piece of a road edge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment {
    a_m: Vector2<f64>,
    b_m: Vector2<f64>,
    bounds: Bounds,
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
        let around = Bounds::of(&[start.pose.position_m()]);
        self.segments.clear();
        for edge in &map.road_edges {
            let segments = edge.points_m().windows(2).map(|w| Segment {
                a_m: w[0],
                b_m: w[1],
                bounds: Bounds::of(w),
            });
            let near = segments.filter(|segment| segment.bounds.may_meet(&around, reach_m));
            self.segments.extend(near);
        }
    }

    /// Those that somebody could touch on the way.
    pub(crate) fn along(&self, way: &[Swept; SWEEPS]) -> Vec<Segment> {
        let (whole, reach_m) = Swept::whole(way);
        let near = self.segments.iter();
        near.filter(|segment| segment.bounds.may_meet(&whole, reach_m + ROUNDING_M))
            .copied()
            .collect()
    }
}
