//! Where to go, and what rules hold on the way.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use super::validate::{Check, InvalidMessage, Validate};
use crate::geometry::{Polyline, PolylineError};
use crate::ids::{LaneId, SignalId};
use crate::lane_map::SignalKind;

/// One point of the route's reference path.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoutePoint {
    /// Position, world.
    #[schemars(with = "[f64; 2]")]
    pub position_m: Vector2<f64>,
    /// Legal speed here, where known.
    pub speed_limit_mps: Option<f64>,
    /// Lane that the point belongs to; `None` off the lane map.
    pub lane: Option<LaneId>,
    /// Room between the path and the left border of its lane.
    pub left_m: f64,
    /// Room between the path and the right border of its lane.
    pub right_m: f64,
}

/// What a traffic light shows. Signs are always `Stop` in the sense of their kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalState {
    /// Not known.
    Unknown,
    /// Green.
    Go,
    /// Amber.
    Caution,
    /// Red.
    Stop,
}

/// A signal that rules the route.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RouteSignal {
    /// Which signal of the lane map.
    pub id: SignalId,
    /// Light or sign.
    pub kind: SignalKind,
    /// What it shows.
    pub state: SignalState,
    /// Arc length of its stop line along the route's path.
    pub stop_s_m: f64,
}

/// A stretch of the route where others go first: an unsignalled junction, a roundabout's entry,
/// a crosswalk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RouteYield {
    /// Where to wait, arc length along the route's path.
    pub stop_s_m: f64,
    /// Where the conflict ends, arc length along the route's path.
    pub clear_s_m: f64,
    /// Lanes whose traffic goes first; empty for a crosswalk.
    pub to: Vec<LaneId>,
    /// Index into the lane map's crosswalks, if it is one.
    pub crosswalk: Option<u32>,
}

/// The way to the goal. Published when something about it changes (a signal, say).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Route {
    /// Time and order.
    pub header: Header,
    /// Lanes to the goal in order; empty off the lane map.
    pub lanes: Vec<LaneId>,
    /// Reference path from behind the start to beyond the goal.
    pub path: Vec<RoutePoint>,
    /// Arc length of the goal along the path.
    pub goal_s_m: f64,
    /// Whether the ego is to stand at the goal (else it may drive on past it).
    pub stop_at_goal: bool,
    /// Signals along the path, by ascending stop line.
    pub signals: Vec<RouteSignal>,
    /// Places to give way, by ascending stop line.
    pub yields: Vec<RouteYield>,
}

impl Route {
    /// The reference path as geometry.
    ///
    /// # Errors
    /// [`PolylineError`] if the path has fewer than two different points.
    pub fn polyline(&self) -> Result<Polyline, PolylineError> {
        Polyline::new(self.path.iter().map(|p| p.position_m))
    }

    /// Legal speed at a vertex of the path, where known.
    pub fn speed_limit_at(&self, vertex: usize) -> Option<f64> {
        self.path.get(vertex).and_then(|p| p.speed_limit_mps)
    }
}

impl Validate for Route {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Route");
        for (i, p) in self.path.iter().enumerate() {
            check.finite(
                format_args!("path[{i}].position_m"),
                p.position_m.as_slice(),
            )?;
            check.finite(format_args!("path[{i}].room"), &[p.left_m, p.right_m])?;
            if let Some(limit) = p.speed_limit_mps {
                check.finite(format_args!("path[{i}].speed_limit_mps"), &[limit])?;
            }
        }
        check.finite("goal_s_m", &[self.goal_s_m])?;
        for (i, s) in self.signals.iter().enumerate() {
            check.finite(format_args!("signals[{i}].stop_s_m"), &[s.stop_s_m])?;
        }
        for (i, y) in self.yields.iter().enumerate() {
            check.finite(format_args!("yields[{i}]"), &[y.stop_s_m, y.clear_s_m])?;
        }
        Ok(())
    }
}
