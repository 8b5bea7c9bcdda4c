//! The safety gate: limits, emergency braking and its absence, minimal-risk stop.

use nalgebra::{Matrix4, Vector2, Vector3};
use proptest::prelude::*;
use trunkline_control::{SafetyConfig, SafetyGate};
use trunkline_interfaces::geometry::OrientedBox;
use trunkline_interfaces::messages::{
    Actuation, Command, EgoState, Header, Health, Intervention, Track, Tracks, Trajectory,
    Validate as _,
};
use trunkline_interfaces::stages::{Gate as _, GateInput};
use trunkline_interfaces::{AgentClass, Duration, LaneMap, Stage, Stamp, TrackId, VehicleParams};

use crate::vehicle::{context, control};

fn gate() -> SafetyGate {
    SafetyGate::from_config(SafetyConfig::default()).unwrap()
}

fn ego(speed_mps: f64, steering_rad: f64) -> EgoState {
    EgoState {
        velocity_mps: Vector2::new(speed_mps, 0.0),
        steering_rad,
        ..EgoState::default()
    }
}

fn wish(steering_rad: f64, acceleration_mps2: f64, stamp: Stamp) -> Command {
    Command {
        header: Header::sensor(0, stamp),
        actuation: Actuation::Control {
            steering_rad,
            acceleration_mps2,
        },
        interventions: Vec::new(),
    }
}

fn car(x: f64, y: f64, yaw_rad: f64, speed_mps: f64) -> Track {
    Track {
        id: TrackId(1),
        class: AgentClass::Car,
        bbox: OrientedBox {
            center_m: Vector3::new(x, y, 0.75),
            size_m: Vector3::new(4.5, 1.8, 1.5),
            yaw_rad,
        },
        velocity_mps: Vector2::new(yaw_rad.cos(), yaw_rad.sin()) * speed_mps,
        yaw_rate_radps: 0.0,
        covariance: Matrix4::identity() * 1e-4,
        existence: 0.99,
        detection: None,
        first_seen: Stamp::ZERO,
        coasting: Duration::ZERO,
    }
}

fn tracks(tracks: Vec<Track>, stamp: Stamp) -> Tracks {
    Tracks {
        header: Header::sensor(0, stamp),
        tracks,
    }
}

fn check(
    gate: &mut SafetyGate,
    now_s: f64,
    ego: &EgoState,
    wish: Option<&Command>,
    tracks: Option<&Tracks>,
) -> Command {
    let (vehicle, map, health) = (
        VehicleParams::default(),
        LaneMap::default(),
        Health::default(),
    );
    let ctx = context(Stage::Gate, Stamp::from_s(now_s), &vehicle, &map);
    let command = gate
        .check(
            GateInput {
                wish,
                ego,
                tracks,
                health: &health,
            },
            &ctx,
        )
        .unwrap();
    assert!(command.validate().is_ok(), "{command:?}");
    command
}

/// Gentle cruising past or towards a car, for three steps: what the gate does at last.
fn cruise(speed_mps: f64, steering_rad: f64, other: Track) -> Command {
    let mut gate = gate();
    let ego = ego(speed_mps, steering_rad);
    let mut last = None;
    for k in 0..3 {
        let now = Stamp::from_s(0.02 * f64::from(k));
        let (w, t) = (
            wish(steering_rad, 0.0, now),
            tracks(vec![other.clone()], now),
        );
        last = Some(check(&mut gate, now.s(), &ego, Some(&w), Some(&t)));
    }
    last.unwrap()
}

#[test]
fn a_good_wish_passes_unchanged() {
    let command = cruise(10.0, 0.0, car(80.0, 0.0, 0.0, 10.0));
    assert_eq!(control(&command), (0.0, 0.0));
    assert!(command.interventions.is_empty());
}

