//! Paths: ends, corners, foot points, and the laws that hold in any frame.

use super::*;
use approx::assert_abs_diff_eq;
use proptest::prelude::*;

fn circle(radius_m: f64) -> Polyline {
    Polyline::new((0..=180).map(|i| {
        let a = f64::from(i) * std::f64::consts::PI / 180.0;
        Vector2::new(radius_m * a.sin(), radius_m * (1.0 - a.cos()))
    }))
    .unwrap()
}

#[test]
fn a_left_circle_has_positive_curvature() {
    let path = circle(20.0);
    assert_abs_diff_eq!(path.curvature_at(15.0), 0.05, epsilon = 1e-4);
    assert_abs_diff_eq!(path.yaw_at(10.0), 0.5, epsilon = 1e-3);
}

#[test]
fn beyond_the_ends_the_path_goes_on_straight() {
    let path = Polyline::new([Vector2::new(0.0, 0.0), Vector2::new(2.0, 0.0)]).unwrap();
    assert_eq!(path.position_at(5.0), Vector2::new(5.0, 0.0));
    assert_eq!(path.position_at(-1.0), Vector2::new(-1.0, 0.0));
}

#[test]
fn a_point_is_not_a_path() {
    let p = Vector2::new(1.0, 1.0);
    assert_eq!(
        Polyline::new([p, p]),
        Err(PolylineError::TooShort { distinct: 1 })
    );
    let nan = Vector2::new(f64::NAN, 0.0);
    assert_eq!(
        Polyline::new([p, nan]),
        Err(PolylineError::NotFinite { index: 1 })
    );
}

fn corner() -> Polyline {
    // 10 m to the east, 5 m to the north.
    Polyline::new([[0.0, 0.0], [10.0, 0.0], [10.0, 5.0]].map(Vector2::from)).unwrap()
}

#[test]
fn a_path_knows_its_ends_and_its_length() {
    let path = corner();
    assert_eq!(
        (path.start_m(), path.end_m()),
        (Vector2::zeros(), Vector2::new(10.0, 5.0))
    );
    assert_eq!(
        (path.length_m(), path.arc_lengths_m()),
        (15.0, &[0.0, 10.0, 15.0][..])
    );
    assert_eq!(path.points_m().len(), 3);
    assert_eq!(
        [-1.0, 0.0, 9.9, 10.0, 15.0, 99.0].map(|s| path.segment_at(s)),
        [0, 0, 0, 1, 1, 1]
    );
    assert_eq!(path.position_on(0, 12.0), Vector2::new(12.0, 0.0));
}

#[test]
fn points_as_near_as_rounding_are_one_point() {
    let path = Polyline::new([0.0, 1e-7, 1.0, 1.0, 2.0].map(|x| Vector2::new(x, 0.0))).unwrap();
    assert_eq!(path.arc_lengths_m(), [0.0, 1.0, 2.0]);
    assert!(Polyline::new([0.0, 1e-6].map(|x| Vector2::new(x, 0.0))).is_ok());
}

#[test]
fn directions_turn_evenly_between_the_middles_of_segments() {
    let path = corner();
    let quarter = std::f64::consts::FRAC_PI_2;
    // Middles at 5 m and 12.5 m; 8 m is 3/7.5 of the way between them.
    assert_abs_diff_eq!(path.yaw_at(4.0), 0.0, epsilon = 0.0);
    assert_abs_diff_eq!(path.yaw_at(8.0), 0.4 * quarter, epsilon = 1e-12);
    assert_abs_diff_eq!(path.yaw_at(11.0), 0.8 * quarter, epsilon = 1e-12);
    assert_abs_diff_eq!(path.yaw_at(14.0), quarter, epsilon = 1e-12);
    // A quarter turn over 7.5 m, wherever one asks.
    for s_m in [2.0, 9.0, 11.0, 14.0] {
        assert_abs_diff_eq!(path.curvature_at(s_m), quarter / 7.5, epsilon = 1e-12);
    }
    let straight = Polyline::new([Vector2::zeros(), Vector2::x()]).unwrap();
    assert_abs_diff_eq!(straight.curvature_at(0.5), 0.0, epsilon = 0.0);
    let at = path.at(8.0);
    assert_eq!(
        (at.position_m, at.yaw_rad, at.curvature_1pm),
        (
            path.position_at(8.0),
            path.yaw_at(8.0),
            path.curvature_at(8.0)
        )
    );
}

