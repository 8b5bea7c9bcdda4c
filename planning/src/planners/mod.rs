//! The planners: modules behind the stage trait.

mod cruise; // the wished speed where no limit is known
mod idm; // one candidate: the route's middle, behind whoever is ahead
mod oracle; // the proposal planner on true agents and futures
mod preparation; // what every planner works out first
mod proposal; // many candidates, the cheapest is driven
mod publish; // from rollouts to the message
mod reason; // why, in words

#[cfg(test)]
mod tests; // plans as a whole

pub use cruise::CruiseConfig;
pub use idm::{IdmPlanner, IdmPlannerConfig};
pub use oracle::OraclePlanner;
pub use preparation::DrivingConfig;
pub use proposal::{ProposalPlanner, ProposalPlannerConfig};
