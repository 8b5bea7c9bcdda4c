//! One planning step's view of the world: where the ego is on its route, where the others are
//! going to be, where it must stop.

mod agent_state; // somebody else at one step
mod agents; // everybody else over the horizon, along the route
mod cause; // what makes the ego do what it does
mod edges; // kerbs and walls near the ego
mod future; // a forecast read at any time
mod leaders; // whom a candidate may have to drive behind
mod start; // the state from which plans begin
mod steps; // the times of rollouts and plans
mod swept; // where somebody is over a few steps
mod view; // all of it together

pub(crate) use agent_state::AgentState;
pub(crate) use agents::{Agents, Mode};
pub(crate) use cause::{Cause, Stop};
pub(crate) use edges::{Edges, Segment};
pub(crate) use leaders::Corridor;
pub use start::StartConfig;
pub(crate) use start::{LastPlan, Start};
pub(crate) use steps::{DT_S, PLAN_STEPS, SCORED_STEPS};
pub(crate) use swept::{SWEEPS, Swept};
pub(crate) use view::Scene;
