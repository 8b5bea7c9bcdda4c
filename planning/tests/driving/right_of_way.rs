//! Signals, signs, traffic that goes first, people who cross.

use trunkline_interfaces::messages::{RouteSignal, SignalState};
use trunkline_interfaces::{AgentClass, SignalId, SignalKind};

use crate::closed_loop::{Scene, Step, closest_m, drive};
use crate::scenes::{crosswalk, left_turn, steady, straight};

const FRONT_M: f64 = 3.65; // of the default vehicle, from its rear axle

/// A light or sign with its line at x = 60 (80 m along the route).
fn with_signal(kind: SignalKind, state: impl Fn(f64) -> SignalState + 'static) -> Scene {
    let mut scene = straight(Some(13.9), 12.0);
    scene.route.signals = vec![RouteSignal {
        id: SignalId(7),
        kind,
        state: SignalState::Go,
        stop_s_m: 80.0,
    }];
    scene.signals = Some(Box::new(move |t, route| route.signals[0].state = state(t)));
    scene
}

fn front_x(step: &Step) -> f64 {
    step.ego.position_m.x + FRONT_M
}

#[test]
fn red_light_is_not_run_when_the_road_is_empty() {
    for planner in ["idm", "proposal"] {
        let steps = drive(
            planner,
            &with_signal(SignalKind::TrafficLight, |_| SignalState::Stop),
            25.0,
        );
        let last = steps.last().unwrap();
        assert!(
            front_x(last) < 60.0 && front_x(last) > 56.0,
            "{planner}: {}",
            front_x(last)
        );
        assert!(last.ego.speed_mps < 0.1, "{planner}");
        assert_eq!(last.plan.reason.signals, vec![SignalId(7)], "{planner}");
    }
}

#[test]
fn green_light_is_passed_and_red_is_waited_out() {
    let scene = with_signal(SignalKind::TrafficLight, |t| {
        if t < 15.0 {
            SignalState::Stop
        } else {
            SignalState::Go
        }
    });
    let steps = drive("proposal", &scene, 25.0);
    let crossing = steps.iter().find(|s| front_x(s) > 60.3).unwrap();
    assert!(
        crossing.time_s > 15.0 && crossing.time_s < 19.0,
        "{}",
        crossing.time_s
    );
}

#[test]
fn amber_is_stopped_at_only_where_that_is_calm() {
    // 12 m/s, front at 3.65: amber at 0 s leaves 56 m: 12²/(2·56) = 1.3 m/s², stop.
    let early = drive(
        "idm",
        &with_signal(SignalKind::TrafficLight, |_| SignalState::Caution),
        20.0,
    );
    assert!(front_x(early.last().unwrap()) < 60.0);
    // amber after 3.5 s leaves some 13 m: 144/26 = 5.5 m/s², go on, and stay so when it turns red.
    let late = with_signal(SignalKind::TrafficLight, |t| match t {
        t if t < 3.5 => SignalState::Go,
        t if t < 4.2 => SignalState::Caution,
        _ => SignalState::Stop,
    });
    let late = drive("idm", &late, 12.0);
    assert!(
        front_x(late.last().unwrap()) > 100.0,
        "{}",
        front_x(late.last().unwrap())
    );
}

#[test]
fn a_stop_sign_is_stopped_at_once() {
    for planner in ["idm", "proposal"] {
        let steps = drive(
            planner,
            &with_signal(SignalKind::Stop, |_| SignalState::Stop),
            30.0,
        );
        let stood = steps.iter().find(|s| s.ego.speed_mps < 0.1).unwrap();
        assert!(
            (57.0..60.0).contains(&front_x(stood)),
            "{planner}: {}",
            front_x(stood)
        );
        assert!(front_x(steps.last().unwrap()) > 90.0, "{planner}: goes on");
    }
}

#[test]
fn an_unprotected_left_turn_waits_for_a_gap() {
    for planner in ["idm", "proposal"] {
        let mut scene = left_turn(8.0);
        scene.agents = (0..3)
            .map(|i| {
                steady(
                    AgentClass::Car,
                    45.0 + 22.0 * f64::from(i),
                    1.75,
                    std::f64::consts::PI,
                    11.0,
                )
            })
            .collect();
        let steps = drive(planner, &scene, 25.0);
        assert!(closest_m(&steps) > 1.0, "{planner}: {}", closest_m(&steps));
        assert!(
            steps.last().unwrap().ego.position_m.y > 20.0,
            "{planner}: turns at last"
        );
        assert!(
            steps
                .iter()
                .any(|s| s.plan.reason.sentence.contains("giving way to car")),
            "{planner}"
        );
    }
}

#[test]
fn an_unprotected_left_turn_goes_when_nobody_comes() {
    let mut scene = left_turn(8.0);
    scene.agents = vec![steady(
        AgentClass::Car,
        140.0,
        1.75,
        std::f64::consts::PI,
        8.0,
    )];
    let steps = drive("proposal", &scene, 14.0);
    assert!(steps.last().unwrap().ego.position_m.y > 10.0);
    assert!(
        steps.iter().all(|s| s.ego.speed_mps > 2.0),
        "without stopping"
    );
}

#[test]
fn a_pedestrian_at_a_crosswalk_goes_first() {
    for planner in ["idm", "proposal"] {
        let mut scene = crosswalk(12.0, 10.0);
        scene.agents = vec![steady(
            AgentClass::Pedestrian,
            60.0,
            -6.0,
            std::f64::consts::FRAC_PI_2,
            1.0,
        )];
        let steps = drive(planner, &scene, 25.0);
        let before = steps.iter().find(|s| s.time_s > 6.9).unwrap();
        assert!(front_x(before) < 58.0, "{planner}: {}", front_x(before));
        assert!(closest_m(&steps) > 1.5, "{planner}: {}", closest_m(&steps));
        assert!(
            front_x(steps.last().unwrap()) > 80.0,
            "{planner}: goes on afterwards"
        );
    }
}

#[test]
fn a_pedestrian_who_walks_away_from_a_crosswalk_is_not_waited_for() {
    let mut scene = crosswalk(12.0, 10.0);
    scene.agents = vec![steady(
        AgentClass::Pedestrian,
        60.0,
        3.5,
        std::f64::consts::FRAC_PI_2,
        1.2,
    )];
    let steps = drive("proposal", &scene, 6.0);
    assert!(steps.iter().all(|s| s.ego.speed_mps > 8.0));
}