#[test]
fn a_standing_car_too_near_to_stop_comfortably_is_braked_for() {
    // 10 m/s: 2 m of delay and 100/11 = 9.1 m of braking at 5.5; front at 3.65 m, rear of the car at
    // x − 2.25. Free space 10 m < 11.1 m: fires. 13 m: does not.
    let near = cruise(10.0, 0.0, car(10.0 + 3.65 + 2.25, 0.0, 0.0, 0.0));
    assert_eq!(near.interventions, [Intervention::EmergencyBraking]);
    assert_eq!(control(&near).1, -8.0);
    let far = cruise(10.0, 0.0, car(13.0 + 3.65 + 2.25, 0.0, 0.0, 0.0));
    assert!(far.interventions.is_empty(), "{far:?}");
}

#[test]
fn nobody_is_braked_for_who_is_beside_or_gone_in_time() {
    let quarter = std::f64::consts::FRAC_PI_2;
    let cases = [
        ("beside, same speed", car(2.0, 2.2, 0.0, 10.0)),
        ("parked beside the lane", car(8.0, 2.1, 0.0, 0.0)),
        (
            "oncoming in the other lane",
            car(15.0, 3.2, std::f64::consts::PI, 10.0),
        ),
        ("ahead, as fast", car(8.0, 0.0, 0.0, 10.0)),
        ("behind, faster", car(-6.0, 0.0, 0.0, 14.0)),
        ("crossing, clear in time", car(12.0, 3.0, quarter, 8.0)),
        ("crossing, comes later", car(9.0, -25.0, quarter, 5.0)),
    ];
    for (case, other) in cases {
        let command = cruise(10.0, 0.0, other);
        assert!(command.interventions.is_empty(), "{case}: {command:?}");
    }
}

#[test]
fn a_crossing_pedestrian_on_the_path_is_braked_for() {
    let mut pedestrian = car(9.0, -1.5, std::f64::consts::FRAC_PI_2, 1.4);
    pedestrian.class = AgentClass::Pedestrian;
    pedestrian.bbox.size_m = Vector3::new(0.6, 0.6, 1.7);
    assert_eq!(
        cruise(10.0, 0.0, pedestrian.clone()).interventions,
        [Intervention::EmergencyBraking]
    );
    pedestrian.existence = 0.2; // the twin: a ghost
    assert!(cruise(10.0, 0.0, pedestrian).interventions.is_empty());
}

#[test]
fn in_a_bend_only_what_is_on_the_arc_counts() {
    // r = 2.75/tan 0.1363 = 20 m to the left: after 15 m of arc the ego is at (13.6, 5.4).
    let steering = (2.75_f64 / 20.0).atan();
    assert!(
        cruise(8.0, steering, car(11.0, -2.0, 0.0, 0.0))
            .interventions
            .is_empty()
    );
    let on_the_arc = cruise(8.0, steering, car(10.5, 3.2, 0.6, 0.0));
    assert_eq!(on_the_arc.interventions, [Intervention::EmergencyBraking]);
}

#[test]
fn after_emergency_braking_it_stands_a_second_and_then_follows_again() {
    let mut gate = gate();
    let other = car(13.0, 0.0, 0.0, 0.0);
    let step = |gate: &mut SafetyGate, k: i32, speed: f64, acceleration: f64| {
        let now = Stamp::from_s(0.02 * f64::from(k));
        let (w, t) = (
            wish(0.0, acceleration, now),
            tracks(vec![other.clone()], now),
        );
        check(gate, now.s(), &ego(speed, 0.0), Some(&w), Some(&t))
    };
    (0..3).for_each(|k| drop(step(&mut gate, k, 10.0, 0.0)));
    let standing = step(&mut gate, 10, 0.0, 1.0);
    assert_eq!(standing.interventions, [Intervention::EmergencyBraking]);
    assert_eq!(
        step(&mut gate, 50, 0.0, 1.0).interventions,
        [Intervention::EmergencyBraking]
    );
    let mut last = step(&mut gate, 61, 0.0, 1.0);
    assert_eq!(last.interventions, [Intervention::JerkLimit]);
    for k in 62..170 {
        last = step(&mut gate, k, 0.0, 1.0);
    }
    assert!(last.interventions.is_empty(), "{last:?}");
}