#[test]
fn curvature_is_that_of_the_nearest_inner_vertex() {
    // Turns of 0.1 at 1 m and of 0.3 at 3 m.
    let mut points_m = vec![Vector2::zeros(), Vector2::x()];
    for (yaw, length_m) in [(0.1, 2.0), (0.4, 1.0)] {
        points_m.push(
            points_m[points_m.len() - 1] + length_m * Vector2::new(f64::cos(yaw), f64::sin(yaw)),
        );
    }
    let path = Polyline::new(points_m).unwrap();
    assert_abs_diff_eq!(path.curvature_at(1.9), 0.1 / 1.5, epsilon = 1e-9);
    assert_abs_diff_eq!(path.curvature_at(2.1), 0.3 / 1.5, epsilon = 1e-9);
}

#[test]
fn a_foot_point_beyond_an_end_is_the_end() {
    let path = corner();
    let before = path.project(Vector2::new(-3.0, 4.0));
    assert_eq!((before.s_m, before.d_m, before.segment), (0.0, 5.0, 0));
    let beyond = path.project(Vector2::new(13.0, 9.0));
    assert_eq!((beyond.s_m, beyond.d_m, beyond.segment), (15.0, -5.0, 1));
}

#[test]
fn a_path_that_crosses_itself_is_kept_to_one_branch() {
    // East, north, west, and south again across the first segment at x = 2.
    let loop_m = [
        [0.0, 0.0],
        [10.0, 0.0],
        [10.0, 5.0],
        [2.0, 5.0],
        [2.0, -5.0],
    ];
    let path = Polyline::new(loop_m.map(Vector2::from)).unwrap();
    let p = Vector2::new(2.0, 0.5);
    assert_eq!(path.project(p).segment, 3);
    let first = path.project_between(p, 0.0, 5.0);
    assert_eq!((first.s_m, first.d_m, first.segment), (2.0, 0.5, 0));
    let last = path.project_between(p, 24.0, 33.0);
    assert_eq!((last.s_m, last.d_m, last.segment), (27.5, 0.0, 3));
    let reversed = path.project_between(p, 12.0, 3.0);
    assert_eq!(
        reversed.segment, 1,
        "an empty stretch is that of its beginning"
    );
}

#[test]
fn a_path_moved_aside_keeps_its_corners_on_the_mean_normals() {
    let shifted = corner().shifted(1.0).unwrap();
    let aside = std::f64::consts::FRAC_1_SQRT_2;
    let expected = [[0.0, 1.0], [10.0 - aside, aside], [9.0, 5.0]].map(Vector2::from);
    for (p, q) in shifted.points_m().iter().zip(expected) {
        assert_abs_diff_eq!(*p, q, epsilon = 1e-12);
    }
    // A hairpin: the way ahead decides.
    let hairpin = Polyline::new([0.0, 4.0, 1.0].map(|x| Vector2::new(x, 0.0))).unwrap();
    let turned = hairpin.shifted(0.5).unwrap();
    assert_abs_diff_eq!(
        turned.points_m()[1],
        Vector2::new(4.0, -0.5),
        epsilon = 1e-12
    );
}

fn wiggle() -> impl Strategy<Value = Polyline> {
    prop::collection::vec((0.5..5.0_f64, -0.5..0.5_f64), 3..20).prop_map(|steps| {
        let (mut at, mut yaw) = (Vector2::new(3.0, -2.0), 0.0);
        let mut points_m = vec![at];
        for (step_m, turn) in steps {
            yaw += turn;
            at += step_m * Vector2::new(f64::cos(yaw), f64::sin(yaw));
            points_m.push(at);
        }
        Polyline::new(points_m).unwrap()
    })
}

