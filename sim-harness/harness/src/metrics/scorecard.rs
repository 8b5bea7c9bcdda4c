//! Everything that is measured of one drive, and the call that measures it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::carla::{CarlaScore, Infractions, carla};
use super::collisions::{CollisionEvent, collisions};
use super::data_age::{DataAges, data_ages};
use super::drivable_area::off_area;
use super::ego_series::EgoSeries;
use super::forecasting::{ForecastScore, forecasting};
use super::nuplan::{NuPlanScore, nuplan};
use super::route_events::{RouteEvents, route_events};
use super::safety::{Safety, safety};
use super::scoring_scene::ScoringScene;
use super::stage_failures::{StageFailure, stage_failures};
use super::time_to_collision::time_to_collision_steps;
use super::tracking::{TrackingScore, tracking};
use super::worst_moments::{WorstMoment, worst_moments};
use crate::drive_record::DriveRecord;
use trunkline_interfaces::SignalKind;
use trunkline_interfaces::messages::Intervention;

/// Everything that is measured of one drive: `metrics.json`. What could not be judged is null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Scenario or scene.
    pub world: String,
    /// Scored time, s.
    pub duration_s: f64,
    /// Scored steps.
    pub steps: usize,
    /// Why the drive cannot be judged (NaN, a crash of the stack); its scores are then 0.
    pub fault: Option<String>,
    /// nuPlan's closed-loop score; null for a drive without a step.
    pub nuplan: Option<NuPlanScore>,
    /// CARLA's driving scores; null for a drive without a step.
    pub carla: Option<CarlaScore>,
    /// Along the route.
    pub route: RouteEvents,
    /// Every first contact.
    pub collisions: Vec<CollisionEvent>,
    /// Distances, times, RSS.
    pub safety: Safety,
    /// Age of the data that outputs rested on.
    pub data_age: DataAges,
    /// Forecasts against what happened, per group and horizon; empty where not judged.
    pub forecasts: Vec<ForecastScore>,
    /// Tracks against truth.
    pub tracking: Option<TrackingScore>,
    /// How often the gate changed a command, by why.
    pub gate_interventions: BTreeMap<String, usize>,
    /// Stages of the stack that failed, in the order of the data's flow.
    #[serde(default)]
    pub stage_failures: Vec<StageFailure>,
    /// The moments to look at.
    pub worst_moments: Vec<WorstMoment>,
}

impl Scorecard {
    /// A drive that could not be finished or judged: it scores 0 and says why.
    pub fn failed(world: &str, fault: String) -> Self {
        Self {
            world: world.to_string(),
            fault: Some(fault),
            ..Self::default()
        }
    }

    /// nuPlan's score, 0 to 100; 0 for a fault, `None` for a drive without a step.
    pub fn nuplan_score(&self) -> Option<f64> {
        match (&self.fault, &self.nuplan) {
            (Some(_), _) => Some(0.0),
            (None, nuplan) => nuplan.as_ref().map(|n| n.score),
        }
    }

    /// CARLA's driving score 2.1, 0 to 100; 0 for a fault, `None` for a drive without a step.
    pub fn carla_driving(&self) -> Option<f64> {
        match (&self.fault, &self.carla) {
            (Some(_), _) => Some(0.0),
            (None, carla) => carla.map(|c| c.driving_v2_1),
        }
    }

    /// Number of collisions by the ego's fault.
    pub fn at_fault_collisions(&self) -> usize {
        self.collisions.iter().filter(|c| c.is_at_fault).count()
    }
}

