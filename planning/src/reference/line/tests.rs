//! The smoothed line: its shape, places on it, and points beside it.

use super::*;
use crate::bench::{CHORD_M, bend};
use crate::fixtures::route_along;
use approx::assert_abs_diff_eq;
use proptest::prelude::*;
use trunkline_interfaces::geometry::Pose2;

fn circle() -> Line {
    let points: Vec<[f64; 2]> = (0..=100)
        .map(|i| {
            let a = f64::from(i) * 0.02;
            [20.0 * a.sin(), 20.0 * (1.0 - a.cos())]
        })
        .collect();
    Line::new(&route_along(&points, Some(13.9))).unwrap()
}

#[test]
fn a_circle_has_the_curvature_of_its_radius() {
    let line = circle();
    for s in [8.0, 15.0, 30.0] {
        assert_abs_diff_eq!(line.at(s).curvature_1pm, 0.05, epsilon = 2e-3);
    }
}

#[test]
fn places_come_back() {
    let line = circle();
    for (s, d) in [(5.0, 1.0), (20.0, -2.0), (33.0, 0.0)] {
        let at = line.at(s);
        let place = line.project_between(at.position_m + at.left() * d, 0.0, 40.0);
        assert_abs_diff_eq!(place.s_m, s, epsilon = 0.05);
        assert_abs_diff_eq!(place.d_m, d, epsilon = 0.01);
    }
}

#[test]
fn beyond_the_end_the_line_goes_on_straight() {
    let line = Line::new(&route_along(&[[0.0, 0.0], [10.0, 0.0]], None)).unwrap();
    assert_abs_diff_eq!(line.at(25.0).position_m.x, 25.0, epsilon = 1e-9);
    assert_abs_diff_eq!(line.at(-5.0).position_m.x, -5.0, epsilon = 1e-9);
    assert!(line.at(5.0).limit_mps.is_infinite());
}

#[test]
fn a_route_without_a_path_is_refused_in_words() {
    for points in [vec![], vec![[1.0, 1.0]], vec![[1.0, 1.0]; 5]] {
        let error = Line::new(&route_along(&points, None))
            .unwrap_err()
            .to_string();
        assert!(error.contains("two different points"), "{error}");
    }
}

#[test]
fn a_route_is_sampled_every_half_metre_with_what_it_says_there() {
    let mut route = route_along(&[[0.0, 0.0], [10.0, 0.0], [20.2, 0.0]], Some(5.0));
    route.path[1].speed_limit_mps = Some(-1.0);
    route.path[1].left_m = 3.75;
    for (i, point) in route.path.iter_mut().enumerate() {
        point.lane = Some(LaneId(i as u32));
    }
    let line = Line::new(&route).unwrap();
    assert_eq!(line.samples().len(), 42); // 20.2 m / 0.5 m, rounded up, and both ends
    assert_abs_diff_eq!(line.spacing_m(), 20.2 / 41.0, epsilon = 1e-12);
    assert_abs_diff_eq!(line.length_m(), 20.2, epsilon = 1e-9);
    assert_abs_diff_eq!(line.at(5.0).left_m, 2.75, epsilon = 0.05); // half way from 1.75 m
    assert_abs_diff_eq!(line.at(15.1).left_m, 2.75, epsilon = 0.05);
    assert_abs_diff_eq!(line.at(15.1).right_m, 1.75, epsilon = 1e-12);
    assert_eq!(
        (line.limit_at(5.0), line.limit_at(15.0)),
        (5.0, f64::INFINITY)
    );
    assert_eq!(
        (line.at(5.0).limit_mps, line.at(15.0).limit_mps),
        (5.0, f64::INFINITY)
    );
    let lanes = [line.lane_at(5.0), line.lane_at(15.0), line.lane_at(99.0)];
    assert_eq!(lanes, [0, 1, 2].map(|id| Some(LaneId(id))));
    assert_eq!(line.index(-3.0), (0, 0.0));
    assert_eq!(line.index(99.0), (40, 1.0));
}

