//! The embedded simulator: roads, traffic, ego vehicle, scenarios, recorded scenes

pub mod logs;
pub mod roads;
