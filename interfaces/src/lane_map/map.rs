//! The whole map.

use std::collections::BTreeMap;

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::junction::Junction;
use super::lane::{Lane, LaneKind};
use super::signal::Signal;
use crate::geometry::{Polygon, Polyline, Region, angle_difference_rad};
use crate::ids::{JunctionId, LaneId, SignalId};

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
