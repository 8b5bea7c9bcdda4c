//! The lane map: lanes as a graph with geometry, junctions, signals, crosswalks, drivable area.
//! World frame, SI units.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geometry::{Polygon, Polyline, Region, angle_difference_rad};
use crate::ids::{JunctionId, LaneId, SignalId};

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
    /// Width at an arc length of the centre line, interpolated.
    pub fn width_at(&self, s_m: f64) -> f64 {
        self.interpolated(&self.width_m, s_m)
    }

    /// Height of the road at an arc length of the centre line, interpolated.
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

/// Which lane has the right of way where two lanes of a junction meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Junction {
    /// Identity in this map.
    pub id: JunctionId,
    /// Name in the map's source, for messages.
    pub name: String,
    /// Lanes through it.
    pub lanes: Vec<LaneId>,
    /// `lane` must yield to `to`, pairwise, where their paths cross or merge.
    pub yields: Vec<Yield>,
}

/// One lane giving way to another within a junction.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Yield {
    /// Who gives way.
    pub lane: LaneId,
    /// Who goes first.
    pub to: LaneId,
}

/// The map that a run drives on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LaneMap {
    /// Name of its source, for messages.
    pub name: String,
    /// Every lane by id.
    pub lanes: BTreeMap<LaneId, Lane>,
    /// Every junction by id.
    pub junctions: BTreeMap<JunctionId, Junction>,
    /// Every signal by id.
    pub signals: BTreeMap<SignalId, Signal>,
    /// Where people cross.
    pub crosswalks: Vec<Polygon>,
    /// Where vehicles may be.
    pub drivable: Region,
    /// Kerbs, walls and medians that no vehicle may cross, where the source knows them.
    #[serde(default)]
    pub road_edges: Vec<Polyline>,
    /// Whether traffic keeps left.
    pub is_left_hand: bool,
}

/// A lane near a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneMatch {
    /// Which lane.
    pub lane: LaneId,
    /// Arc length of the foot point.
    pub s_m: f64,
    /// Offset from the centre line, left positive.
    pub d_m: f64,
    /// Yaw of the lane minus that of the query, (-π, π].
    pub yaw_difference_rad: f64,
}

impl LaneMap {
    /// A lane by id.
    pub fn lane(&self, id: LaneId) -> Option<&Lane> {
        self.lanes.get(&id)
    }

    /// Lanes of motor traffic, in order of their ids.
    pub fn driving_lanes(&self) -> impl Iterator<Item = &Lane> {
        self.lanes
            .values()
            .filter(|lane| lane.kind == LaneKind::Driving)
    }

    /// Driving lanes whose centre line passes within `radius_m`, nearest first.
    /// Linear in the size of the map: for set-up, not for every step.
    ///
    /// ```
    /// use nalgebra::Vector2;
    /// use trunkline_interfaces::geometry::Polyline;
    /// use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap, Turn};
    ///
    /// let lane = Lane {
    ///     id: LaneId(1),
    ///     name: "a street to the east".into(),
    ///     kind: LaneKind::Driving,
    ///     centerline: Polyline::new([Vector2::new(0.0, 0.0), Vector2::new(100.0, 0.0)])?,
    ///     elevation_m: vec![0.0; 2],
    ///     width_m: vec![3.5; 2],
    ///     speed_limit_mps: Some(13.9),
    ///     predecessors: Vec::new(),
    ///     successors: Vec::new(),
    ///     left: None,
    ///     right: None,
    ///     junction: None,
    ///     turn: Turn::Straight,
    /// };
    /// let map = LaneMap { lanes: [(lane.id, lane)].into(), ..LaneMap::default() };
    /// let near = map.driving_lanes_near(Vector2::new(40.0, 1.0), 0.1, 2.0);
    /// assert_eq!((near[0].lane, near[0].s_m, near[0].d_m), (LaneId(1), 40.0, 1.0));
    /// assert_eq!(near[0].yaw_difference_rad, -0.1);
    /// # Ok::<(), trunkline_interfaces::geometry::PolylineError>(())
    /// ```
    pub fn driving_lanes_near(
        &self,
        p_m: Vector2<f64>,
        yaw_rad: f64,
        radius_m: f64,
    ) -> Vec<LaneMatch> {
        let mut found: Vec<LaneMatch> = self
            .driving_lanes()
            .map(|lane| {
                let foot = lane.centerline.project(p_m);
                LaneMatch {
                    lane: lane.id,
                    s_m: foot.s_m,
                    d_m: foot.d_m,
                    yaw_difference_rad: angle_difference_rad(
                        lane.centerline.yaw_at(foot.s_m),
                        yaw_rad,
                    ),
                }
            })
            .filter(|m| m.d_m.abs() <= radius_m)
            .collect();
        found.sort_by(|a, b| {
            a.d_m
                .abs()
                .total_cmp(&b.d_m.abs())
                .then(a.lane.cmp(&b.lane))
        });
        found
    }
}
