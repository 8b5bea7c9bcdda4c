//! What any reader of road maps must tell us, in plain data: the seam behind which the OpenDRIVE
//! reader can be exchanged. World frame, SI units, `f64`.

use nalgebra::Vector2;
use trunkline_interfaces::geometry::{OrientedBox, Polygon};
use trunkline_interfaces::{JunctionId, LaneId, LaneKind, SignalId, SignalKind};

use super::roadside::Roadside;

/// A surveyed map. Lanes of one section share their stations: vertex `i` of each lies on the
/// same cross-section of the road.
#[derive(Debug, Clone, Default)]
pub(super) struct Survey {
    /// Every lane but the centre ones, in order of their ids.
    pub lanes: Vec<SurveyLane>,
    /// Every junction, those without lanes of their own too.
    pub junctions: Vec<SurveyJunction>,
    /// Lights and signs that rule the right of way.
    pub signals: Vec<SurveySignal>,
    /// Pairs of roads of one junction: the first goes before the second.
    pub priorities: Vec<(String, String)>,
    /// Where people cross.
    pub crosswalks: Vec<Polygon>,
    /// Parked cars.
    pub parked: Vec<OrientedBox>,
    /// Paint, signs and objects.
    pub roadside: Roadside,
    /// Counts for `map info`.
    pub counts: Counts,
    /// What is odd but usable.
    pub warnings: Vec<String>,
}

/// Counts of the file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub roads: usize,
    pub driving_lanes: usize,
    pub signals: usize,
    pub road_length_m: f64,
}

/// One lane of one section of road.
#[derive(Debug, Clone)]
pub(super) struct SurveyLane {
    pub id: LaneId,
    pub road: String,
    pub section: usize,
    /// Number within the section: 1, 2, … from the middle to the left, -1, -2, … to the right.
    pub number: i32,
    pub kind: LaneKind,
    /// Whether vehicles may stand on it.
    pub is_drivable: bool,
    /// Whether traffic runs against the vertices' order.
    pub is_backward: bool,
    /// Along the road.
    pub vertices: Vec<LaneVertex>,
    pub speed_limit_mps: Option<f64>,
    /// In driving direction.
    pub predecessors: Vec<LaneId>,
    /// In driving direction.
    pub successors: Vec<LaneId>,
    /// Whether paint allows to cross to the left, seen in driving direction; `None` without paint.
    pub may_change_left: Option<bool>,
    /// The same to the right.
    pub may_change_right: Option<bool>,
    pub junction: Option<JunctionId>,
}

impl SurveyLane {
    /// For messages: "road 12 section 0 lane -1".
    pub(super) fn name(&self) -> String {
        format!(
            "road {} section {} lane {}",
            self.road, self.section, self.number
        )
    }
}

/// A point of a lane's centre line.
#[derive(Debug, Clone, Copy)]
pub(super) struct LaneVertex {
    pub position_m: Vector2<f64>,
    pub elevation_m: f64,
    /// Unit vector along the road.
    pub tangent: Vector2<f64>,
    pub width_m: f64,
}

/// A junction.
#[derive(Debug, Clone)]
pub(super) struct SurveyJunction {
    pub id: JunctionId,
    pub name: String,
    pub is_roundabout: bool,
}

/// What a signal means to the right of way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SurveyKind {
    /// A light or a sign of the lane map.
    Rule(SignalKind),
    /// A sign that gives the right of way.
    Priority,
    /// The line at which another signal stops the traffic.
    StopLine,
}

/// A light, sign or stop line, and where it acts.
#[derive(Debug, Clone)]
pub(super) struct SurveySignal {
    pub id: SignalId,
    pub name: String,
    pub kind: SurveyKind,
    pub group: Option<u32>,
    pub position_m: Vector2<f64>,
    /// Lanes that it rules, and the point of the road from which on.
    pub acts: Vec<(LaneId, Vector2<f64>)>,
}
