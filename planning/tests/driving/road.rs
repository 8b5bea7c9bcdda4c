//! Curves, limits, the goal, routes that loop.

use crate::closed_loop::drive;
use crate::fixtures::route_along;
use crate::scenes::{at, straight};

fn circle(radius_m: f64, turns: f64) -> Vec<[f64; 2]> {
    let count = (turns * std::f64::consts::TAU * radius_m).ceil() as i32;
    let start = [[-100.0, 0.0], [-20.0, 0.0]];
    let round = (0..=count).map(|i| {
        let a = f64::from(i) / radius_m;
        [radius_m * a.sin(), radius_m * (1.0 - a.cos())]
    });
    start.into_iter().chain(round).collect()
}

#[test]
fn a_curve_is_driven_within_lateral_comfort() {
    for planner in ["idm", "proposal"] {
        let mut scene = straight(Some(20.0), 14.0);
        scene.route = route_along(&circle(20.0, 0.7), Some(20.0));
        scene.start = at(-90.0, 0.0, 0.0, 14.0);
        let steps = drive(planner, &scene, 16.0);
        let lateral = |s: &crate::closed_loop::Step| s.ego.speed_mps.powi(2) * s.ego.curvature_1pm;
        let worst = steps.iter().map(|s| lateral(s).abs()).fold(0.0, f64::max);
        assert!(worst < 3.0, "{planner}: {worst}");
        let off = steps
            .iter()
            .filter(|s| s.ego.position_m.x > 0.0)
            .map(|s| ((s.ego.position_m - nalgebra::Vector2::new(0.0, 20.0)).norm() - 20.0).abs());
        assert!(
            off.fold(0.0, f64::max) < 0.6,
            "{planner}: keeps to the lane"
        );
    }
}

#[test]
fn the_goal_is_stopped_at() {
    for planner in ["idm", "proposal"] {
        let mut scene = straight(Some(13.9), 10.0);
        scene.route.goal_s_m = 100.0; // x = 80
        scene.route.stop_at_goal = true;
        let steps = drive(planner, &scene, 25.0);
        let last = steps.last().unwrap();
        let front = last.ego.position_m.x + 3.65;
        assert!((77.0..80.5).contains(&front), "{planner}: {front}");
        assert!(last.ego.speed_mps < 0.1, "{planner}");
        assert!(
            last.plan.reason.sentence.contains("goal"),
            "{planner}: {}",
            last.plan.reason.sentence
        );
    }
}

#[test]
fn the_limit_is_reached_and_kept() {
    for planner in ["idm", "proposal"] {
        let steps = drive(planner, &straight(Some(13.9), 5.0), 20.0);
        let last = steps.last().unwrap();
        assert!(
            (13.0..=14.0).contains(&last.ego.speed_mps),
            "{planner}: {}",
            last.ego.speed_mps
        );
        assert!(steps.iter().all(|s| s.ego.speed_mps <= 14.0), "{planner}");
    }
}

#[test]
fn a_loop_is_driven_in_order() {
    // twice round a circle of 15 m: every point is on the route twice
    let mut scene = straight(None, 5.0);
    scene.route = route_along(&circle(15.0, 2.0), Some(6.0));
    scene.start = at(-30.0, 0.0, 0.0, 5.0);
    let steps = drive("proposal", &scene, 38.0);
    let way: f64 = steps
        .windows(2)
        .map(|w| (w[1].ego.position_m - w[0].ego.position_m).norm())
        .sum();
    // 30 m to the circle and 189 m round it twice
    assert!(way > 170.0, "{way}");
    let radius = (steps.last().unwrap().ego.position_m - nalgebra::Vector2::new(0.0, 15.0)).norm();
    assert!((radius - 15.0).abs() < 1.0, "{radius}");
}

#[test]
fn the_same_scene_gives_the_same_bits() {
    let run = || {
        let mut scene = straight(Some(13.9), 10.0);
        scene.route = route_along(&circle(25.0, 0.6), Some(13.9));
        scene.start = at(-30.0, 0.3, 0.0, 10.0);
        drive("proposal", &scene, 6.0)
    };
    let (a, b) = (run(), run());
    assert!(!a.is_empty());
    assert!(a.iter().zip(&b).all(|(x, y)| x.plan == y.plan));
}
