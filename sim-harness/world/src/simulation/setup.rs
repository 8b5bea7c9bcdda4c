//! From a scenario and a seed to a world.

use std::path::Path;
use std::sync::Arc;

use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::Route;
use trunkline_interfaces::{LaneMap, WorldError};

use crate::roads::{Roads, plan_route};
use crate::scenario::Scenario;

/// What stays the same over all seeds of a scenario.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) scenario: Scenario,
    pub(crate) map: Arc<LaneMap>,
    pub(crate) route: Route,
    /// Where the ego starts: on the route.
    pub(crate) start: Pose2,
}

/// A start farther off its lane is a mistake in the scenario.
const MAX_OFF_LANE_M: f64 = 3.0;

impl Stage {
    /// Reads the map and plans the route.
    pub(crate) fn new(scenario: &Scenario) -> Result<Self, WorldError> {
        let setup = |reason: String| WorldError::Setup {
            world: format!("scenario `{}`", scenario.name),
            reason,
        };
        let roads = match Roads::builtin(&scenario.map) {
            Some(roads) => roads,
            None => Roads::load(Path::new(&scenario.map)),
        }
        .map_err(|e| {
            let hint =
                "a map is the name of a built-in one (urban) or the path of an OpenDRIVE file";
            setup(
                scenario
                    .problem(&["map"], with_sources(&e), hint)
                    .to_string(),
            )
        })?;
        let via: Vec<_> = scenario.ego.via.iter().map(|p| p.position_m()).collect();
        let (start, goal) = (scenario.ego.start.pose(), scenario.ego.goal.position_m());
        let route = plan_route(&roads.map, start, goal, &via).map_err(|e| {
            let hint = "`trunkline map info FILE` says what is in a map";
            setup(
                scenario
                    .problem(&["ego", "start"], e.to_string(), hint)
                    .to_string(),
            )
        })?;
        Self::with_route(scenario, Arc::new(roads.map), route)
    }

    /// On a given map and route.
    pub(crate) fn with_route(
        scenario: &Scenario,
        map: Arc<LaneMap>,
        route: Route,
    ) -> Result<Self, WorldError> {
        let setup = |reason: String| WorldError::Setup {
            world: format!("scenario `{}`", scenario.name),
            reason,
        };
        let path = route.polyline().map_err(|e| setup(e.to_string()))?;
        let foot = path.project(scenario.ego.start.pose().position_m());
        if foot.d_m.abs() > MAX_OFF_LANE_M {
            let problem = format!(
                "the start is {:.1} m off the map's lanes, but must be within {MAX_OFF_LANE_M} m",
                foot.d_m.abs()
            );
            let hint = "move it onto a driving lane";
            return Err(setup(
                scenario
                    .problem(&["ego", "start"], problem, hint)
                    .to_string(),
            ));
        }
        Ok(Self {
            scenario: scenario.clone(),
            map,
            route,
            start: path.pose_at(foot.s_m, 0.0),
        })
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
