//! The filter of vehicles: motion, front and rear, covariances, Jacobians.

use super::*;
use approx::assert_abs_diff_eq;
use nalgebra::Matrix3;
use proptest::prelude::*;
use trunkline_interfaces::geometry::Pose2;

const NOISE: ProcessNoise = ProcessNoise {
    acceleration_m2ps3: 1.0,
    yaw_acceleration_rad2ps3: 0.5,
    slip_m2ps: 0.02,
};

fn box_at(x: f64, y: f64, yaw_rad: f64) -> Measurement {
    Measurement {
        center_m: Vector2::new(x, y),
        yaw_rad,
        covariance: Matrix3::identity() * 1e-4,
        velocity_mps: None,
    }
}

#[test]
fn two_frames_give_the_speed() {
    let mut filter = TurnRate::new(&box_at(0.0, 0.0, 0.0), 4.0, 10.0);
    assert_abs_diff_eq!(filter.estimate().velocity_mps.norm(), 0.0, epsilon = 1e-12);
    filter.predict(0.1, &NOISE);
    filter.update(&box_at(1.5, 0.0, 0.0), 4.0).unwrap();
    // 15 m/s; the prior's pull is 1e-4/(1 + …) of it
    assert_abs_diff_eq!(filter.estimate().velocity_mps.x, 15.0, epsilon = 0.1);
}

#[test]
fn a_circle_is_followed_with_its_yaw_rate() {
    // Rear axle on r = 20 m at 8 m/s: ω = 0.4 rad/s; the centre is 0.28·4 = 1.12 m ahead.
    let at = |t: f64| {
        let a = 0.4 * t;
        let (c, s) = (a.cos(), a.sin());
        box_at(20.0 * s + 1.12 * c, 20.0 * (1.0 - c) + 1.12 * s, a)
    };
    let mut filter = TurnRate::new(&at(0.0), 4.0, 10.0);
    for k in 1..=30 {
        filter.predict(0.1, &NOISE);
        filter.update(&at(0.1 * f64::from(k)), 4.0).unwrap();
    }
    let e = filter.estimate();
    assert_abs_diff_eq!(e.yaw_rate_radps, 0.4, epsilon = 1e-3);
    // centre: √(8² + (0.4·1.12)²) = 8.0125
    assert_abs_diff_eq!(e.velocity_mps.norm(), 8.0125, epsilon = 5e-3);
    assert_abs_diff_eq!((e.center_m - at(3.0).center_m).norm(), 0.0, epsilon = 1e-3);
}

#[test]
fn one_long_step_equals_many_short_ones() {
    let mut long = TurnRate::new(&box_at(0.0, 0.0, 0.3), 4.0, 10.0);
    long.x[3] = 12.0;
    long.x[4] = 0.2;
    let mut short = long.clone();
    long.predict(0.4, &NOISE);
    (0..4).for_each(|_| short.predict(0.1, &NOISE));
    assert_abs_diff_eq!(long.x, short.x, epsilon = 1e-9);
    // Linearisation differs, so the covariances only nearly agree.
    let ratio = long.p[(3, 3)] / short.p[(3, 3)];
    assert_abs_diff_eq!(ratio, 1.0, epsilon = 1e-9);
    assert_abs_diff_eq!(long.p[(0, 0)] / short.p[(0, 0)], 1.0, epsilon = 0.05);
}

#[test]
fn a_flipped_box_does_not_turn_the_track() {
    let mut filter = TurnRate::new(&box_at(0.0, 0.0, 0.0), 4.0, 10.0);
    for k in 1..10 {
        filter.predict(0.1, &NOISE);
        let yaw = if k % 2 == 0 { PI } else { 0.0 };
        filter.update(&box_at(f64::from(k), 0.0, yaw), 4.0).unwrap();
    }
    assert_abs_diff_eq!(filter.estimate().yaw_rad, 0.0, epsilon = 1e-6);
    assert_abs_diff_eq!(filter.estimate().velocity_mps.x, 10.0, epsilon = 0.05);
}

