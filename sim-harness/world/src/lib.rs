//! The embedded simulator: roads, traffic, ego vehicle, scenarios, recorded scenes.
//!
//! Start at [`Scenario`] for what happens, [`Simulation`] for the world in which it does.
//!
//! ```
//! use trunkline_interfaces::World as _;
//! use trunkline_interfaces::messages::Actuation;
//! use trunkline_world::{Scenario, Simulation};
//!
//! let scenario = Scenario::builtin("cut_in").ok_or("no such scenario")??;
//! let mut world = Simulation::new(&scenario)?;
//! let info = world.reset(7)?;
//! let brake = Actuation::Control { steering_rad: 0.0, acceleration_mps2: -1.0 };
//! world.act(&brake)?; // 10 ms
//! assert_eq!(info.name, "cut_in");
//! assert!(world.observe().truth.is_some_and(|t| !t.agents.is_empty()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agents; // everybody on the road but the ego
mod camera; // what the ego's cameras show
mod ego; // our own vehicle
mod file_name; // names from files that become names of files
pub mod generate; // random worlds
pub mod logs; // recorded real scenes
mod random_drive; // a generated world, a way through it, traffic, weather
pub mod roads; // OpenDRIVE to lane map and route
pub mod scenario; // what a drive is to find out, and what happens in it
mod scenery; // what never moves: ground, houses, plants, lights
mod simulation; // the world itself

pub use camera::{Camera, Still, StillError, still, still_scene};
pub use random_drive::random_drive;
pub use scenario::{Criteria, Scenario, ScenarioError};
pub use simulation::Simulation;