#[test]
fn of_two_branches_that_cross_the_one_that_leads_our_way_is_found() {
    // east, a loop to the left, and south over the first branch at (50, 0)
    let points = [
        [0.0, 0.0],
        [100.0, 0.0],
        [100.0, 50.0],
        [50.0, 50.0],
        [50.0, -50.0],
    ];
    let line = Line::new(&route_along(&points, None)).unwrap();
    let at = Vector2::new(50.2, 0.3);
    assert_abs_diff_eq!(line.locate(at, 0.1).s_m, 50.2, epsilon = 0.1);
    let south = -std::f64::consts::FRAC_PI_2;
    assert_abs_diff_eq!(
        line.locate(at, south).s_m,
        100.0 + 50.0 + 50.0 + 49.7,
        epsilon = 0.3
    );
    let near = line.project_between(at, 230.0, 270.0);
    assert_abs_diff_eq!(near.s_m, 249.7, epsilon = 0.3);
    assert_abs_diff_eq!(near.d_m, 0.2, epsilon = 1e-3);
}

#[test]
fn curvature_turns_left_positive_and_ends_with_the_line() {
    let line = circle();
    assert!(line.curvature_at(20.0) > 0.04);
    assert_eq!(
        (line.curvature_at(-0.1), line.at(-0.1).curvature_1pm),
        (0.0, 0.0)
    );
    assert_eq!(
        (line.curvature_at(41.0), line.at(41.0).curvature_1pm),
        (0.0, 0.0)
    );
    let points: Vec<[f64; 2]> = (0..=40)
        .map(|i| {
            let a = f64::from(i) * 0.05;
            [20.0 * a.sin(), -20.0 * (1.0 - a.cos())]
        })
        .collect();
    let right = Line::new(&route_along(&points, None)).unwrap();
    assert!(right.curvature_at(20.0) < -0.04);
}