#[test]
fn a_track_born_backwards_turns_round_when_it_moves() {
    let mut filter = TurnRate::new(&box_at(0.0, 0.0, PI), 4.0, 10.0);
    for k in 1..6 {
        filter.predict(0.1, &NOISE);
        filter.update(&box_at(f64::from(k), 0.0, PI), 4.0).unwrap();
    }
    let e = filter.estimate();
    assert_abs_diff_eq!(e.yaw_rad, 0.0, epsilon = 1e-6);
    assert_abs_diff_eq!(e.velocity_mps.x, 10.0, epsilon = 0.1);
    assert_abs_diff_eq!(e.center_m.x, 5.0, epsilon = 0.02);
}

#[test]
fn the_reference_point_lies_behind_the_centre_and_a_turn_of_the_box_moves_it() {
    // 0.28 · 5 m = 1.4 m behind the centre, facing north.
    let measured = Measurement {
        covariance: Matrix3::from_diagonal(&Vector3::new(0.04, 0.09, 0.01)),
        velocity_mps: Some((Vector2::new(9.0, 6.0), 0.25)),
        ..box_at(3.0, 4.0, 0.5 * PI)
    };
    let filter = TurnRate::new(&measured, 5.0, 10.0);
    assert_abs_diff_eq!(
        filter.x,
        State::new(3.0, 2.6, 0.5 * PI, 6.0, 0.0),
        epsilon = 1e-12
    );
    // The point swings sideways, here along x: 0.04 + 1.4² · 0.01, and together with the yaw.
    assert_abs_diff_eq!(filter.p[(0, 0)], 0.0596, epsilon = 1e-12);
    assert_abs_diff_eq!(filter.p[(1, 1)], 0.09, epsilon = 1e-12);
    assert_abs_diff_eq!(filter.p[(0, 2)], 0.014, epsilon = 1e-12);
    assert_eq!((filter.p[(3, 3)], filter.p[(4, 4)]), (0.25, 0.25));
    let e = filter.estimate();
    assert_abs_diff_eq!(e.center_m, Vector2::new(3.0, 4.0), epsilon = 1e-12);
    // Back at the centre it is what was measured.
    assert_abs_diff_eq!(
        e.covariance.fixed_view::<3, 3>(0, 0).into_owned(),
        measured.covariance,
        epsilon = 1e-12
    );
}

#[test]
fn a_measured_velocity_tells_speed_and_turning() {
    // 8 m/s ahead, and the centre, 1.12 m ahead of the axle, moves 0.56 m/s to the left: 0.5 rad/s.
    let measured = Measurement {
        velocity_mps: Some((Vector2::new(8.0, 0.56), 1e-8)),
        ..box_at(0.0, 0.0, 0.0)
    };
    let mut filter = TurnRate::new(&box_at(0.0, 0.0, 0.0), 4.0, 10.0);
    for _ in 0..20 {
        filter.update(&measured, 4.0).unwrap();
    }
    assert_abs_diff_eq!(filter.x[3], 8.0, epsilon = 1e-3);
    assert_abs_diff_eq!(filter.x[4], 0.5, epsilon = 1e-2);
}

#[test]
fn a_car_that_stands_is_turned_round_by_the_fifth_report_in_a_row() {
    let seen = |filter: &mut TurnRate, yaw: f64| {
        filter.predict(0.1, &NOISE);
        filter.update(&box_at(0.0, 0.0, yaw), 4.0).unwrap();
    };
    let mut filter = TurnRate::new(&box_at(0.0, 0.0, 0.0), 4.0, 10.0);
    (0..4).for_each(|_| seen(&mut filter, PI));
    seen(&mut filter, 0.0);
    (0..4).for_each(|_| seen(&mut filter, PI));
    assert_abs_diff_eq!(filter.estimate().yaw_rad, 0.0, epsilon = 1e-6);
    seen(&mut filter, PI);
    let e = filter.estimate();
    assert_abs_diff_eq!(e.yaw_rad.abs(), PI, epsilon = 1e-6);
    assert_abs_diff_eq!(e.center_m, Vector2::zeros(), epsilon = 1e-6);
    assert_eq!(filter.flips, 0);
    // One that drives is not turned, however often it is said.
    let mut driving = TurnRate::new(&box_at(0.0, 0.0, 0.0), 4.0, 10.0);
    driving.x[3] = 5.0;
    for k in 1..9 {
        driving.predict(0.1, &NOISE);
        driving
            .update(&box_at(0.5 * f64::from(k), 0.0, PI), 4.0)
            .unwrap();
    }
    assert_abs_diff_eq!(driving.estimate().yaw_rad, 0.0, epsilon = 1e-6);
}