#[test]
fn missing_stale_or_broken_inputs_lead_to_a_comfortable_stop_that_holds() {
    let fresh = |now: Stamp| (wish(0.1, 0.0, now), tracks(Vec::new(), now));
    type Spoil = fn(&mut Option<Command>, &mut Option<Tracks>);
    let cases: [(&str, Spoil); 6] = [
        ("no wish", |w, _| *w = None),
        ("no tracks", |_, t| *t = None),
        ("old wish", |w, _| {
            w.as_mut().unwrap().header.stamp = Stamp::from_s(-1.0)
        }),
        ("old data", |w, _| {
            w.as_mut().unwrap().header.captured = Stamp::from_s(-2.0)
        }),
        ("old tracks", |_, t| {
            t.as_mut().unwrap().header.stamp = Stamp::from_s(-1.0)
        }),
        ("wish is not a number", |w, _| {
            *w = Some(wish(f64::NAN, 0.0, Stamp::ZERO))
        }),
    ];
    for (case, spoil) in cases {
        let mut gate = gate();
        let mut moving = ego(8.0, 0.1);
        let (w, t) = fresh(Stamp::ZERO);
        assert!(
            check(&mut gate, 0.0, &moving, Some(&w), Some(&t))
                .interventions
                .is_empty(),
            "{case}"
        );
        let mut last_acceleration = 0.0;
        for k in 1..300 {
            let now = Stamp::from_s(0.02 * f64::from(k));
            let (w, t) = fresh(now);
            let (mut w, mut t) = (Some(w), Some(t));
            spoil(&mut w, &mut t);
            let command = check(&mut gate, now.s(), &moving, w.as_ref(), t.as_ref());
            assert_eq!(command.interventions, [Intervention::MinimalRisk], "{case}");
            let (steering, acceleration) = control(&command);
            assert!(
                (steering - 0.1).abs() < 1e-12,
                "{case}: steering {steering}"
            );
            assert!(
                (acceleration - last_acceleration).abs() <= 0.08 + 1e-9,
                "{case}: jerk"
            ); // 4 m/s³ · 0.02 s
            assert!(
                (-2.5..=0.0).contains(&acceleration),
                "{case}: {acceleration}"
            );
            last_acceleration = acceleration;
            moving.velocity_mps.x = (moving.velocity_mps.x + acceleration * 0.02).max(0.0);
        }
        assert_eq!(moving.velocity_mps.x, 0.0, "{case}: did not stop");
        let now = Stamp::from_s(10.0);
        let (w, t) = fresh(now);
        let held = check(&mut gate, now.s(), &moving, Some(&w), Some(&t));
        assert_eq!(
            held.interventions,
            [Intervention::MinimalRisk],
            "{case}: moved on after the stop"
        );
        gate.reset();
        assert!(
            check(&mut gate, now.s(), &moving, Some(&w), Some(&t))
                .interventions
                .is_empty(),
            "{case}: reset"
        );
    }
}

#[test]
fn a_short_loss_while_moving_is_recovered_from_and_a_slow_start_does_not_lock() {
    let mut gate = gate();
    let moving = ego(8.0, 0.0);
    let rolling = check(&mut gate, 0.0, &moving, None, None); // nothing has come yet
    assert_eq!(control(&rolling).1, 0.0);
    let late = check(&mut gate, 2.0, &moving, None, None); // and never comes
    assert!(control(&late).1 < 0.0);
    let standing = ego(0.0, 0.0);
    check(&mut gate, 2.1, &standing, None, None);
    let now = Stamp::from_s(2.2);
    let (w, t) = (wish(0.0, 0.5, now), tracks(Vec::new(), now));
    let command = check(&mut gate, 2.2, &standing, Some(&w), Some(&t));
    assert!(
        !command.interventions.contains(&Intervention::MinimalRisk),
        "{command:?}"
    );
}

