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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use trunkline_interfaces::geometry::{Polyline, Pose2};

    fn segment(a: [f64; 2], b: [f64; 2]) -> Segment {
        let (a_m, b_m) = (Vector2::from(a), Vector2::from(b));
        Segment {
            a_m,
            b_m,
            bounds: Bounds::of(&[a_m, b_m]),
        }
    }

    #[test]
    fn an_outline_touches_what_crosses_it() {
        let outline = Rectangle::new(Pose2::new(10.0, 0.0, 0.0), 4.0, 2.0);
        let cases = [
            ([11.9, -9.0], [11.9, 9.0], true),
            ([12.1, -9.0], [12.1, 9.0], false),
            ([0.0, 0.99], [30.0, 0.99], true),
            ([0.0, 1.01], [30.0, 1.01], false),
            ([9.9, 0.0], [10.1, 0.0], true), // inside
            ([0.0, 0.0], [7.9, 0.0], false),
            ([12.5, 0.0], [30.0, 0.0], false),
        ];
        for (a, b, expected) in cases {
            assert_eq!(segment(a, b).touches(&outline), expected, "{a:?} {b:?}");
            assert_eq!(segment(b, a).touches(&outline), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn segments_within_reach_are_kept_and_those_on_the_way_looked_at() {
        // 5 m/s: 5 · 4 + 20 = 40 m
        let mut bench = Bench::straight(5.0);
        for x in [39.0, 41.0, -39.0, 15.0] {
            let wall = [Vector2::new(x, -1.0), Vector2::new(x, 1.0)];
            bench.map.road_edges.push(Polyline::new(wall).unwrap());
        }
        bench.look(|scene| {
            assert_eq!(scene.edges.segments.len(), 3);
            let rollout = by_hand(scene, 5.0, |_, _| ());
            let way = rollout.swept();
            assert_eq!(scene.edges.along(&way).len(), 1);
        });
    }
}
