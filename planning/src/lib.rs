//! Planning: tracks in, forecasts and plans out.
//!
//! Start at [`ProposalPlanner`](planners::ProposalPlanner), or at
//! [`Planner`](trunkline_interfaces::stages::Planner) to write your own.

pub mod forecasting; // tracks -> possible futures
pub mod idm; // how to follow
pub mod planners; // the modules that plan

mod cost; // what makes a candidate better
mod proposals; // which candidates
mod reference; // the route as a line with speeds
mod register; // names under which configs find the above
mod rollout; // candidates driven forward
mod rules; // where to stop
mod scene; // one step's view of the world

#[cfg(test)]
mod fixtures; // small scenes for tests

pub use cost::CostConfig;
pub use proposals::ProposalsConfig;
pub use reference::SpeedProfileConfig;
pub use register::register;
pub use scene::StartConfig;