proptest! {
    #[test]
    fn a_path_moves_with_its_frame(
        path in wiggle(), x in -50.0..50.0_f64, y in -50.0..50.0_f64, turn in -3.1..3.1_f64,
        share in 0.0..1.0_f64, d in -3.0..3.0_f64,
    ) {
        let frame = Pose2::new(x, y, turn);
        let moved = Polyline::new(path.points_m().iter().map(|p| frame.transform_point(*p))).unwrap();
        let s = share * path.length_m();
        prop_assert!((moved.length_m() - path.length_m()).abs() < 1e-9);
        prop_assert!((moved.curvature_at(s) - path.curvature_at(s)).abs() < 1e-6);
        let (here, there) = (frame.compose(&path.pose_at(s, d)), moved.pose_at(s, d));
        prop_assert!((here.position_m() - there.position_m()).norm() < 1e-9);
        prop_assert!(angle_difference_rad(here.yaw_rad, there.yaw_rad).abs() < 1e-9);
        let p = path.pose_at(s, d).position_m();
        let (a, b) = (path.project(p), moved.project(frame.transform_point(p)));
        prop_assert!((a.d_m.abs() - b.d_m.abs()).abs() < 1e-9);
    }

    #[test]
    fn a_foot_point_is_nearest_and_lies_where_it_says(
        path in wiggle(), x in -10.0..60.0_f64, y in -40.0..40.0_f64, share in 0.0..1.0_f64,
    ) {
        let p = Vector2::new(x, y);
        let foot = path.project(p);
        prop_assert!((0.0..=path.length_m()).contains(&foot.s_m));
        prop_assert!(((path.position_at(foot.s_m) - p).norm() - foot.d_m.abs()).abs() < 1e-9);
        prop_assert!((path.position_at(share * path.length_m()) - p).norm() >= foot.d_m.abs() - 1e-9);
        prop_assert_eq!(path.project_between(p, 0.0, path.length_m()), foot);
    }

    #[test]
    fn a_point_on_the_path_is_its_own_foot_point(path in wiggle(), share in 0.0..1.0_f64) {
        let p = path.position_at(share * path.length_m());
        let foot = path.project_between(p, share * path.length_m(), share * path.length_m());
        prop_assert!((foot.s_m - share * path.length_m()).abs() < 1e-9 && foot.d_m.abs() < 1e-9);
    }

    #[test]
    fn evenly_spaced_vertices_lie_on_the_path_and_as_near_as_asked(
        path in wiggle(), spacing_m in 0.3..7.0_f64,
    ) {
        let even = path.resampled(spacing_m);
        prop_assert!((even.start_m() - path.start_m()).norm() < 1e-9);
        prop_assert!((even.end_m() - path.end_m()).norm() < 1e-9);
        let count = even.points_m().len() - 1;
        prop_assert_eq!(count, (path.length_m() / spacing_m).ceil() as usize);
        for (i, p) in even.points_m().iter().enumerate() {
            let on_path = path.position_at(path.length_m() * i as f64 / count as f64);
            prop_assert!((p - on_path).norm() < 1e-9);
        }
    }

    #[test]
    fn a_path_survives_its_json(path in wiggle()) {
        let json = serde_json::to_string(&path).unwrap();
        prop_assert_eq!(serde_json::from_str::<Polyline>(&json).unwrap(), path);
    }

    #[test]
    fn a_segment_is_the_same_from_wherever_it_is_looked_for(
        s in -5.0..70.0_f64, guess in 0_usize..400,
    ) {
        let path = circle(20.0);
        prop_assert_eq!(path.segment_from(guess, s), path.segment_at(s));
    }

    #[test]
    fn frenet_round_trip(s in 1.0..60.0_f64, d in -5.0..5.0_f64) {
        let path = circle(20.0);
        let back = path.project(path.pose_at(s, d).position_m());
        // Chords of 1°: the interpolated normal differs by up to half a degree, times 5 m.
        prop_assert!((back.s_m - s).abs() < 0.05 && (back.d_m - d).abs() < 0.05);
    }
}
