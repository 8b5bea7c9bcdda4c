//! The embedded simulator: roads, traffic, ego vehicle, scenarios, recorded scenes.

mod agents; // everybody on the road but the ego
pub mod ego; // our own vehicle
pub mod logs; // recorded real scenes
pub mod roads; // OpenDRIVE to lane map and route
pub mod scenario; // what a drive is to find out, and what happens in it

mod simulation; // the world itself

pub use scenario::{Criteria, Scenario, ScenarioError};
pub use simulation::Simulation;
