//! Planning: tracks in, forecasts and plans out.
//!
//! Start at [`ProposalPlanner`](planners::ProposalPlanner), or at
//! [`Planner`](trunkline_interfaces::stages::Planner) to write your own.

pub mod forecasting; // tracks -> possible futures

mod register; // names under which configs find the above

#[cfg(test)]
mod fixtures; // small scenes for tests

pub use register::register;
