//! Everything that is measured of one drive, and the call that measures it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::DriveRecord;
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
use super::time_to_collision::time_to_collision_steps;
use super::tracking::{TrackingScore, tracking};
use super::worst_moments::{WorstMoment, worst_moments};
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

    /// Whether the drive was judged and without a collision by the ego's fault.
    pub fn is_collision_free(&self) -> bool {
        self.fault.is_none() && self.at_fault_collisions() == 0
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
        Err(fault) => return Scorecard::failed(&record.world, fault),
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