#[test]
fn a_trajectory_passes_as_it_is_but_not_through_a_wall() {
    let straight = |i: i32| trunkline_interfaces::messages::TrajectoryPoint {
        time_s: 0.1 * f64::from(i),
        position_m: Vector2::new(f64::from(i), 0.0),
        yaw_rad: 0.0,
        speed_mps: 10.0,
        acceleration_mps2: 0.0,
        curvature_1pm: 0.0,
    };
    let follow = Command {
        actuation: Actuation::Trajectory(Trajectory {
            points: (0..20).map(straight).collect(),
        }),
        ..wish(0.0, 0.0, Stamp::ZERO)
    };
    let mut gate = gate();
    let free = tracks(Vec::new(), Stamp::ZERO);
    let command = check(&mut gate, 0.0, &ego(10.0, 0.0), Some(&follow), Some(&free));
    assert_eq!(command.actuation, follow.actuation);
    let wall = tracks(vec![car(12.0, 0.0, 1.57, 0.0)], Stamp::ZERO);
    check(&mut gate, 0.02, &ego(10.0, 0.0), Some(&follow), Some(&wall));
    let command = check(&mut gate, 0.04, &ego(10.0, 0.0), Some(&follow), Some(&wall));
    assert_eq!(command.interventions, [Intervention::EmergencyBraking]);
}

#[test]
fn an_ego_that_is_not_a_number_is_braked() {
    let mut gate = gate();
    let broken = EgoState {
        velocity_mps: Vector2::new(f64::NAN, 0.0),
        ..ego(5.0, 0.0)
    };
    let (w, t) = (wish(0.0, 1.0, Stamp::ZERO), tracks(Vec::new(), Stamp::ZERO));
    check(&mut gate, 0.0, &ego(5.0, 0.0), Some(&w), Some(&t));
    let command = check(&mut gate, 0.02, &broken, Some(&w), Some(&t));
    assert_eq!(command.interventions, [Intervention::MinimalRisk]);
}

proptest! {
    #[test]
    fn any_wish_becomes_a_command_within_limits(
        steering in prop::num::f64::ANY, acceleration in prop::num::f64::ANY, speed in 0.0..40.0_f64,
        x in -50.0..50.0_f64, y in -5.0..5.0_f64, other in -20.0..20.0_f64, rate in -1.0..1.0_f64,
    ) {
        let mut gate = gate();
        let vehicle = VehicleParams::default();
        let mut track = car(x, y, 0.3, other);
        track.yaw_rate_radps = rate;
        let mut last = 0.0;
        for k in 0..4 {
            let now = Stamp::from_s(0.02 * f64::from(k));
            let (w, t) = (wish(steering, acceleration, now), tracks(vec![track.clone()], now));
            let (s, a) = control(&check(&mut gate, now.s(), &ego(speed, 0.0), Some(&w), Some(&t)));
            prop_assert!(s.abs() <= vehicle.max_steering_rad && (s - last).abs() <= 0.014 + 1e-9);
            prop_assert!((-vehicle.max_braking_mps2..=vehicle.max_acceleration_mps2).contains(&a));
            last = s;
        }
    }

    #[test]
    fn whatever_comes_in_the_command_is_within_the_vehicles_limits(
        numbers in prop::array::uniform8(prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), -20.0..20.0_f64, -1.0..1.0_f64]),
        steps in prop::collection::vec((0_u8..8, 0.0..0.5_f64), 1..8),
    ) {
        let mut gate = gate();
        let vehicle = VehicleParams::default();
        let mut odd = ego(numbers[0], numbers[1]);
        (odd.acceleration_mps2.x, odd.position_m.x, odd.yaw_rad) = (numbers[2], numbers[3], numbers[4]);
        let mut now_s = 0.0;
        for (kind, pause_s) in steps {
            now_s += pause_s;
            let now = Stamp::from_s(now_s);
            let wish = (kind != 0).then(|| wish(numbers[5], numbers[6], now));
            let other = car(numbers[7], 0.0, 0.0, numbers[5]);
            let tracks = (kind != 1).then(|| tracks(vec![other], now));
            let plain = ego(8.0, 0.1);
            let ego = if kind % 2 == 0 { &odd } else { &plain };
            let (s, a) = control(&check(&mut gate, now_s, ego, wish.as_ref(), tracks.as_ref()));
            prop_assert!(s.abs() <= vehicle.max_steering_rad + 1e-9, "{s}");
            prop_assert!(a >= -vehicle.max_braking_mps2 - 1e-9, "{a}");
            prop_assert!(a <= vehicle.max_acceleration_mps2 + 1e-9, "{a}");
        }
    }
}
