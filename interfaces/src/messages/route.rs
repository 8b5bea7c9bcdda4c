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

/// What a traffic light shows. A sign shows nothing: its state is always `Stop`, and what it asks
/// for is told by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalState {
    /// Not known, as where a recording does not say: no reason to stop by itself.
    Unknown,
    /// Green.
    Go,
    /// Amber.
    Caution,
    /// Red.
    Stop,
}

/// A signal that rules the route: a light that holds the ego while it is red, a stop sign before
/// whose line it is to stand once, a yield sign whose place is also among the
/// [`yields`](Route::yields) where lanes meet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RouteSignal {
    /// Which signal of the lane map.
    pub id: SignalId,
    /// Light or sign.
    pub kind: SignalKind,
    /// What it shows.
    pub state: SignalState,
    /// Arc length of its stop line along the route's path, which the front bumper is not to pass.
    pub stop_s_m: f64,
}

/// A stretch of the route where others go first: a junction (at lights too: who turns left at green
/// waits for oncoming traffic), a roundabout's entry, a crosswalk. Nobody has to wait where nobody
/// comes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RouteYield {
    /// Where the front bumper waits, arc length along the route's path: a stop line, the junction's
    /// begin, or before the conflict.
    pub stop_s_m: f64,
    /// Where the conflict (not the junction) ends, arc length along the route's path.
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
    /// Reference path: in the simulator the middle of its lanes, from behind the start to beyond the
    /// goal; in recorded drives the way that was driven. A point about every metre, unevenly: smooth it
    /// before taking curvatures.
    pub path: Vec<RoutePoint>,
    /// Arc length of the goal along the path. The simulator ends a drive when the rear axle is within
    /// 2 m of it, a recorded drive ends with its record.
    pub goal_s_m: f64,
    /// Whether the ego is to stand with its front bumper at the goal (else it may drive on past it).
    /// No world of ours asks for it: their drives end at the goal, which a standing ego would not reach.
    pub stop_at_goal: bool,
    /// Signals along the path, by ascending stop line.
    pub signals: Vec<RouteSignal>,
    /// Places to give way, by ascending stop line; empty in recorded drives.
    pub yields: Vec<RouteYield>,
}

impl Route {
    /// The reference path as geometry. Points that are not apart are one vertex, so vertices and
    /// [`path`](Self::path) count differently where a path repeats one.
    ///
    /// # Errors
    /// [`PolylineError`] if the path has fewer than two different points.
    pub fn polyline(&self) -> Result<Polyline, PolylineError> {
        Polyline::new(self.path.iter().map(|p| p.position_m))
    }

    /// Legal speed at an arc length of the path, m/s, where known: that of the last point not beyond
    /// it. Looks at the points one by one.
    pub fn speed_limit_at(&self, s_m: f64) -> Option<f64> {
        let mut last = self.path.first()?;
        let mut reached_m = 0.0;
        for point in &self.path[1..] {
            reached_m += (point.position_m - last.position_m).norm();
            if reached_m > s_m {
                break;
            }
            last = point;
        }
        last.speed_limit_mps
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
