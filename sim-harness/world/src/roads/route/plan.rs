//! The route message: lanes, path and rules in one.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::{Header, Route};
use trunkline_interfaces::{LaneId, LaneMap};

use super::{path, rules, search};
use crate::roads::error::RouteError;

/// The quickest way from a start over the `via` points to a goal, lane changes included.
///
/// The path begins 10 m behind the start where the map allows, and goes on for 80 m beyond the
/// goal. Its signals are red (signs) or unknown (lights) until a world says more.
///
/// # Errors
/// [`RouteError`] if a point is off the map or cannot be reached from the one before.
pub(crate) fn plan_route(
    map: &LaneMap,
    start: Pose2,
    goal: Vector2<f64>,
    via: &[Vector2<f64>],
) -> Result<Route, RouteError> {
    let way = search::search(map, start, goal, via)?;
    let path = path::ReferencePath::new(map, &way)?;
    let mut lanes: Vec<LaneId> = way.iter().flat_map(|part| part.lanes.clone()).collect();
    lanes.dedup();
    let signals = rules::signals(map, &path);
    Ok(Route {
        header: Header::default(),
        lanes,
        path: path.points(map),
        goal_s_m: path.goal_s_m,
        stop_at_goal: false,
        yields: rules::yields(map, &path, &signals),
        signals,
    })
}
