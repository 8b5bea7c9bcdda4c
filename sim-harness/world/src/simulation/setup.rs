//! From a scenario and a seed to a world.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use trunkline_interfaces::geometry::{OrientedBox, Pose2};
use trunkline_interfaces::messages::Route;
use trunkline_interfaces::{LaneMap, WorldError};

use crate::agents::{Ground, Network, ScriptFrame, Traffic, populate};
use crate::roads::{Roads, RouteError, plan_route};
use crate::scenario::Scenario;
use crate::scenery::Scenery;

/// What stays the same over all seeds of a scenario.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) scenario: Scenario,
    pub(crate) map: Arc<LaneMap>,
    roads: Roads,
    scenery: OnceLock<Scenery>,
    pub(crate) route: Route,
    /// Where the ego starts: on the route.
    pub(crate) start: Pose2,
    pub(crate) ground: Ground,
    /// Lanes of the route by index of the network, and where each begins along the route.
    pub(crate) lane_starts: Vec<(u32, f64)>,
}

/// A map always looks the same.
const SCENERY_SEED: u64 = 0;
/// A start farther off its lane is a mistake in the scenario.
const MAX_OFF_LANE_M: f64 = 3.0;

impl Stage {
    /// Reads the map and plans the route.
    pub(crate) fn new(scenario: &Scenario) -> Result<Self, WorldError> {
        let roads = match Roads::builtin(&scenario.map) {
            Some(roads) => roads,
            None => Roads::load(Path::new(&scenario.map)),
        }
        .map_err(|e| {
            let hint =
                "a map is the name of a built-in one (urban, rural, motorway) or the path of an OpenDRIVE file";
            problem(scenario, &["map"], with_sources(&e), hint)
        })?;
        Self::on_roads(scenario, roads)
    }

    /// On given roads: plans the route.
    pub(crate) fn on_roads(scenario: &Scenario, roads: Roads) -> Result<Self, WorldError> {
        let via: Vec<_> = scenario.ego.via.iter().map(|p| p.position_m()).collect();
        let (start, goal) = (scenario.ego.start.pose(), scenario.ego.goal.position_m());
        let route = plan_route(&roads.map, start, goal, &via).map_err(|e| {
            let hint = "`trunkline map info FILE` says what is in a map";
            problem(scenario, &["ego", place_of(&e)], e.to_string(), hint)
        })?;
        Self::with_route(scenario, roads, route)
    }

    /// On given roads and route.
    fn with_route(scenario: &Scenario, roads: Roads, route: Route) -> Result<Self, WorldError> {
        let path = route
            .polyline()
            .map_err(|e| setup_error(scenario, e.to_string()))?;
        let foot = path.project(scenario.ego.start.pose().position_m());
        if foot.d_m.abs() > MAX_OFF_LANE_M {
            let what = format!(
                "the start is {:.1} m off the map's lanes, but must be within {MAX_OFF_LANE_M} m",
                foot.d_m.abs()
            );
            let hint = "move it onto a driving lane";
            return Err(problem(scenario, &["ego", "start"], what, hint));
        }
        let parked: &[OrientedBox] = if scenario.traffic.parked {
            &roads.parked
        } else {
            &[]
        };
        let network = Network::new(&roads.map);
        let mut lane_starts: Vec<(u32, f64)> = Vec::new();
        for (point, s_m) in route.path.iter().zip(path.arc_lengths_m()) {
            let lane = point.lane.and_then(|id| network.index.get(&id).copied());
            if let Some(lane) =
                lane.filter(|l| lane_starts.last().is_none_or(|(last, _)| last != l))
            {
                lane_starts.push((lane, *s_m));
            }
        }
        let start = path.pose_at(foot.s_m, 0.0);
        let frame = ScriptFrame {
            start_s_m: foot.s_m,
            path,
        };
        Ok(Self {
            scenario: scenario.clone(),
            ground: Ground::new(network, &route.lanes, frame, parked),
            map: Arc::new(roads.map.clone()),
            roads,
            scenery: OnceLock::new(),
            route,
            start,
            lane_starts,
        })
    }

    /// What cameras see that never moves; made when it is first looked at.
    pub(crate) fn scenery(&self) -> &Scenery {
        self.scenery
            .get_or_init(|| Scenery::of(&self.roads, SCENERY_SEED))
    }

    /// Everybody else on the road for a seed, lights included.
    pub(crate) fn traffic(&self, seed: u64) -> Result<Traffic, WorldError> {
        let scenario = &self.scenario;
        let mut traffic = populate(&self.ground, scenario, seed).map_err(|m| {
            let what = format!(
                "agent `{}` would start at ({:.1}, {:.1}), where no lane leads its way",
                scenario.agents[m.agent].name, m.pose.x_m, m.pose.y_m
            );
            let hint = "move it onto a lane, or give it controller = \"stand\"";
            let place = ["agents", &m.agent.to_string(), "position"];
            problem(scenario, &place, what, hint)
        })?;
        let signals = &self.ground.network.signals;
        let first = self
            .route
            .signals
            .iter()
            .find_map(|s| signals.light_of(s.id));
        if let Some(light) = first {
            if let Some(until_s) = scenario.signals.first_red_until_s {
                signals.shift_green_to(&mut traffic.times, light, until_s);
            }
            if let Some(until_s) = scenario.signals.first_green_until_s {
                signals.shift_amber_to(&mut traffic.times, light, until_s);
            }
        }
        Ok(traffic)
    }
}

/// A scenario that cannot be set up.
fn setup_error(scenario: &Scenario, reason: String) -> WorldError {
    WorldError::Setup {
        world: format!("scenario `{}`", scenario.name),
        reason,
    }
}

/// The same because of a key of its file.
fn problem(scenario: &Scenario, path: &[&str], what: String, hint: &str) -> WorldError {
    setup_error(scenario, scenario.problem(path, what, hint).to_string())
}

/// The key of the point that a route failed at.
fn place_of(error: &RouteError) -> &'static str {
    let point = match error {
        RouteError::OffMap { point, .. } => point.as_str(),
        RouteError::Unreachable { to, .. } => to.as_str(),
        _ => "start",
    };
    if point.starts_with("via") {
        "via"
    } else if point.starts_with("goal") {
        "goal"
    } else {
        "start"
    }
}

/// An error and what it came from, in one line.
fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
