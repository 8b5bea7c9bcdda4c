//! The lane map: what is interpolated, what is found.

use approx::assert_abs_diff_eq;
use nalgebra::Vector2;
use proptest::prelude::*;

use super::{Lane, LaneKind, LaneMap, Turn};
use crate::geometry::{Polyline, Pose2, angle_difference_rad};
use crate::ids::LaneId;

/// A lane from one place to another that climbs 1 m and widens from 3 to 4 m.
fn lane(id: u32, kind: LaneKind, ends_m: [Vector2<f64>; 2]) -> (LaneId, Lane) {
    let lane = Lane {
        id: LaneId(id),
        name: format!("test {id}"),
        kind,
        centerline: Polyline::new(ends_m).unwrap(),
        elevation_m: vec![5.0, 6.0],
        width_m: vec![3.0, 4.0],
        speed_limit_mps: None,
        predecessors: Vec::new(),
        successors: Vec::new(),
        left: None,
        right: None,
        junction: None,
        turn: Turn::Straight,
    };
    (lane.id, lane)
}

#[test]
fn what_is_known_at_vertices_is_interpolated_between_and_kept_beyond() {
    let (_, lane) = lane(
        1,
        LaneKind::Driving,
        [Vector2::zeros(), Vector2::new(10.0, 0.0)],
    );
    assert_abs_diff_eq!(lane.width_at(2.5), 3.25, epsilon = 1e-12);
    assert_abs_diff_eq!(lane.elevation_at(7.5), 5.75, epsilon = 1e-12);
    assert_eq!((lane.width_at(-3.0), lane.width_at(13.0)), (3.0, 4.0));
    let unmeasured = Lane {
        width_m: Vec::new(),
        ..lane
    };
    assert_abs_diff_eq!(unmeasured.width_at(2.0), 0.0, epsilon = 0.0);
}

#[test]
fn a_lane_off_the_road_is_found_by_its_id_alone() {
    let ends_m = [Vector2::zeros(), Vector2::new(10.0, 0.0)];
    let lanes = [
        lane(1, LaneKind::Sidewalk, ends_m),
        lane(2, LaneKind::Driving, ends_m),
    ];
    let map = LaneMap {
        lanes: lanes.into(),
        ..LaneMap::default()
    };
    assert_eq!(
        map.lane(LaneId(1)).map(|l| l.kind),
        Some(LaneKind::Sidewalk)
    );
    assert!(map.lane(LaneId(3)).is_none());
    assert_eq!(
        map.driving_lanes().map(|l| l.id).collect::<Vec<_>>(),
        [LaneId(2)]
    );
    let near = map.driving_lanes_near(Vector2::new(5.0, 1.0), 0.0, 9.0);
    assert_eq!(near.iter().map(|m| m.lane).collect::<Vec<_>>(), [LaneId(2)]);
}

fn spot() -> impl Strategy<Value = Vector2<f64>> {
    (-30.0..30.0_f64, -30.0..30.0_f64).prop_map(|(x, y)| Vector2::new(x, y))
}

proptest! {
    #[test]
    fn lanes_near_are_all_within_reach_and_nearest_first(
        ends in prop::collection::vec((spot(), 1.0..30.0_f64), 1..8),
        p in spot(), yaw in -3.1..3.1_f64, radius_m in 0.0..40.0_f64,
        x in -50.0..50.0_f64, y in -50.0..50.0_f64, turn in -3.1..3.1_f64,
    ) {
        let frame = Pose2::new(x, y, turn);
        let map_in = |place: &dyn Fn(Vector2<f64>) -> Vector2<f64>| {
            let lanes = ends.iter().zip(0..).map(|((from, length_m), id)| {
                let to = from + Vector2::new(0.6, 0.8) * *length_m;
                lane(id, LaneKind::Driving, [place(*from), place(to)])
            });
            LaneMap { lanes: lanes.collect(), ..LaneMap::default() }
        };
        let map = map_in(&|q| q);
        let near = map.driving_lanes_near(p, yaw, radius_m);
        prop_assert!(near.windows(2).all(|w| w[0].d_m.abs() <= w[1].d_m.abs()));
        for lane in map.driving_lanes() {
            let foot = lane.centerline.project(p);
            let found = near.iter().find(|m| m.lane == lane.id);
            prop_assert_eq!(found.map(|m| (m.s_m, m.d_m)), (foot.d_m.abs() <= radius_m).then_some((foot.s_m, foot.d_m)));
        }
        // Seen from elsewhere it is the same.
        let moved = map_in(&|q| frame.transform_point(q));
        let there = moved.driving_lanes_near(frame.transform_point(p), yaw + turn, 1e3);
        for (a, b) in map.driving_lanes_near(p, yaw, 1e3).iter().zip(&there) {
            prop_assert!((a.d_m.abs() - b.d_m.abs()).abs() < 1e-9 && (a.s_m - b.s_m).abs() < 1e-6);
            prop_assert!(angle_difference_rad(a.yaw_difference_rad, b.yaw_difference_rad).abs() < 1e-9);
        }
    }
}
