//! The planners as modules: what they choose, remember, forget and refuse.

use super::*;
use crate::bench::{Bench, truth};
use crate::fixtures::{context, track};
use trunkline_interfaces::messages::{Plan, Track, Tracks, TruthAgent};
use trunkline_interfaces::stages::{Planner, PlannerInput, TruthView};
use trunkline_interfaces::{AgentClass, AgentId, Duration, Stage, Stamp, TrackId, VehicleParams};

/// One step of a planner in a bench; the truth is what the tracks say.
fn plan(planner: &mut dyn Planner, bench: &Bench) -> Plan {
    let vehicle = VehicleParams::default();
    let mut tracks = Tracks {
        tracks: bench.tracks.clone(),
        ..Tracks::default()
    };
    tracks.header.captured = Stamp::ZERO + Duration::from_ms(40);
    let agent = |track: &Track| TruthAgent {
        id: AgentId(track.id.0),
        class: track.class,
        bbox: track.bbox,
        velocity_mps: track.velocity_mps,
        yaw_rate_radps: 0.0,
        visibility: 1.0,
    };
    let now = truth(bench.tracks.iter().map(agent).collect());
    let mut ctx = context(Stage::Planner, 3, &vehicle, &bench.map);
    ctx.truth = Some(TruthView {
        now: &now,
        future: None,
    });
    let input = PlannerInput {
        ego: &bench.ego,
        route: &bench.route,
        tracks: &tracks,
        forecasts: &bench.forecasts,
    };
    planner.plan(input, &ctx).unwrap()
}

fn proposal(config: ProposalPlannerConfig) -> ProposalPlanner {
    ProposalPlanner::from_config(config).unwrap()
}

fn planners() -> [Box<dyn Planner>; 3] {
    let config = ProposalPlannerConfig::default;
    [
        Box::new(IdmPlanner::from_config(IdmPlannerConfig::default()).unwrap()),
        Box::new(proposal(config())),
        Box::new(OraclePlanner::from_config(config()).unwrap()),
    ]
}

#[test]
fn plans_begin_at_the_last_plan_until_it_is_forgotten() {
    for mut planner in planners() {
        let begins_at = |planner: &mut dyn Planner, x: f64, time_ms: i64| {
            let mut bench = Bench::straight(13.9).ego_at(x, 0.0, 0.0);
            bench.ego.header.stamp = Stamp::ZERO + Duration::from_ms(time_ms);
            let points = plan(planner, &bench).trajectory.points;
            assert_eq!(points.len(), 81);
            points[0].position_m.x
        };
        let planner = planner.as_mut();
        assert_eq!(begins_at(planner, 0.0, 0), 0.0);
        // 0.1 s · 13.9 m/s on (a little less: the route ends); 0.3 m ahead of that is close enough
        assert!((begins_at(planner, 1.69, 100) - 1.39).abs() < 5e-3);
        // again 0.12 m ahead, but all is forgotten
        planner.reset();
        assert_eq!(begins_at(planner, 2.9, 200), 2.9);
    }
}

#[test]
fn a_plan_is_valid_at_the_state_of_the_ego_and_rests_on_the_older_capture() {
    for (k, mut planner) in planners().into_iter().enumerate() {
        let is_oracle = k == 2;
        // tracks rest on what was captured at 40 ms, the truth on what is at time 0
        for (captured_ms, older_ms) in [(30, 30), (50, 40)] {
            let mut bench = Bench::straight(5.0);
            bench.ego.header.stamp = Stamp::ZERO + Duration::from_ms(60);
            bench.ego.header.captured = Stamp::ZERO + Duration::from_ms(captured_ms);
            let header = plan(planner.as_mut(), &bench).header;
            assert_eq!(header.stamp, bench.ego.header.stamp);
            assert_eq!(
                (header.seq, header.produced),
                (3, Stamp::ZERO + Duration::from_ms(300))
            );
            let older_ms = if is_oracle { 0 } else { older_ms };
            assert_eq!(header.captured, Stamp::ZERO + Duration::from_ms(older_ms));
        }
    }
}

#[test]
fn the_first_of_the_cheapest_candidates_is_driven() {
    let mut config = ProposalPlannerConfig::default();
    config.proposals.offsets_m = vec![1.0, 0.0, 0.0];
    config.proposals.speed_shares = vec![0.5, 1.0, 1.0];
    let plan = plan(&mut proposal(config), &Bench::straight(10.0));
    let costs: Vec<f64> = plan.candidates.iter().map(|c| c.cost).collect();
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    // the middle at full speed: numbers 4, 5, 7 and 8 of 13
    assert_eq!((costs.len(), plan.chosen), (13, Some(4)), "{costs:?}");
    for k in [4, 5, 7, 8] {
        assert_eq!(costs[k], least);
    }
    assert!(!plan.is_emergency && plan.candidates[4].path_m.len() == 9);
}

#[test]
fn who_stands_in_the_way_of_driving_on_is_named_by_who_slows_down() {
    // A car that crosses from the right and is in the way when the ego comes.
    let north = std::f64::consts::FRAC_PI_2;
    let crossing = track(7, AgentClass::Car, 24.0, -14.0, north, 7.0);
    let config = ProposalPlannerConfig::default();
    let plan = plan(&mut proposal(config), &Bench::straight(10.0).with(crossing));
    assert_ne!(plan.chosen, Some(0));
    assert_eq!(plan.reason.tracks, [TrackId(7)]);
}

#[test]
fn every_part_of_how_to_drive_is_checked() {
    let refused = |change: fn(&mut DrivingConfig)| {
        let mut driving = DrivingConfig::default();
        change(&mut driving);
        let idm = IdmPlannerConfig {
            driving: driving.clone(),
        };
        let proposal = ProposalPlannerConfig {
            driving,
            ..ProposalPlannerConfig::default()
        };
        let errors = [
            IdmPlanner::from_config(idm).unwrap_err().to_string(),
            OraclePlanner::from_config(proposal.clone())
                .unwrap_err()
                .to_string(),
            ProposalPlanner::from_config(proposal)
                .unwrap_err()
                .to_string(),
        ];
        assert!(errors[0] == errors[1] && errors[1] == errors[2]);
        errors[0].clone()
    };
    assert!(refused(|d| d.cruise.speed_mps = 0.5).contains("`speed_mps`"));
    assert!(refused(|d| d.idm.headway_s = -1.0).contains("`headway_s`"));
    assert!(refused(|d| d.road.braking_mps2 = 0.0).contains("`braking_mps2`"));
    assert!(refused(|d| d.start.along_m = -1.0).contains("`along_m`"));
    let mut config = ProposalPlannerConfig::default();
    config.cost.change.weight = -1.0;
    assert!(ProposalPlanner::from_config(config).is_err());
    let mut config = ProposalPlannerConfig::default();
    config.proposals.speed_shares.clear();
    assert!(ProposalPlanner::from_config(config).is_err());
}
