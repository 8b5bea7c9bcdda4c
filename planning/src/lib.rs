//! Planning: tracks in, forecasts and plans out.
//!
//! Start at [`ProposalPlanner`], or at
//! [`Planner`](trunkline_interfaces::stages::Planner) to write your own.
//!
//! Alone on a straight road, from standstill:
//!
//! ```
//! use nalgebra::Vector2;
//! use trunkline_interfaces::messages::{EgoState, Forecasts, Route, RoutePoint, Tracks};
//! use trunkline_interfaces::stages::{Planner as _, PlannerInput};
//! use trunkline_interfaces::{Duration, LaneMap, Stage, Stamp, StepContext, VehicleParams};
//! use trunkline_planning::{ProposalPlanner, ProposalPlannerConfig};
//!
//! let point = |x_m| RoutePoint {
//!     position_m: Vector2::new(x_m, 0.0),
//!     speed_limit_mps: Some(10.0),
//!     lane: None,
//!     left_m: 1.75,
//!     right_m: 1.75,
//! };
//! let path = (-5..60).map(|k| point(2.0 * f64::from(k))).collect();
//! let route = Route { path, goal_s_m: 120.0, ..Route::default() };
//! let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
//! let context = StepContext::new(Stage::Planner, Stamp::ZERO, &vehicle, &map);
//! let (ego, tracks, forecasts) = (EgoState::default(), Tracks::default(), Forecasts::default());
//! let mut planner = ProposalPlanner::from_config(ProposalPlannerConfig::default())?;
//! let input = PlannerInput { ego: &ego, route: &route, tracks: &tracks, forecasts: &forecasts };
//! let plan = planner.plan(input, &context)?;
//! assert!(plan.trajectory.points.last().is_some_and(|p| p.speed_mps > 3.0));
//! assert!(plan.candidates.len() > 1 && !plan.reason.sentence.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bounds; // boxes that tell what is far apart
mod cost; // what makes a candidate better
mod forecasting; // tracks -> possible futures
mod idm; // how to follow
mod planners; // the modules that plan
mod proposals; // which candidates
mod reference; // the route as a line with speeds
mod register; // names under which configs find the above
mod rollout; // candidates driven forward
mod rules; // where to stop
mod scene; // one step's view of the world

#[cfg(test)]
mod bench; // a scene at hand for unit tests
#[cfg(test)]
mod fixtures; // tracks, lanes and routes for all tests

pub use cost::CostConfig;
pub use forecasting::{
    ConstantTurnRate, ConstantTurnRateConfig, ConstantVelocity, ConstantVelocityConfig,
    LaneFollowing, LaneFollowingConfig, OracleForecaster, OracleForecasterConfig,
};
pub use idm::IdmConfig;
pub use planners::{
    CruiseConfig, DrivingConfig, IdmPlanner, IdmPlannerConfig, OraclePlanner, ProposalPlanner,
    ProposalPlannerConfig,
};
pub use proposals::ProposalsConfig;
pub use reference::SpeedProfileConfig;
pub use register::register;
pub use scene::StartConfig;
