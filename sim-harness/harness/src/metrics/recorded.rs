//! The recorded drivers themselves, scored: the check of the scorer (docs/METRICS.md 4.6).

use std::sync::Arc;

use trunkline_interfaces::Duration;
use trunkline_interfaces::messages::Header;
use trunkline_world::logs::{IndexEntry, LogWorld, Scene, recorded_truths, route};

use super::scorecard::{Scorecard, score};
use super::scoring_scene::ScoringScene;
use crate::drive_record::DriveRecord;

/// Data sets whose recorded driver is not judged for comfort: their time stamps jump.
const COMFORT_EXEMPT_ORIGIN: &str = "nuscenes";

/// The recorded drive of a scene, as if the recorded driver were the stack.
fn recorded_drive(scene: &Scene) -> DriveRecord {
    let world = LogWorld::new(Arc::new(scene.clone()));
    let map = Arc::clone(world.map());
    DriveRecord {
        world: scene.id.clone(),
        vehicle: trunkline_world::logs::vehicle_of(scene),
        planned_duration: Duration::from_s(
            scene.driven_steps() as f64 * trunkline_world::logs::SCENE_STEP_S,
        ),
        truths: recorded_truths(scene).into_iter().map(Arc::new).collect(),
        routes: vec![route(scene, &map, Header::default(), scene.history_steps)],
        map,
        ..DriveRecord::default()
    }
}

/// Scores the recorded driver of a scene: comfort is not judged in nuScenes (docs/METRICS.md 4.5).
pub fn score_recorded_scene(scene: &Scene, entry: &IndexEntry) -> Scorecard {
    let record = recorded_drive(scene);
    let mut scoring = ScoringScene::for_log(scene, Some(entry), &record.map);
    scoring.is_comfort_evaluated = scene.origin != COMFORT_EXEMPT_ORIGIN;
    score(&record, &scoring)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use trunkline_world::logs::SceneIndex;

    fn index() -> Option<SceneIndex> {
        let folder = trunkline_tests::shared_data("driving_logs")?;
        Some(SceneIndex::load(&folder).unwrap())
    }

    fn scene(index: &SceneIndex, entry: &IndexEntry) -> Scene {
        Scene::load(&index.path_of(entry)).unwrap()
    }

    #[test]
    fn the_three_narrow_misses_are_seen_and_a_good_driver_scores_100() {
        let Some(index) = index() else { return };
        for (id, expected) in [
            ("av2s_3b3570b4", 56.25),
            ("womd_00069_01000_193", 87.5),
            ("womd_2a173b334be3d32c", 87.5),
            ("womd_00031_01000_45", 100.0),
            ("nusc_scene-0757", 100.0),
        ] {
            let entry = index.entries().iter().find(|e| e.id == id).unwrap();
            let card = score_recorded_scene(&scene(&index, entry), entry);
            assert_eq!(card.nuplan_score(), Some(expected), "{id}");
        }
    }

    #[test]
    #[ignore = "slow: scores all 72 recorded scenes"]
    fn the_road_is_told_as_the_reference_says() {
        let Some(index) = index() else { return };
        let mut tests: BTreeMap<String, usize> = BTreeMap::new();
        let mut known = 0.0;
        for entry in index.entries() {
            let card = score_recorded_scene(&scene(&index, entry), entry);
            let nuplan = card.nuplan.unwrap();
            *tests.entry(nuplan.drivable_area.test).or_default() += 1;
            known += nuplan.speed_limit.known_share / index.entries().len() as f64;
        }
        let expected = [("area", 3), ("corridor", 7), ("edges", 62)];
        assert_eq!(tests, expected.map(|(k, n)| (k.to_owned(), n)).into());
        assert!(
            (known - 0.10).abs() < 0.005,
            "speed limits known for {known}"
        );
    }

    #[test]
    #[ignore = "slow: follows all 72 recorded drivers"]
    fn lanes_and_intersections_are_told_as_the_reference_says() {
        let Some(index) = index() else { return };
        let (mut several, mut intersection) = (0.0, 0.0);
        for entry in index.entries() {
            let scene = scene(&index, entry);
            let record = recorded_drive(&scene);
            let scoring = ScoringScene::for_log(&scene, Some(entry), &record.map);
            let series = crate::metrics::ego_series::EgoSeries::new(
                &record.truths,
                &record.vehicle,
                &scoring.lanes,
            );
            let samples = series.unwrap().samples;
            let share = |of: fn(&crate::metrics::ego_series::EgoSample) -> bool| {
                samples.iter().filter(|s| of(s)).count() as f64 / samples.len() as f64
            };
            several += share(|s| s.is_in_several_lanes) / index.entries().len() as f64;
            intersection += share(|s| s.is_in_intersection()) / index.entries().len() as f64;
        }
        // Means over scenes: 28 % and 19 %.
        assert!((several - 0.28).abs() < 0.005, "several lanes: {several}");
        assert!(
            (intersection - 0.19).abs() < 0.005,
            "intersections: {intersection}"
        );
    }
}