#[test]
fn turning_round_leaves_the_box_and_its_covariance_where_they_are() {
    let mut filter = TurnRate::new(&box_at(1.0, 2.0, 0.4), 4.0, 10.0);
    (filter.x[3], filter.x[4]) = (-2.0, 0.3);
    filter.predict(0.3, &NOISE);
    let before = filter.estimate();
    filter.turn_round();
    let after = filter.estimate();
    assert_abs_diff_eq!(after.center_m, before.center_m, epsilon = 1e-12);
    assert_abs_diff_eq!((after.yaw_rad - before.yaw_rad).abs(), PI, epsilon = 1e-12);
    assert_abs_diff_eq!(filter.x[3], 2.0, epsilon = 0.0);
    let place = |e: &Estimate| e.covariance.fixed_view::<3, 3>(0, 0).into_owned();
    assert_abs_diff_eq!(place(&after), place(&before), epsilon = 1e-12);
    assert_abs_diff_eq!(
        after.covariance[(3, 3)],
        before.covariance[(3, 3)],
        epsilon = 1e-12
    );
    filter.turn_round();
    assert_abs_diff_eq!(
        filter.estimate().covariance,
        before.covariance,
        epsilon = 1e-12
    );
}

#[test]
fn noise_spreads_along_the_way_and_slip_everywhere() {
    // Along 3-4-5: a = 1, b = 0.5, slip 0.02; Δt = 2: cubes 8/3, squares 2.
    let q = process_covariance(0.6, 0.8, 2.0, &NOISE);
    let expected = [
        ((0, 0), 0.36 * 8.0 / 3.0 + 0.04),
        ((1, 1), 0.64 * 8.0 / 3.0 + 0.04),
        ((0, 1), 0.48 * 8.0 / 3.0),
        ((0, 3), 0.6 * 2.0),
        ((1, 3), 0.8 * 2.0),
        ((3, 3), 2.0),
        ((2, 2), 0.5 * 8.0 / 3.0),
        ((2, 4), 0.5 * 2.0),
        ((4, 4), 0.5 * 2.0),
        ((0, 2), 0.0),
        ((3, 4), 0.0),
    ];
    for ((i, j), value) in expected {
        assert_abs_diff_eq!(q[(i, j)], value, epsilon = 1e-12);
        assert_abs_diff_eq!(q[(j, i)], value, epsilon = 1e-12);
    }
}

