//! Drivable area (METRICS 1.2 and 1.10): no corner may be 0.3 m or more off it, at any step.

use serde::{Deserialize, Serialize};
use trunkline_interfaces::geometry::Rectangle;

use super::ego_series::EgoSeries;
use super::lane_index::LaneIndex;
use super::scoring_scene::DrivableTest;

/// A corner this far outside fails.
const MARGIN_M: f64 = 0.3;

/// Whether the ego kept to the drivable area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrivableArea {
    /// 1 or 0; null where nothing is known of the road.
    pub score: Option<f64>,
    /// How it was told: `area`, `edges`, `corridor` or `none`.
    pub test: String,
    /// Share of the steps off the area.
    pub off_share: f64,
    /// When it first left the area.
    pub first_off_s: Option<f64>,
}

/// Per step, whether a corner is off the area.
pub fn off_area(series: &EgoSeries, test: &DrivableTest, lanes: &LaneIndex) -> Vec<bool> {
    let footprints = series.samples.iter().map(|s| &s.footprint);
    footprints.map(|f| is_off(f, test, lanes)).collect()
}

fn is_off(footprint: &Rectangle, test: &DrivableTest, lanes: &LaneIndex) -> bool {
    // A corner that is farther out than the limit reads as the limit: > MARGIN_M.
    const LOOK_M: f64 = 1.0;
    match test {
        DrivableTest::Area(region) => footprint
            .corners_m()
            .iter()
            .any(|c| region.distance_outside_m(*c, LOOK_M) >= MARGIN_M),
        DrivableTest::Edges(edges) => {
            let shrunk = footprint.grown(-MARGIN_M, -MARGIN_M);
            edges.iter().any(|edge| {
                let mut segments = edge.points_m().windows(2);
                segments.any(|w| shrunk.intersects_segment(w[0], w[1]))
            })
        }
        DrivableTest::Corridor { swept } => footprint.corners_m().iter().any(|c| {
            lanes.is_beside_all(*c, MARGIN_M)
                && swept.iter().all(|b| b.distance_to_point_m(*c) >= MARGIN_M)
        }),
        DrivableTest::Unknown => false,
    }
}

/// The term from the steps off the area.
pub fn drivable_area(series: &EgoSeries, off: &[bool], test: &DrivableTest) -> DrivableArea {
    let count = off.iter().filter(|o| **o).count();
    let first = off.iter().position(|o| *o);
    DrivableArea {
        score: match test {
            DrivableTest::Unknown => None,
            _ => Some(if count == 0 { 1.0 } else { 0.0 }),
        },
        test: test.name().to_string(),
        off_share: count as f64 / off.len().max(1) as f64,
        first_off_s: first.map(|i| series.samples[i].time_s),
    }
}