proptest! {
    #[test]
    fn a_place_beside_the_line_comes_back(
        bend in -0.02..0.02_f64, s in 5.0..90.0_f64, d in -3.0..3.0_f64,
        x in -9.0..9.0_f64, turn in -3.0..3.0_f64,
    ) {
        let moved = Pose2::new(x, -x, turn);
        let points: Vec<[f64; 2]> = (0..=100)
            .map(|i| {
                let a = f64::from(i) * bend;
                let along = if bend.abs() > 1e-6 { a.sin() / bend } else { f64::from(i) };
                let left = if bend.abs() > 1e-6 { (1.0 - a.cos()) / bend } else { 0.0 };
                moved.transform_point(Vector2::new(along, left)).into()
            })
            .collect();
        let line = Line::new(&route_along(&points, None)).unwrap();
        let at = line.at(s);
        let p_m = at.position_m + at.left() * d;
        for place in [line.project_between(p_m, s - 9.0, s + 9.0), line.refined(p_m, s + 1.0)] {
            prop_assert!((place.s_m - s).abs() < 0.03 && (place.d_m - d).abs() < 0.01, "{:?}", place);
        }
        let foot = line.foot(s);
        prop_assert_eq!((foot.position_m, foot.tangent), (at.position_m, at.tangent));
        prop_assert_eq!(line.curvature_at(s), at.curvature_1pm);
        prop_assert_eq!(line.limit_at(s), at.limit_mps);
        prop_assert!((at.tangent.norm() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_nearest_point_is_that_of_a_plain_search(
        coordinates in prop::collection::vec((-5_i32..5, -5_i32..5), 1..40), x in -6.0..6.0_f64,
    ) {
        let points: Vec<_> = coordinates
            .iter()
            .map(|(x, y)| Vector2::new(f64::from(*x), f64::from(*y)))
            .collect();
        let p_m = Vector2::new(x.round(), 0.5 * x.round()); // ties are common
        let squared = |i: &usize| (points[*i] - p_m).norm_squared();
        let plain = (0..points.len()).reduce(|a, b| if squared(&b) < squared(&a) { b } else { a });
        prop_assert_eq!(Some(nearest(&points, p_m)), plain);
    }
}

/// East, 8 m across, and back: two branches side by side.
fn there_and_back(length_m: f64) -> Line {
    let points = [[0.0, 0.0], [length_m, 0.0], [length_m, 8.0], [0.0, 8.0]];
    Line::new(&route_along(&points, None)).unwrap()
}

#[test]
fn a_bends_samples_have_its_exact_direction_and_curvature_and_half_of_it_at_the_ends() {
    let turn = CHORD_M * 0.04;
    let line = Line::new(&bend(0.7, 0.04, 60)).unwrap();
    assert_eq!(line.samples().len(), 61);
    assert_abs_diff_eq!(line.spacing_m(), CHORD_M, epsilon = 1e-12);
    assert_abs_diff_eq!(line.length_m(), 60.0 * CHORD_M, epsilon = 1e-9);
    // a direction is that of the chord over four samples to both sides, as far as there are any
    let cases = [
        (0, 1.5, 0.02),       // 0 to 4; from 1.5 to sample 4's 3.5 turns over four chords
        (2, 2.5, 0.08 / 3.0), // 0 to 6; from 1.5 to 5.5 turns over six chords
        (8, 7.5, 0.04),
        (30, 29.5, 0.04),
        (52, 51.5, 0.04),
        (60, 57.5, 0.02),
    ];
    for (i, turns, curvature_1pm) in cases {
        let sample = &line.samples()[i];
        let yaw: f64 = 0.7 + turns * turn;
        assert_abs_diff_eq!(sample.tangent.x, yaw.cos(), epsilon = 1e-9);
        assert_abs_diff_eq!(sample.tangent.y, yaw.sin(), epsilon = 1e-9);
        assert_abs_diff_eq!(sample.curvature_1pm, curvature_1pm, epsilon = 1e-9);
    }
    let left = line.samples()[30].left();
    let yaw: f64 = 0.7 + 29.5 * turn;
    assert_abs_diff_eq!(left, Vector2::new(-yaw.sin(), yaw.cos()), epsilon = 1e-9);
}

#[test]
fn between_samples_everything_is_interpolated() {
    let mut route = bend(0.7, 0.04, 60);
    for (i, point) in route.path.iter_mut().enumerate() {
        (point.left_m, point.right_m) = (1.0 + 0.1 * i as f64, 9.0 - 0.15 * i as f64);
    }
    let line = Line::new(&route).unwrap();
    // sample 3's curvature is not yet that of sample 4: the bend begins
    let (a, b) = (line.samples()[3], line.samples()[4]);
    let s_m = 3.3 * CHORD_M;
    let (i, share) = line.index(s_m);
    assert_eq!(i, 3);
    assert_abs_diff_eq!(share, 0.3, epsilon = 1e-9);
    let at = line.at(s_m);
    assert!(b.curvature_1pm - a.curvature_1pm > 1e-3);
    let curvature_1pm = 0.7 * a.curvature_1pm + 0.3 * b.curvature_1pm;
    assert_abs_diff_eq!(at.curvature_1pm, curvature_1pm, epsilon = 1e-9);
    assert_abs_diff_eq!(line.curvature_at(s_m), curvature_1pm, epsilon = 1e-9);
    assert_abs_diff_eq!(at.left_m, 1.33, epsilon = 1e-9);
    assert_abs_diff_eq!(at.right_m, 8.505, epsilon = 1e-9);
    let position_m = a.position_m * 0.7 + b.position_m * 0.3;
    assert_abs_diff_eq!(at.position_m, position_m, epsilon = 1e-9);
    let tangent = (a.tangent * 0.7 + b.tangent * 0.3).normalize();
    assert_abs_diff_eq!(at.tangent, tangent, epsilon = 1e-9);
    assert_abs_diff_eq!(line.foot(s_m).position_m, position_m, epsilon = 1e-9);
    assert_abs_diff_eq!(line.foot(s_m).tangent, tangent, epsilon = 1e-9);
}

#[test]
fn beyond_both_ends_of_a_bend_it_goes_on_along_their_directions() {
    let line = Line::new(&bend(0.7, 0.04, 60)).unwrap();
    let (first, last) = (line.samples()[0], line.samples()[60]);
    for (s_m, from, beyond_m) in [(-3.0, first, -3.0), (60.0 * CHORD_M + 2.5, last, 2.5)] {
        let expected = from.position_m + from.tangent * beyond_m;
        assert_abs_diff_eq!(line.at(s_m).position_m, expected, epsilon = 1e-9);
        assert_abs_diff_eq!(line.foot(s_m).position_m, expected, epsilon = 1e-9);
        assert_abs_diff_eq!(line.foot(s_m).tangent, from.tangent, epsilon = 1e-9);
        assert_eq!(
            (line.at(s_m).curvature_1pm, line.curvature_at(s_m)),
            (0.0, 0.0)
        );
    }
}

#[test]
fn limits_and_lanes_change_at_their_sample_and_the_end_has_its_own() {
    let mut route = route_along(&[[0.0, 0.0], [10.0, 0.0], [19.6, 0.0], [20.0, 0.0]], None);
    let limits = [5.0, 8.0, 11.0, 14.0];
    for (i, (point, limit_mps)) in route.path.iter_mut().zip(limits).enumerate() {
        (point.speed_limit_mps, point.lane) = (Some(limit_mps), Some(LaneId(i as u32)));
    }
    let line = Line::new(&route).unwrap();
    // samples every 0.5 m: that at 10.5 m is the first of the second piece
    let cases = [
        (9.9, 5.0),
        (10.2, 5.0),
        (10.6, 8.0),
        (19.4, 8.0),
        (19.7, 8.0),
        (20.0, 11.0),
    ];
    for (s_m, limit_mps) in cases {
        assert_eq!(line.limit_at(s_m), limit_mps, "{s_m}");
        assert_eq!(line.at(s_m).limit_mps, limit_mps, "{s_m}");
    }
    let lanes = [9.4, 10.6, 19.7, 20.0].map(|s_m| line.lane_at(s_m).map(|lane| lane.0));
    assert_eq!(lanes, [0, 1, 1, 3].map(Some));
}

#[test]
fn a_place_deep_inside_a_bend_is_found_from_the_sample_beside_the_windows_end() {
    // 10 m inside a bend of 25 m: each step leaves 10/25 of the way
    let line = Line::new(&bend(0.7, 0.04, 60)).unwrap();
    for share in [0.1, 0.9] {
        let s_m = (30.0 + share) * CHORD_M;
        let at = line.at(s_m);
        let p_m = at.position_m + at.left() * 10.0;
        for (from_s_m, to_s_m) in [(s_m - 6.0, s_m), (s_m, s_m + 6.0), (s_m, s_m)] {
            let place = line.project_between(p_m, from_s_m, to_s_m);
            assert_abs_diff_eq!(place.s_m, s_m, epsilon = 8e-3);
            assert_abs_diff_eq!(place.d_m, 10.0, epsilon = 2e-2);
        }
    }
}

#[test]
fn a_guess_far_off_is_moved_by_two_samples_twice_and_then_along_the_tangent() {
    let line = Line::new(&bend(0.7, 0.04, 80)).unwrap();
    let s_m = 40.0 * CHORD_M;
    let p_m = line.at(s_m).position_m;
    for side in [1.0, -1.0] {
        let place = line.refined(p_m, s_m + side * 12.0);
        // 4 · 0.499 m nearer, there the tangent at an arc of a = (12 − 1.996)/25 leads
        // 25 · sin a on, and passes at 25 · (1 − cos a)
        let arc = (12.0 - 4.0 * CHORD_M) / 25.0;
        let expected = s_m + side * (12.0 - 4.0 * CHORD_M - 25.0 * arc.sin());
        assert_abs_diff_eq!(place.s_m, expected, epsilon = 1e-2);
        assert_abs_diff_eq!(place.d_m, 25.0 * (1.0 - arc.cos()), epsilon = 1e-2);
    }
}

#[test]
fn a_radian_of_direction_counts_as_two_metres() {
    let line = there_and_back(60.0);
    // branches 8 m apart, half a turn between them: 2π m for the one that leads back
    let found = |y: f64, yaw: f64| line.locate(Vector2::new(30.1, y), yaw).s_m;
    let pi = std::f64::consts::PI;
    // y < 8 − y + 2π: up to 7.14 m
    assert_abs_diff_eq!(found(7.0, 0.0), 30.1, epsilon = 1e-6);
    assert_abs_diff_eq!(found(7.3, 0.0), 68.0 + 29.9, epsilon = 1e-6);
    assert_abs_diff_eq!(found(0.7, pi), 30.1, epsilon = 1e-6);
    assert_abs_diff_eq!(found(1.0, pi), 68.0 + 29.9, epsilon = 1e-6);
    // 1 rad and π − 1: y + 2 < 8 − y + 4.28, up to 5.14 m
    for yaw in [1.0, -1.0] {
        assert_abs_diff_eq!(found(5.1, yaw), 30.1, epsilon = 1e-6);
        assert_abs_diff_eq!(found(5.2, yaw), 68.0 + 29.9, epsilon = 1e-6);
    }
}

#[test]
fn at_a_hairpins_tip_the_line_keeps_its_direction() {
    let line = Line::new(&route_along(&[[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]], None)).unwrap();
    let yaw = 4.0_f64.atan2(3.0);
    for (i, side) in [(9, 1.0), (10, 1.0), (11, -1.0)] {
        let expected = Vector2::new(yaw.cos(), yaw.sin()) * side;
        assert_abs_diff_eq!(line.samples()[i].tangent, expected, epsilon = 1e-9);
    }
}
