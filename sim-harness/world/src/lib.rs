//! The embedded simulator: roads, traffic, ego vehicle, scenarios, recorded scenes.

pub mod ego; // our own vehicle
pub mod logs; // recorded real scenes
pub mod roads; // OpenDRIVE to lane map and route