/// Measures a drive. Never fails: a drive that cannot be judged scores 0 and says why.
pub fn score(record: &DriveRecord, scene: &ScoringScene) -> Scorecard {
    let truths = &record.truths;
    let series = match EgoSeries::new(truths, &record.vehicle, &scene.lanes) {
        Ok(series) => series,
        Err(fault) => {
            return Scorecard {
                stage_failures: stage_failures(record),
                ..Scorecard::failed(&record.world, fault)
            };
        }
    };
    let is_off = off_area(&series, &scene.drivable, &scene.lanes);
    let events = collisions(&series, truths, &is_off, &scene.ignored_agents);
    let ttc = time_to_collision_steps(&series, truths, &is_off, &events, &scene.ignored_agents);
    let route = route_events(&series, record, scene, &is_off);
    let safety = safety(&series, truths, &events, &ttc, route.driven_m);
    let has_steps = !series.samples.is_empty();
    Scorecard {
        world: record.world.clone(),
        duration_s: series.duration_s(),
        steps: series.samples.len(),
        fault: None,
        nuplan: nuplan(&series, scene, &is_off, &events, &ttc),
        carla: has_steps.then(|| {
            let infractions = infractions(&route).with_collisions(&events);
            carla(route.completion, route.driven_m, infractions)
        }),
        data_age: data_ages(record),
        forecasts: forecasting(record),
        tracking: tracking(record),
        gate_interventions: interventions(record),
        stage_failures: stage_failures(record),
        worst_moments: worst_moments(record, &series, &events, &ttc, safety.nearest),
        route,
        collisions: events,
        safety,
    }
}

fn infractions(route: &RouteEvents) -> Infractions {
    let count = |kind| route.violations.iter().filter(|v| v.kind == kind).count() as u32;
    Infractions {
        red_lights: count(SignalKind::TrafficLight),
        stop_signs: count(SignalKind::Stop),
        outside_lanes_percent: route.outside_lanes_percent,
        ..Infractions::default()
    }
}

