//! Names under which configs find the modules of this crate.

use trunkline_interfaces::Registry;

use crate::forecasting::{ConstantTurnRate, ConstantVelocity, LaneFollowing, OracleForecaster};
use crate::planners::{IdmPlanner, OraclePlanner, ProposalPlanner};

/// Every forecaster and planner that ships with trunkline.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
        .forecaster("constant_velocity", ConstantVelocity::from_config)
        .forecaster("constant_turn_rate", ConstantTurnRate::from_config)
        .forecaster("lane_following", LaneFollowing::from_config)
        .forecaster_as("oracle", OracleForecaster::from_config, true)
        .planner("idm", IdmPlanner::from_config)
        .planner("proposal", ProposalPlanner::from_config)
        .planner_as("oracle", OraclePlanner::from_config, true)
}
