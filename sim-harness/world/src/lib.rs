//! The embedded simulator: roads, traffic, ego vehicle, scenarios, recorded scenes
