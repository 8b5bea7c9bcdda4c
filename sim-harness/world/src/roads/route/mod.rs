//! From a start to a goal: the lanes, the path, and the rules on the way.

mod lane_curve; // smooth positions along a lane
mod path; // the reference path through the lanes
mod places; // which lane a point lies on
mod plan; // lanes, path and rules in one
mod rules; // signals and places to give way along the path
mod search; // the quickest sequence of lanes

pub(crate) use plan::plan_route;
