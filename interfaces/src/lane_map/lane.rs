//! One lane.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geometry::Polyline;
use crate::ids::{JunctionId, LaneId};

/// What a lane is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// Motor traffic.
    Driving,
    /// Bicycles only.
    Biking,
    /// People on foot.
    Sidewalk,
    /// Hard shoulder or verge.
    Shoulder,
    /// Parking bays.
    Parking,
    /// Everything else: borders, kerbs, medians.
    Other,
}

/// Which way a lane leads through its junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Straight on.
    Straight,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Back where it came from.
    UTurn,
}

/// The lane beside a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Neighbour {
    /// Which lane.
    pub lane: LaneId,
    /// Whether its traffic goes the same way.
    pub is_same_direction: bool,
    /// Whether road marks allow to change into it.
    pub may_change: bool,
}

/// One lane of one section of road, in the direction of its traffic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lane {
    /// Identity in this map.
    pub id: LaneId,
    /// Where it comes from, for messages: "road 12 section 0 lane -1".
    pub name: String,
    /// What it is for.
    pub kind: LaneKind,
    /// Centre line in driving direction.
    pub centerline: Polyline,
    /// Height of each vertex of the centre line, m.
    pub elevation_m: Vec<f64>,
    /// Width at each vertex of the centre line, m.
    pub width_m: Vec<f64>,
    /// Legal speed, where known.
    pub speed_limit_mps: Option<f64>,
    /// Lanes that lead into this one.
    pub predecessors: Vec<LaneId>,
    /// Lanes that this one leads into.
    pub successors: Vec<LaneId>,
    /// Lane to the left, seen in driving direction.
    pub left: Option<Neighbour>,
    /// Lane to the right, seen in driving direction.
    pub right: Option<Neighbour>,
    /// The junction that it lies in, if any.
    pub junction: Option<JunctionId>,
    /// Which way it leads through that junction.
    pub turn: Turn,
}

impl Lane {
    /// Width at an arc length of the centre line, m, interpolated.
    pub fn width_at(&self, s_m: f64) -> f64 {
        self.interpolated(&self.width_m, s_m)
    }

    /// Height of the road at an arc length of the centre line, m, interpolated.
    pub fn elevation_at(&self, s_m: f64) -> f64 {
        self.interpolated(&self.elevation_m, s_m)
    }

    /// A value that is given at each vertex of the centre line.
    fn interpolated(&self, values: &[f64], s_m: f64) -> f64 {
        let i = self.centerline.segment_at(s_m);
        let s = self.centerline.arc_lengths_m();
        let share = ((s_m - s[i]) / (s[i + 1] - s[i])).clamp(0.0, 1.0);
        let value = |k: usize| values.get(k).copied().unwrap_or(0.0);
        value(i) + share * (value(i + 1) - value(i))
    }
}