fn interventions(record: &DriveRecord) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for intervention in record.commands.iter().flat_map(|c| &c.interventions) {
        let name = match intervention {
            Intervention::SteeringLimit => "steering_limit",
            Intervention::AccelerationLimit => "acceleration_limit",
            Intervention::JerkLimit => "jerk_limit",
            Intervention::EmergencyBraking => "emergency_braking",
            Intervention::MinimalRisk => "minimal_risk",
        };
        *counts.entry(name.to_string()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, alone, record, truth};
    use crate::metrics::route_events::SignalViolation;
    use std::sync::Arc;
    use trunkline_interfaces::AgentClass;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::messages::{Actuation, Command, Trajectory};

    fn forward(steps: u64) -> DriveRecord {
        record(alone(steps, |t| (Pose2::new(10.0 * t, 0.0, 0.0), 10.0)))
    }

    fn judged(record: &DriveRecord) -> Scorecard {
        score(record, &ScoringScene::for_scenario(record, 100.0))
    }

    #[test]
    fn a_good_drive_alone_scores_100_in_both() {
        let card = judged(&forward(101));
        assert_eq!(card.nuplan_score(), Some(100.0));
        assert_eq!(card.carla_driving(), Some(100.0));
        assert!((card.route.driven_m - 100.0).abs() < 1e-6);
        assert_eq!((card.at_fault_collisions(), &card.fault), (0, &None));
        assert_eq!(card.nuplan.unwrap().not_evaluated, Vec::<String>::new());
    }

    #[test]
    fn half_the_way_is_half_the_progress() {
        let card = judged(&forward(51));
        // (5 · 0.5 + 5 + 4 + 2) / 16 = 13.5 / 16
        assert!((card.nuplan_score().unwrap() - 84.375).abs() < 1e-6);
        // The bumper (2 m ahead) comes from 2 to 52 m on its way to the goal at 100 m.
        assert!((card.carla_driving().unwrap() - 100.0 * 50.0 / 98.0).abs() < 1e-9);
    }

    #[test]
    fn no_metric_fails_on_a_short_run() {
        for steps in 0..=2 {
            let card = judged(&forward(steps));
            assert_eq!(card.fault, None);
            assert_eq!(card.nuplan.is_some(), steps > 0);
            let json = serde_json::to_string(&card).unwrap();
            assert!(!json.contains("NaN"));
            assert_eq!(
                serde_json::from_str::<Scorecard>(&json).unwrap().steps,
                steps as usize
            );
        }
    }

    #[test]
    fn nan_scores_zero_and_is_named() {
        let mut record = forward(20);
        let mut broken = (*record.truths[7]).clone();
        broken.ego.position_m.x = f64::NAN;
        record.truths[7] = Arc::new(broken);
        let card = judged(&record);
        assert_eq!(card.nuplan_score(), Some(0.0));
        assert_eq!(card.carla_driving(), Some(0.0));
        let fault = card.fault.unwrap();
        assert!(
            fault.contains("0.700 s") && fault.contains("position_m"),
            "{fault}"
        );
    }

    #[test]
    fn a_crash_is_in_every_figure_and_in_the_worst_moments() {
        let wall = || vec![agent(3, AgentClass::Car, 60.0, 0.0, 0.0)];
        let at = |k: u64| truth(k, Pose2::new(k as f64, 0.0, 0.0), 10.0, wall());
        let card = judged(&record((0..101).map(at).collect()));
        assert_eq!(card.nuplan_score(), Some(0.0));
        assert_eq!(card.at_fault_collisions(), 1);
        let carla = card.carla.unwrap();
        assert_eq!(carla.infractions.vehicle_collisions, 1);
        assert!((carla.driving_v2_0 - 60.0).abs() < 1e-6);
        assert!((carla.driving_v2_1 - 100.0 / 1.7).abs() < 1e-6);
        let first = &card.worst_moments[0];
        // Boxes touch when the ego is at 56 m: step 56.
        assert!((first.time_s - 5.6).abs() < 1e-9, "{first:?}");
        assert_eq!(card.safety.at_fault_share, Some(1.0));
        assert_eq!(card.safety.nearest.unwrap().distance_m, 0.0);
        // A standing car wants 10 + 1.75 + 13.5² / 8 = 34.53 m: short of it from x = 22 to 56 m.
        assert_eq!(card.safety.rss.unwrap().share_below, 35.0 / 101.0);
    }

    #[test]
    fn what_went_wrong_along_the_route_is_counted_by_kind() {
        let violation = |kind| SignalViolation {
            time_s: 0.0,
            signal: trunkline_interfaces::SignalId(1),
            kind,
        };
        let light = violation(SignalKind::TrafficLight);
        let found = infractions(&RouteEvents {
            outside_lanes_percent: 7.0,
            violations: vec![light, violation(SignalKind::Stop), light],
            ..RouteEvents::default()
        });
        let expected = Infractions {
            red_lights: 2,
            stop_signs: 1,
            outside_lanes_percent: 7.0,
            ..Infractions::default()
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn interventions_are_counted_by_their_names() {
        let mut record = forward(2);
        let of = |interventions: Vec<Intervention>| {
            Arc::new(Command {
                header: record.truths[0].header,
                actuation: Actuation::Trajectory(Trajectory::default()),
                interventions,
            })
        };
        record.commands = vec![
            of(vec![Intervention::JerkLimit, Intervention::SteeringLimit]),
            of(vec![]),
            of(vec![Intervention::JerkLimit]),
        ];
        let expected = [("jerk_limit", 2), ("steering_limit", 1)];
        let found = judged(&record).gate_interventions;
        assert_eq!(found, expected.map(|(k, n)| (k.to_owned(), n)).into());
    }

    #[test]
    fn what_is_not_known_is_named_and_counts_as_one() {
        let mut record = forward(101);
        record.map = Arc::default();
        let card = judged(&record);
        let nuplan = card.nuplan.as_ref().unwrap();
        assert_eq!(nuplan.not_evaluated, ["drivable_area", "speed_limit"]);
        assert_eq!(card.nuplan_score(), Some(100.0));
        record.routes.clear();
        let mut scene = ScoringScene::for_scenario(&record, 100.0);
        scene.is_comfort_evaluated = false;
        let nuplan = score(&record, &scene).nuplan.unwrap();
        let all = ["drivable_area", "progress", "speed_limit", "comfort"];
        assert_eq!(
            (nuplan.score, nuplan.not_evaluated),
            (100.0, all.map(String::from).into())
        );
    }
}
