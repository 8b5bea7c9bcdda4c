//! What holds for every drive, however short, absurd or broken: scores stay within their range, no
//! NaN comes out, and what cannot be judged scores 0 and says why.

use std::sync::Arc;

use nalgebra::{Matrix2, Vector2, Vector3};
use proptest::collection::vec;
use proptest::prelude::*;
use trunkline_interfaces::geometry::{Polygon, Polyline, Pose2, Region, wrap_rad};
use trunkline_interfaces::messages::{
    Actuation, Command, Forecast, ForecastMode, ForecastPoint, Forecasts, Header, Plan, Route,
    RouteSignal, SignalState, Tracks, Trajectory, TrajectoryPoint, Truth, TruthAgent,
};
use trunkline_interfaces::{AgentClass, SignalId, SignalKind, Stamp, TrackId};

use super::fixtures::{agent, record, track, truth};
use super::scorecard::{Scorecard, score};
use super::scoring_scene::ScoringScene;
use crate::drive_record::DriveRecord;

/// Mostly what a road is like, sometimes what no road is like.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -20.0..60.0_f64,
        2 => Just(0.0),
        1 => -1e9..1e9_f64,
        1 => Just(-0.0),
    ]
}

fn other() -> impl Strategy<Value = TruthAgent> {
    let size = prop_oneof![4 => 0.1..5.0_f64, 1 => Just(0.0), 1 => Just(1e9)];
    let place = (number(), -8.0..8.0_f64, -4.0..4.0_f64);
    (0..4_u32, 0..7_usize, place, size, number(), number()).prop_map(
        |(id, class, (x_m, y_m, yaw_rad), size_m, vx, vy)| {
            let mut other = agent(id, AgentClass::ALL[class], x_m, y_m, vx);
            other.bbox.yaw_rad = yaw_rad;
            other.bbox.size_m.x = size_m;
            other.velocity_mps.y = 0.1 * vy;
            other
        },
    )
}

/// One step: when, after the last; where, how fast, how turned the ego is; who is there.
#[derive(Debug, Clone)]
struct Step {
    after_ms: i64,
    pose: Pose2,
    speed_mps: f64,
    agents: Vec<TruthAgent>,
}

fn step() -> impl Strategy<Value = Step> {
    let after_ms = prop_oneof![20 => Just(100_i64), 2 => 1..400_i64, 1 => -50..=0_i64];
    let place = (number(), -6.0..6.0_f64, -7.0..7.0_f64);
    (after_ms, place, number(), vec(other(), 0..4)).prop_map(
        |(after_ms, (x_m, y_m, yaw_rad), speed_mps, mut agents)| {
            agents.sort_by_key(|a| a.id);
            agents.dedup_by_key(|a| a.id);
            Step {
                after_ms,
                pose: Pose2::new(x_m, y_m, yaw_rad),
                speed_mps,
                agents,
            }
        },
    )
}

/// A drive through such steps, with a stack that says something about each.
fn drive(steps: &[Step], goal_s_m: f64) -> DriveRecord {
    let mut at = Stamp::ZERO;
    let mut truths = Vec::new();
    for (step, k) in steps.iter().zip(0..) {
        let mut truth = (*truth(k, step.pose, step.speed_mps, step.agents.clone())).clone();
        at = Stamp::from_ns(at.ns() + 1_000_000 * step.after_ms);
        truth.header = Header::sensor(k, at);
        truth.ego.header = truth.header;
        truths.push(Arc::new(truth));
    }
    let mut record = record(truths);
    let signal = |id, kind, stop_s_m| RouteSignal {
        id: SignalId(id),
        kind,
        state: SignalState::Stop,
        stop_s_m,
    };
    record.routes = vec![Arc::new(Route {
        goal_s_m,
        signals: vec![
            signal(1, SignalKind::TrafficLight, 60.0),
            signal(2, SignalKind::Stop, 70.0),
        ],
        ..(*record.routes[0]).clone()
    })];
    for truth in record.truths.clone() {
        say_something(&mut record, &truth);
    }
    record
}

