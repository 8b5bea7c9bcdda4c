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
    use proptest::prelude::*;
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
            ([11.95, 0.97], [13.0, 2.0], true), // in the very corner
            ([12.05, 0.97], [13.0, 2.0], false),
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

    #[test]
    fn beside_the_way_an_outlines_corner_reaches_a_segment() {
        let mut bench = Bench::straight(5.0);
        for y in [3.2, 3.3, -3.2, -3.3] {
            let kerb = [Vector2::new(5.0, y), Vector2::new(6.0, y)];
            bench.map.road_edges.push(Polyline::new(kerb).unwrap());
        }
        bench.look(|scene| {
            // half length and half width: 2.3 + 0.925 m
            let kept = scene.edges.along(&by_hand(scene, 5.0, |_, _| ()).swept());
            assert_eq!(
                kept.iter().map(|s| s.a_m.y).collect::<Vec<_>>(),
                [3.2, -3.2]
            );
        });
    }

    #[test]
    fn reach_counts_from_the_ego() {
        let mut bench = Bench::straight(5.0).ego_at(60.0, -30.0, 0.0);
        for (x, y) in [(21.0, -31.0), (19.0, -31.0), (60.0, 9.0), (60.0, 11.0)] {
            let wall = [Vector2::new(x, y), Vector2::new(x, y + 0.5)];
            bench.map.road_edges.push(Polyline::new(wall).unwrap());
        }
        let kept = bench.look(|scene| {
            let all = scene.edges.segments.iter();
            all.map(|s| (s.a_m.x, s.a_m.y)).collect::<Vec<_>>()
        });
        assert_eq!(kept, [(21.0, -31.0), (60.0, 9.0)]);
    }

    proptest! {
        #[test]
        fn what_touches_is_what_crosses_however_far_its_ends_are(
            x in -20.0..20.0_f64, y in -20.0..20.0_f64, yaw in -3.0..3.0_f64,
            along in -4.0..4.0_f64, across in -3.0..3.0_f64, turn in -3.0..3.0_f64,
            back in 0.1..25.0_f64, on in 0.1..25.0_f64,
        ) {
            let outline = Rectangle::new(Pose2::new(x, y, yaw), 4.6, 1.85);
            // through a point in or near the outline
            let at_m = Pose2::new(x, y, yaw).transform_point(Vector2::new(along, across));
            let way = Vector2::new(turn.cos(), turn.sin());
            let (a_m, b_m) = (at_m - way * back, at_m + way * on);
            let touches = segment(a_m.into(), b_m.into()).touches(&outline);
            prop_assert_eq!(touches, outline.intersects_segment(a_m, b_m));
            // and one that begins there
            let touches = segment(at_m.into(), b_m.into()).touches(&outline);
            prop_assert_eq!(touches, outline.intersects_segment(at_m, b_m));
        }
    }
}
