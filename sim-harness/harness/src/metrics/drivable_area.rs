//! Drivable area (docs/METRICS.md 2.2, 4.2): no corner may be 0.3 m or more off it, at any step.

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
pub(super) fn off_area(series: &EgoSeries, test: &DrivableTest, lanes: &LaneIndex) -> Vec<bool> {
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
pub(super) fn drivable_area(series: &EgoSeries, off: &[bool], test: &DrivableTest) -> DrivableArea {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{map, record, series, truth};
    use nalgebra::Vector2;
    use trunkline_interfaces::geometry::{Polygon, Polyline, Pose2, Region};

    fn judged(y_m: f64, test: &DrivableTest) -> DrivableArea {
        let record = record(vec![truth(0, Pose2::new(0.0, y_m, 0.0), 5.0, Vec::new())]);
        let series = series(&record);
        let off = off_area(&series, test, &LaneIndex::new(&map()));
        drivable_area(&series, &off, test)
    }

    /// Everything below a line along x.
    fn below(y_m: f64) -> DrivableTest {
        let outline = [[-90.0, -9.0], [90.0, -9.0], [90.0, y_m], [-90.0, y_m]];
        let polygon = Polygon::new(outline.map(Vector2::from).to_vec());
        DrivableTest::Area(Region::new(vec![polygon]))
    }

    #[test]
    fn a_corner_may_be_29_cm_outside_but_not_30() {
        // The ego is 2 m wide: its left corners are at y + 1.
        assert_eq!(judged(0.0, &below(0.71)).score, Some(1.0));
        let off = judged(0.0, &below(0.70));
        assert_eq!((off.score, off.first_off_s), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn an_edge_may_touch_the_outer_30_cm_only() {
        let edge = |y: f64| {
            let line = [[-90.0, y], [90.0, y]].map(Vector2::from);
            DrivableTest::Edges(vec![Polyline::new(line).unwrap()])
        };
        assert_eq!(judged(0.0, &edge(0.71)).score, Some(1.0));
        assert_eq!(judged(0.0, &edge(0.69)).score, Some(0.0));
        assert_eq!(judged(0.0, &edge(-0.69)).score, Some(0.0));
    }

    #[test]
    fn without_area_or_edges_lanes_and_the_recorded_sweep_decide() {
        let nowhere = DrivableTest::Corridor { swept: Vec::new() };
        // Lane 3.6 m wide: a corner fails from 2.1 m off its middle.
        assert_eq!(judged(1.05, &nowhere).score, Some(1.0));
        assert_eq!(judged(1.15, &nowhere).score, Some(0.0));
        let swept = vec![Rectangle::new(Pose2::new(0.0, 1.15, 0.0), 4.0, 2.0)];
        assert_eq!(
            judged(1.15, &DrivableTest::Corridor { swept }).score,
            Some(1.0)
        );
    }

    #[test]
    fn an_unknown_road_is_not_judged() {
        assert_eq!(judged(99.0, &DrivableTest::Unknown).score, None);
    }

    #[test]
    fn the_share_of_steps_off_the_road_and_the_first_of_them_are_told() {
        let at = |k: u64| truth(k, Pose2::new(0.0, k as f64, 0.0), 5.0, Vec::new());
        let record = record((0..4).map(at).collect());
        let series = series(&record);
        // The left corners are at 1, 2, 3 and 4 m; from 2.8 m on they are too far out.
        let test = below(2.5);
        let off = off_area(&series, &test, &LaneIndex::new(&map()));
        assert_eq!(off, [false, false, true, true]);
        let term = drivable_area(&series, &off, &test);
        assert_eq!((term.score, term.off_share), (Some(0.0), 0.5));
        assert_eq!((term.first_off_s, term.test.as_str()), (Some(0.2), "area"));
    }
}