/// Tracks as the agents are, forecasts that they stay where they are, a plan and a command.
fn say_something(record: &mut DriveRecord, truth: &Truth) {
    let header = truth.header;
    let tracks: Vec<_> = truth.agents.iter().map(|a| track(a.id.0, a)).collect();
    let stays = |id: TrackId, a: &TruthAgent| Forecast {
        track: id,
        modes: vec![ForecastMode {
            probability: 0.5,
            points: vec![
                ForecastPoint {
                    position_m: a.bbox.center_m.xy(),
                    yaw_rad: 0.0,
                    covariance_m2: Matrix2::identity(),
                };
                60
            ],
        }],
    };
    let forecasts = tracks.iter().zip(&truth.agents);
    let forecasts = forecasts.map(|(t, a)| stays(t.id, a)).collect();
    record.tracks.push(Arc::new(Tracks { header, tracks }));
    record.forecasts.push(Arc::new(Forecasts {
        header,
        dt_s: 0.1,
        forecasts,
    }));
    let point = |k: u32| TrajectoryPoint {
        time_s: f64::from(k),
        position_m: truth.ego.position_m.xy(),
        yaw_rad: 0.0,
        speed_mps: 0.0,
        acceleration_mps2: 0.0,
        curvature_1pm: 0.0,
    };
    let trajectory = Trajectory {
        points: (0..3).map(point).collect(),
    };
    record.plans.push(Arc::new(Plan {
        header,
        trajectory: trajectory.clone(),
        ..Plan::default()
    }));
    record.commands.push(Arc::new(Command {
        header,
        actuation: Actuation::Trajectory(trajectory),
        interventions: Vec::new(),
    }));
}

/// Whether everything on the card is within its range.
fn check(card: &Scorecard) -> Result<(), TestCaseError> {
    let whole = format!("{card:?}");
    if card.fault.is_none() {
        let mut words = whole.split(|c: char| !c.is_alphanumeric());
        prop_assert!(!words.any(|w| w == "NaN" || w == "inf"), "{whole}");
    }
    let is_percent = |v: f64| (0.0..=100.0).contains(&v);
    let is_share = |v: f64| (0.0..=1.0).contains(&v);
    for score in [card.nuplan_score(), card.carla_driving()] {
        prop_assert!(score.is_none_or(is_percent), "{whole}");
    }
    if let Some(nuplan) = &card.nuplan {
        let t = nuplan.terms();
        for term in [
            t.no_collision,
            t.drivable,
            t.making_progress,
            t.direction,
            t.progress,
            t.ttc,
            t.speed,
            t.comfort,
            nuplan.drivable_area.off_share,
            nuplan.speed_limit.known_share,
        ] {
            prop_assert!(is_share(term), "{whole}");
        }
    }
    if let Some(carla) = &card.carla {
        prop_assert!(is_percent(carla.driving_v2_0), "{whole}");
        prop_assert!(is_percent(carla.route_completion_percent), "{whole}");
        prop_assert!(carla.infractions_per_km.is_none_or(|v| v >= 0.0), "{whole}");
    }
    prop_assert!(is_share(card.route.completion), "{whole}");
    prop_assert!(is_percent(card.route.outside_lanes_percent), "{whole}");
    prop_assert!(card.route.driven_m >= 0.0, "{whole}");
    let safety = &card.safety;
    prop_assert!(safety.at_fault_share.is_none_or(is_share), "{whole}");
    prop_assert!(
        safety.ttc_p5_s.is_none_or(|t| (0.0..3.0).contains(&t)),
        "{whole}"
    );
    prop_assert!(
        safety.rss.is_none_or(|r| is_share(r.share_below)),
        "{whole}"
    );
    for forecast in &card.forecasts {
        prop_assert!(is_share(forecast.miss_rate), "{whole}");
        prop_assert!(forecast.min_ade_m <= forecast.likely_ade_m, "{whole}");
    }
    let mota = card.tracking.as_ref().and_then(|t| t.mota);
    prop_assert!(mota.is_none_or(|m| m <= 1.0), "{whole}");
    // What is written can be read again, and says the same.
    let json = serde_json::to_string(card).map_err(|e| TestCaseError::fail(e.to_string()))?;
    let back: Scorecard =
        serde_json::from_str(&json).map_err(|e| TestCaseError::fail(format!("{e} in {json}")))?;
    prop_assert_eq!(back.nuplan_score(), card.nuplan_score());
    Ok(())
}

/// The same drive in a world that is turned about the origin and then moved.
fn moved(record: &DriveRecord, by: Pose2) -> DriveRecord {
    let point = |p: Vector2<f64>| by.rotate(p) + by.position_m();
    let line = |l: &Polyline| Polyline::new(l.points_m().iter().map(|p| point(*p))).unwrap();
    let space = |p: Vector3<f64>| point(p.xy()).push(p.z);
    let mut map = (*record.map).clone();
    for lane in map.lanes.values_mut() {
        lane.centerline = line(&lane.centerline);
    }
    let areas = map.drivable.polygons().iter();
    let areas = areas.map(|a| Polygon::new(a.vertices_m.iter().map(|p| point(*p)).collect()));
    map.drivable = Region::new(areas.collect());
    let mut moved = record.clone();
    moved.map = Arc::new(map);
    for route in &mut moved.routes {
        for p in &mut Arc::make_mut(route).path {
            p.position_m = point(p.position_m);
        }
    }
    for truth in &mut moved.truths {
        let truth = Arc::make_mut(truth);
        truth.ego.position_m = space(truth.ego.position_m);
        truth.ego.yaw_rad = wrap_rad(truth.ego.yaw_rad + by.yaw_rad);
        for agent in &mut truth.agents {
            agent.bbox.center_m = space(agent.bbox.center_m);
            agent.bbox.yaw_rad = wrap_rad(agent.bbox.yaw_rad + by.yaw_rad);
            agent.velocity_mps = by.rotate(agent.velocity_mps);
        }
    }
    moved
}

