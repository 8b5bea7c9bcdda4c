//! What makes the ego do what it does, for stops, for reasons, and for who decided.

use trunkline_interfaces::{AgentClass, SignalId, TrackId};

/// What bounds the ego's speed at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cause {
    /// Nothing but the wished speed.
    Free,
    /// The road: a limit or a curve.
    Road,
    /// Somebody on the path.
    Agent(TrackId, AgentClass),
    /// A red or amber light.
    Light(SignalId),
    /// A stop sign not yet stopped at.
    StopSign(SignalId),
    /// Traffic that goes first.
    GiveWay(TrackId, AgentClass),
    /// Somebody at a crosswalk.
    Crosswalk(TrackId),
    /// The goal, to stand at.
    Goal,
    /// The end of the known route.
    RouteEnd,
    /// The candidate stops whatever the scene.
    Chosen,
}

/// A place that the ego's front must not pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stop {
    pub(crate) front_s_m: f64,
    pub(crate) cause: Cause,
}