proptest! {
    #[test]
    fn covariances_stay_symmetric_and_positive(
        yaw in -3.0..3.0_f64, w in -2.0..2.0_f64, v in -30.0..30.0_f64, dt in 1e-3..1.0_f64, steps in 1..20_usize,
    ) {
        let mut filter = TurnRate::new(&box_at(0.0, 0.0, yaw), 4.5, 10.0);
        filter.x[3] = v;
        filter.x[4] = w;
        for k in 0..steps {
            filter.predict(dt, &NOISE);
            let e = filter.estimate();
            if k % 3 == 0 {
                filter.update(&box_at(e.center_m.x + 0.1, e.center_m.y - 0.1, e.yaw_rad), 4.5).unwrap();
            }
            prop_assert_eq!(filter.p, filter.p.transpose());
            prop_assert!(filter.p.cholesky().is_some(), "not positive definite: {}", filter.p);
            prop_assert!(filter.estimate().covariance.cholesky().is_some());
        }
    }

    #[test]
    fn the_estimates_covariance_is_that_of_the_centre(
        yaw in -3.0..3.0_f64, w in -1.0..1.0_f64, v in -20.0..20.0_f64, length_m in 0.0..12.0_f64,
    ) {
        let mut filter = TurnRate::new(&box_at(1.0, 2.0, yaw), length_m, 10.0);
        (filter.x[3], filter.x[4]) = (v, w);
        filter.predict(0.3, &NOISE);
        let at = |x: State| {
            let e = TurnRate { x, ..filter.clone() }.estimate();
            nalgebra::Vector4::new(e.center_m.x, e.center_m.y, e.yaw_rad, x[3])
        };
        let mut j = SMatrix::<f64, 4, 5>::zeros();
        for k in 0..5 {
            let mut e = State::zeros();
            e[k] = 1e-5;
            j.set_column(k, &((at(filter.x + e) - at(filter.x - e)) / 2e-5));
        }
        let expected = j * filter.p * j.transpose();
        let error = (filter.estimate().covariance - expected).abs().max();
        prop_assert!(error < 1e-6 * (1.0 + expected.abs().max()), "{error}");
        // The centre moves as the axle does, and about it.
        let (e, d) = (filter.estimate(), filter.center_ahead_m);
        let ahead = Vector2::new(e.yaw_rad.cos(), e.yaw_rad.sin());
        let expected_mps = ahead * filter.x[3] + Vector2::new(-ahead.y, ahead.x) * (filter.x[4] * d);
        prop_assert!((e.velocity_mps - expected_mps).norm() < 1e-9);
    }

    #[test]
    fn turning_the_world_turns_the_estimate(
        turn in -3.1..3.1_f64, yaw in -3.1..3.1_f64, v in -2.0..20.0_f64, sees_velocity: bool,
    ) {
        let frame = Pose2::new(5.0, -3.0, turn);
        let seen = |k: i32, frame: &Pose2| {
            let pose = Pose2::new(v * 0.1 * f64::from(k), 0.01 * f64::from(k), yaw);
            let there = frame.compose(&pose);
            let velocity_mps = sees_velocity.then(|| (frame.rotate(Vector2::new(v, 0.1)), 0.04));
            Measurement { velocity_mps, ..box_at(there.x_m, there.y_m, there.yaw_rad) }
        };
        let follow = |frame: &Pose2| {
            let mut filter = TurnRate::new(&seen(0, frame), 4.0, 10.0);
            for k in 1..6 {
                filter.predict(0.1, &NOISE);
                filter.update(&seen(k, frame), 4.0).unwrap();
            }
            filter.estimate()
        };
        let (here, there) = (follow(&Pose2::default()), follow(&frame));
        prop_assert!((frame.transform_point(here.center_m) - there.center_m).norm() < 1e-6);
        prop_assert!((frame.rotate(here.velocity_mps) - there.velocity_mps).norm() < 1e-6);
        prop_assert!((here.yaw_rate_radps - there.yaw_rate_radps).abs() < 1e-6);
        prop_assert!((here.covariance[(3, 3)] - there.covariance[(3, 3)]).abs() < 1e-6);
    }

    #[test]
    fn the_jacobian_is_the_derivative(yaw in -3.0..3.0_f64, w in -1.0..1.0_f64, v in -20.0..20.0_f64) {
        let base = TurnRate {
            x: State::new(1.0, 2.0, yaw, v, w), p: Covariance::identity(), center_ahead_m: 1.0, flips: 0,
        };
        let none = ProcessNoise { acceleration_m2ps3: 0.0, yaw_acceleration_rad2ps3: 0.0, slip_m2ps: 0.0 };
        let step = |x: State| { let mut f = TurnRate { x, ..base.clone() }; f.predict(0.3, &none); f.x };
        let mut j = Covariance::zeros();
        for k in 0..5 {
            let mut e = State::zeros();
            e[k] = 1e-5;
            let mut column = step(base.x + e) - step(base.x - e);
            column[2] = wrap_rad(column[2]);
            j.set_column(k, &(column / 2e-5));
        }
        let mut moved = base.clone();
        moved.predict(0.3, &none);
        prop_assert!((moved.p - j * j.transpose()).abs().max() < 1e-4 * (1.0 + moved.p.abs().max()));
    }
}
