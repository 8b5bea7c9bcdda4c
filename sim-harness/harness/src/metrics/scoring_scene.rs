//! What a score needs beyond the record of the drive.

use std::collections::BTreeSet;
use std::sync::Arc;

use trunkline_interfaces::geometry::{Polyline, Rectangle, Region};
use trunkline_interfaces::{AgentId, LaneMap};
use trunkline_world::logs::{IndexEntry, Scene, recorded_path};

use super::lane_index::LaneIndex;
use super::progress::travelled_m;
use crate::drive_record::DriveRecord;

/// How "off the road" is told (docs/METRICS.md 2.2, 4.2).
#[derive(Debug, Clone)]
pub(super) enum DrivableTest {
    /// (a) A corner 0.3 m or more outside the area fails.
    Area(Region),
    /// (b) The ego's box, 0.3 m smaller on each side, must not touch an edge.
    Edges(Vec<Polyline>),
    /// (c) A corner fails when it is far from every centre line and 0.3 m or more outside the
    /// area swept by the recorded driver.
    Corridor {
        /// Boxes of the recorded driver, history included.
        swept: Vec<Rectangle>,
    },
    /// Nothing is known of the road: not evaluated.
    Unknown,
}

impl DrivableTest {
    /// The name in docs/METRICS.md 4.2, or `none`.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Area(_) => "area",
            Self::Edges(_) => "edges",
            Self::Corridor { .. } => "corridor",
            Self::Unknown => "none",
        }
    }
}

/// What progress is measured against.
#[derive(Debug, Clone)]
pub(super) struct ProgressReference {
    /// The path along which progress counts; `None` where there is none (then progress is not
    /// evaluated).
    pub(super) path: Option<Polyline>,
    /// How far the expert gets, m.
    pub(super) expert_m: f64,
    /// Whether the path is a recorded drive (docs/METRICS.md 4.4, 5): the driving direction is
    /// judged along it, route completion is progress along it, and signals and lanes against the
    /// traffic do not count.
    pub(super) is_recorded: bool,
}

/// What a score needs beyond the record of the drive.
#[derive(Debug, Clone)]
pub struct ScoringScene {
    /// Lanes, indexed for looking up.
    pub(super) lanes: Arc<LaneIndex>,
    /// How "off the road" is told.
    pub(super) drivable: DrivableTest,
    /// What progress is measured against.
    pub(super) progress: ProgressReference,
    /// Agents whose contact with the ego is a fault of the recording.
    pub(super) ignored_agents: BTreeSet<AgentId>,
    /// Whether comfort is judged.
    pub(super) is_comfort_evaluated: bool,
}

impl ScoringScene {
    /// For a recorded scene driven by our ego.
    pub(crate) fn for_log(scene: &Scene, entry: Option<&IndexEntry>, map: &LaneMap) -> Self {
        let drivable = if !scene.drivable_areas.is_empty() {
            DrivableTest::Area(Region::new(scene.drivable_areas.clone()))
        } else if !scene.road_edges.is_empty() {
            DrivableTest::Edges(scene.road_edges.clone())
        } else {
            let boxes = (0..scene.steps).filter_map(|k| scene.ego().at(k));
            DrivableTest::Corridor {
                swept: boxes
                    .map(|s| scene.ego().bbox(s.pose).footprint())
                    .collect(),
            }
        };
        let path = recorded_path(scene);
        let centers: Vec<_> = (scene.history_steps..scene.steps)
            .filter_map(|k| scene.ego().at(k))
            .map(|s| s.pose.position_m())
            .collect();
        Self {
            lanes: Arc::new(LaneIndex::new(map)),
            drivable,
            progress: ProgressReference {
                expert_m: travelled_m(&path, &centers),
                path: Some(path),
                is_recorded: true,
            },
            ignored_agents: entry
                .map(|e| e.ignored_agents(scene))
                .unwrap_or_default()
                .into_iter()
                .collect(),
            is_comfort_evaluated: true,
        }
    }

    /// For a simulated scenario: everything but the expert's progress is in the record.
    /// `reference_progress_m` is what the reference planner covers (docs/METRICS.md 3).
    pub fn for_scenario(record: &DriveRecord, reference_progress_m: f64) -> Self {
        let drivable = if record.map.drivable.is_empty() {
            DrivableTest::Unknown
        } else {
            DrivableTest::Area(record.map.drivable.clone())
        };
        Self {
            lanes: Arc::new(LaneIndex::new(&record.map)),
            drivable,
            progress: ProgressReference {
                path: record.routes.first().and_then(|r| r.polyline().ok()),
                expert_m: reference_progress_m,
                is_recorded: false,
            },
            ignored_agents: BTreeSet::new(),
            is_comfort_evaluated: true,
        }
    }
}