/// A drive as on a road, at places that lie at no limit.
fn smooth() -> impl Strategy<Value = DriveRecord> {
    let ego = (-0.9..0.9_f64, 1.0..15.0_f64, -0.9..0.9_f64);
    let other = (0..7_usize, 5.0..60.0_f64, -6.0..6.0_f64, -5.0..15.0_f64);
    (ego, vec(other, 0..4)).prop_map(|((y_m, speed_mps, a), others)| {
        let step = |k: u64| {
            let t = 0.1 * k as f64;
            let x_m = 0.37 + speed_mps * t + 0.5 * a * t * t;
            let agents = others.iter().zip(1..).map(|((class, x, y, v), id)| {
                agent(id, AgentClass::ALL[*class], x + v * t, *y, *v)
            });
            let pose = Pose2::new(x_m, y_m, 0.01 * y_m);
            truth(k, pose, speed_mps + a * t, agents.collect())
        };
        record((0..31).map(step).collect())
    })
}

fn judged(record: &DriveRecord, expert_m: f64) -> Scorecard {
    score(record, &ScoringScene::for_scenario(record, expert_m))
}

proptest! {
    #[test]
    fn every_score_of_every_drive_is_within_its_range(
        steps in vec(step(), 0..24), goal_s_m in number(), expert_m in number(),
    ) {
        let record = drive(&steps, goal_s_m);
        let card = judged(&record, expert_m);
        check(&card)?;
        let is_forward = steps.iter().skip(1).all(|s| s.after_ms > 0);
        if is_forward {
            prop_assert_eq!(&card.fault, &None);
            prop_assert_eq!(card.nuplan.is_some(), !steps.is_empty());
        } else {
            prop_assert!(card.fault.is_some());
            prop_assert_eq!(card.nuplan_score(), Some(0.0));
        }
    }

    #[test]
    fn a_number_that_is_none_scores_zero_and_is_named(
        steps in vec(step(), 1..12), place in any::<prop::sample::Index>(),
        broken in prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)],
        which in 0..3_u8,
    ) {
        let mut record = drive(&steps, 100.0);
        let k = place.index(record.truths.len());
        let truth = Arc::make_mut(&mut record.truths[k]);
        match which {
            0 => truth.ego.position_m.y = broken,
            1 => truth.ego.velocity_mps.x = broken,
            _ => truth.ego.yaw_rad = broken,
        }
        let card = judged(&record, 100.0);
        check(&card)?;
        prop_assert_eq!((card.nuplan_score(), card.carla_driving()), (Some(0.0), Some(0.0)));
        prop_assert!(card.fault.is_some());
    }

    #[test]
    fn a_drive_is_worth_the_same_wherever_the_world_lies(
        record in smooth(), x_m in -500.0..500.0_f64, y_m in -500.0..500.0_f64, yaw_rad in -3.0..3.0_f64,
    ) {
        let here = judged(&record, 40.0);
        let there = judged(&moved(&record, Pose2::new(x_m, y_m, yaw_rad)), 40.0);
        let figures = |card: &Scorecard| {
            let t = card.nuplan.as_ref().unwrap().terms();
            let safety = &card.safety;
            [
                t.no_collision, t.drivable, t.making_progress, t.direction, t.progress, t.ttc, t.speed,
                t.comfort, card.nuplan_score().unwrap(), card.carla_driving().unwrap(),
                card.route.completion, card.route.driven_m, card.route.outside_lanes_percent,
                safety.nearest.map_or(-1.0, |n| n.distance_m), safety.max_drac_mps2.unwrap_or(-1.0),
                safety.rss.map_or(-1.0, |r| r.share_below), safety.ttc_p5_s.unwrap_or(-1.0),
                card.collisions.len() as f64,
            ]
        };
        for (a, b) in figures(&here).into_iter().zip(figures(&there)) {
            prop_assert!((a - b).abs() < 1e-6, "{:?}\n{:?}", here, there);
        }
    }
}
