//! Cars ahead: standing, braking, cutting in, parked beside the lane.

use trunkline_interfaces::AgentClass;
use trunkline_interfaces::geometry::Pose2;

use crate::closed_loop::{Agent, closest_m, drive};
use crate::scenes::{at, steady, straight};

#[test]
fn a_queue_is_stopped_behind() {
    for planner in ["idm", "proposal"] {
        let mut scene = straight(Some(13.9), 13.9);
        scene.agents = vec![steady(AgentClass::Car, 80.0, 0.0, 0.0, 0.0)];
        let steps = drive(planner, &scene, 25.0);
        let last = steps.last().unwrap();
        assert!(
            last.ego.speed_mps < 0.2,
            "{planner}: {}",
            last.ego.speed_mps
        );
        let closest_m = closest_m(&steps);
        assert!((0.8..4.0).contains(&closest_m), "{planner}: {closest_m}");
        let reason = &steps[30].plan.reason;
        assert!(
            reason.sentence.contains("car 1"),
            "{planner}: {}",
            reason.sentence
        );
        assert_eq!(reason.tracks.len(), 1, "{planner}");
    }
}

#[test]
fn a_leader_is_followed_at_its_speed() {
    for planner in ["idm", "proposal"] {
        let mut scene = straight(Some(13.9), 10.0);
        scene.agents = vec![steady(AgentClass::Car, 30.0, 0.0, 0.0, 7.0)];
        let steps = drive(planner, &scene, 25.0);
        let last = steps.last().unwrap();
        assert!(
            (last.ego.speed_mps - 7.0).abs() < 0.5,
            "{planner}: {}",
            last.ego.speed_mps
        );
        assert!(closest_m(&steps) > 5.0, "{planner}");
    }
}

#[test]
fn a_cut_in_is_braked_for() {
    for planner in ["idm", "proposal"] {
        let mut scene = straight(Some(13.9), 13.0);
        // from the right lane into ours 12 m ahead of our front, within 2 s, at 8 m/s
        scene.agents = vec![Agent {
            class: AgentClass::Car,
            script: Box::new(|t| {
                let share = ((t - 1.0) / 2.0).clamp(0.0, 1.0);
                let slope = if (0.0..1.0).contains(&share) && t > 1.0 {
                    1.75 / 8.0
                } else {
                    0.0
                };
                (Pose2::new(20.0 + 8.0 * t, -3.5 * (1.0 - share), slope), 8.0)
            }),
        }];
        let steps = drive(planner, &scene, 20.0);
        assert!(closest_m(&steps) > 0.5, "{planner}: {}", closest_m(&steps));
        let last = steps.last().unwrap();
        assert!(
            (last.ego.speed_mps - 8.0).abs() < 1.0,
            "{planner}: {}",
            last.ego.speed_mps
        );
    }
}

#[test]
fn a_hard_braking_leader_is_not_hit() {
    for planner in ["idm", "proposal"] {
        let mut scene = straight(Some(13.9), 12.0);
        // 12 m/s, from 2 s on braking at 6 m/s²
        scene.agents = vec![Agent {
            class: AgentClass::Car,
            script: Box::new(|t| {
                let braking_s = (t - 2.0).clamp(0.0, 2.0);
                let x = 26.0 + 12.0 * t.min(2.0) + 12.0 * braking_s - 3.0 * braking_s * braking_s;
                (Pose2::new(x, 0.0, 0.0), 12.0 - 6.0 * braking_s)
            }),
        }];
        let steps = drive(planner, &scene, 12.0);
        assert!(closest_m(&steps) > 0.3, "{planner}: {}", closest_m(&steps));
    }
}

#[test]
fn proposals_pass_a_parked_car_that_idm_waits_behind() {
    let parked = || {
        let mut scene = straight(Some(10.0), 8.0);
        for point in &mut scene.route.path {
            point.left_m = 3.0;
        }
        // half on the kerb: 0.25 m into the corridor of the lane's middle
        scene.agents = vec![steady(AgentClass::Car, 60.0, -1.7, 0.0, 0.0)];
        scene
    };
    let idm = drive("idm", &parked(), 20.0);
    let proposal = drive("proposal", &parked(), 20.0);
    assert!(closest_m(&proposal) > 0.2, "{}", closest_m(&proposal));
    let way = |steps: &[crate::closed_loop::Step]| steps.last().unwrap().ego.position_m.x;
    assert!(way(&idm) < 60.0, "idm waits: {}", way(&idm));
    assert!(
        way(&proposal) > 100.0,
        "proposal passes: {}",
        way(&proposal)
    );
}

#[test]
fn a_blocked_road_is_stopped_at() {
    let mut scene = straight(Some(13.9), 10.0);
    scene.agents = (-2..=2)
        .map(|i| steady(AgentClass::Truck, 70.0, 2.8 * f64::from(i), 0.0, 0.0))
        .collect();
    let steps = drive("proposal", &scene, 20.0);
    assert!(closest_m(&steps) > 0.5);
    assert!(steps.last().unwrap().ego.speed_mps < 0.2);
}

#[test]
fn traffic_beside_the_lane_is_no_leader() {
    let mut scene = straight(Some(13.9), 13.0);
    scene.agents = vec![
        steady(AgentClass::Car, 30.0, 3.5, std::f64::consts::PI, 13.0),
        steady(AgentClass::Car, 15.0, -3.5, 0.0, 5.0),
    ];
    let steps = drive("proposal", &scene, 6.0);
    assert!(steps.iter().all(|s| s.ego.speed_mps > 12.0));
}

#[test]
fn a_pedestrian_stepping_out_is_braked_for_as_hard_as_it_takes() {
    let mut scene = straight(Some(10.0), 10.0);
    // appears 22 m ahead of our front, walking into the path
    scene.agents = vec![steady(
        AgentClass::Pedestrian,
        27.0,
        -3.0,
        std::f64::consts::FRAC_PI_2,
        1.5,
    )];
    let steps = drive("proposal", &scene, 8.0);
    assert!(closest_m(&steps) > 0.3, "{}", closest_m(&steps));
    assert!(
        steps[0].plan.reason.sentence.contains("pedestrian 1"),
        "{}",
        steps[0].plan.reason.sentence
    );
}

#[test]
fn an_ego_off_its_route_comes_back_smoothly() {
    let mut scene = straight(Some(13.9), 8.0);
    scene.start = at(0.0, 1.5, 0.1, 8.0);
    let steps = drive("idm", &scene, 10.0);
    assert!(steps.last().unwrap().ego.position_m.y.abs() < 0.1);
    let lateral = steps
        .iter()
        .map(|s| (s.ego.speed_mps.powi(2) * s.ego.curvature_1pm).abs());
    assert!(lateral.fold(0.0, f64::max) < 2.5);
}
