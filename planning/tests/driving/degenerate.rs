//! Inputs that no road has: a safe plan or an error in words, never a NaN or a panic.

use nalgebra::Vector2;
use proptest::prelude::*;
use trunkline_interfaces::messages::{Forecasts, Header, Tracks, Validate as _};
use trunkline_interfaces::stages::{PlannerInput, Stage};
use trunkline_interfaces::{AgentClass, LaneMap, VehicleParams};

use crate::closed_loop::{ego_state, plan_once, planner};
use crate::fixtures::{context, route_along, track};
use crate::scenes::{at, steady, straight};

const PLANNERS: [&str; 2] = ["idm", "proposal"];

#[test]
fn a_route_without_a_path_is_an_error_in_words() {
    for name in PLANNERS {
        for points in [vec![], vec![[0.0, 0.0]]] {
            let mut scene = straight(None, 5.0);
            scene.route = route_along(&points, None);
            let error = plan_once(&mut *planner(name), &scene, &scene.start, 0).unwrap_err();
            assert!(error.to_string().contains("path"), "{error}");
        }
    }
}

#[test]
fn a_state_that_is_not_finite_is_an_error() {
    for name in PLANNERS {
        let scene = straight(None, f64::NAN);
        assert!(plan_once(&mut *planner(name), &scene, &scene.start, 0).is_err());
    }
}

#[test]
fn a_goal_behind_brings_the_ego_to_a_stop() {
    for name in PLANNERS {
        let mut scene = straight(Some(13.9), 8.0);
        scene.route.goal_s_m = 5.0; // the ego is at 20
        scene.route.stop_at_goal = true;
        let plan = plan_once(&mut *planner(name), &scene, &scene.start, 0).unwrap();
        assert!(
            plan.trajectory.points.last().unwrap().speed_mps < 0.1,
            "{name}"
        );
    }
}

#[test]
fn rolling_backwards_is_braked() {
    for name in PLANNERS {
        let scene = straight(Some(13.9), -2.0);
        let plan = plan_once(&mut *planner(name), &scene, &scene.start, 0).unwrap();
        assert!(
            plan.trajectory.points.iter().all(|p| p.speed_mps >= -2.0),
            "{name}"
        );
        assert!(plan.trajectory.at(3.0).unwrap().speed_mps >= 0.0, "{name}");
    }
}

#[test]
fn somebody_inside_the_ego_does_not_stop_the_planner() {
    for name in PLANNERS {
        let mut scene = straight(Some(13.9), 3.0);
        scene.agents = vec![steady(AgentClass::Pedestrian, 1.0, 0.0, 0.0, 0.0)];
        let plan = plan_once(&mut *planner(name), &scene, &scene.start, 0).unwrap();
        assert!(plan.validate().is_ok(), "{name}");
    }
}

#[test]
fn agents_without_forecasts_are_expected_to_go_straight_on() {
    let scene = straight(Some(13.9), 10.0);
    let vehicle = VehicleParams::default();
    let map = LaneMap::default();
    let tracks = Tracks {
        header: Header::default(),
        tracks: vec![track(1, AgentClass::Car, 20.0, 0.0, 0.0, 0.0)],
    };
    let input = PlannerInput {
        ego: &ego_state(&scene.start, 0),
        route: &scene.route,
        tracks: &tracks,
        forecasts: &Forecasts::default(),
    };
    for name in PLANNERS {
        let plan = planner(name)
            .plan(input, &context(Stage::Planner, 0, &vehicle, &map))
            .unwrap();
        let end = plan.trajectory.points.last().unwrap();
        assert!(
            end.speed_mps < 0.5 && end.position_m.x < 20.0,
            "{name}: {end:?}"
        );
    }
}

#[test]
fn the_oracle_planner_asks_for_ground_truth() {
    let scene = straight(None, 5.0);
    let error = plan_once(&mut *planner("oracle"), &scene, &scene.start, 0).unwrap_err();
    assert!(error.to_string().contains("ground truth"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn plans_are_finite_and_drivable(
        x in -60.0..60.0_f64, y in -60.0..60.0_f64, yaw in -3.1..3.1_f64, speed in -3.0..40.0_f64,
        acceleration in -9.0..5.0_f64, curvature in -0.5..0.5_f64,
        path in proptest::collection::vec((-80.0..80.0_f64, -80.0..80.0_f64), 2..12),
        agents in proptest::collection::vec(
            (-40.0..40.0_f64, -40.0..40.0_f64, -3.1..3.1_f64, -5.0..20.0_f64, 0_usize..7), 0..8),
        limit in proptest::option::of(-1.0..40.0_f64),
    ) {
        let points: Vec<[f64; 2]> = path.iter().map(|p| [p.0, p.1]).collect();
        let mut scene = straight(None, 0.0);
        scene.route = route_along(&points, limit);
        scene.agents = agents
            .iter()
            .map(|a| steady(AgentClass::ALL[a.4], a.0, a.1, a.2, a.3))
            .collect();
        scene.start = at(x, y, yaw, speed);
        scene.start.acceleration_mps2 = acceleration;
        scene.start.curvature_1pm = curvature;
        for name in PLANNERS {
            let mut planner = planner(name);
            for step in 0..3 {
                let plan = plan_once(&mut *planner, &scene, &scene.start, step);
                let plan = plan.map_err(|e| TestCaseError::fail(e.to_string()))?;
                prop_assert!(plan.validate().is_ok(), "{:?}", plan.validate());
                let first = plan.trajectory.points[0];
                prop_assert!((first.position_m - Vector2::new(x, y)).norm() < 45.0);
                for w in plan.trajectory.points.windows(2) {
                    let moved = (w[1].position_m - w[0].position_m).norm();
                    let fastest = w[0].speed_mps.abs().max(w[1].speed_mps.abs());
                    prop_assert!(moved <= 0.1 * fastest + 1e-6);
                }
            }
        }
    }
}
