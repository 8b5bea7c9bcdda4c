//! The simulated world: ego, agents and signals in steps of 10 ms.

mod collisions; // who touched the ego
mod ego_vehicle; // driven by commands or along a trajectory
mod progress; // where the ego is along its route
mod setup; // from a scenario and a seed to a world
mod stance; // how the ego stands on the road
mod visibility; // what the ego's sensors could see
mod world; // the steps

#[cfg(test)]
mod tests;

pub use world::Simulation;
