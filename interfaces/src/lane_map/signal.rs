//! Traffic lights and signs.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{LaneId, SignalId};

/// What a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Has states that change.
    TrafficLight,
    /// Stop, then give way.
    Stop,
    /// Give way.
    Yield,
}

/// A traffic light or priority sign, and where it stops whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    /// Identity in this map.
    pub id: SignalId,
    /// Name in the map's source, for messages.
    pub name: String,
    /// What it is.
    pub kind: SignalKind,
    /// Lights of one group show the same state; `None` for signs.
    pub group: Option<u32>,
    /// Where it stands.
    #[schemars(with = "[f64; 2]")]
    pub position_m: Vector2<f64>,
    /// Lanes that it rules, and the arc length of the stop line on each.
    pub stops: Vec<SignalStop>,
}

/// Where a signal stops the traffic of one lane.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignalStop {
    /// The lane.
    pub lane: LaneId,
    /// Arc length of the stop line on the lane's centre line.
    pub s_m: f64,
}
