//! The recorded drivers themselves, scored: the check of the scorer (METRICS 1.10).

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::Duration;
use trunkline_interfaces::messages::Header;
use trunkline_world::logs::{
    IndexEntry, LogError, LogWorld, Scene, SceneIndex, SceneKind, SceneSet, recorded_truths, route,
};

use super::DriveRecord;
use super::scorecard::{Scorecard, score};
use super::scoring_scene::ScoringScene;

/// Data sets whose recorded driver is not judged for comfort: their time stamps jump.
const COMFORT_EXEMPT_ORIGIN: &str = "nuscenes";

/// The recorded drive of a scene, as if the recorded driver were the stack.
pub fn recorded_drive(scene: &Scene) -> DriveRecord {
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

/// The recorded driver of one scene, scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedRow {
    /// Scene.
    pub scene: String,
    /// What the scene may be used for.
    pub set: SceneSet,
    /// What the recorded driver did.
    pub kind: SceneKind,
    /// The score.
    pub scorecard: Scorecard,
}

/// Scores the recorded driver of a scene: comfort is not judged in nuScenes (METRICS 1.10).
pub fn score_recorded_scene(scene: &Scene, entry: &IndexEntry) -> Scorecard {
    let record = recorded_drive(scene);
    let mut scoring = ScoringScene::for_log(scene, Some(entry), &record.map);
    scoring.is_comfort_evaluated = scene.origin != COMFORT_EXEMPT_ORIGIN;
    score(&record, &scoring)
}

/// Scores the recorded driver of every scene of a folder, in the order of its index.
///
/// # Errors
/// [`LogError`] for the first file that cannot be used.
pub fn score_recorded(folder: &Path) -> Result<Vec<RecordedRow>, LogError> {
    let index = SceneIndex::load(folder)?;
    let row = |entry: &IndexEntry| {
        let scene = index.load_scene(entry)?;
        Ok(RecordedRow {
            scene: entry.id.clone(),
            set: entry.set,
            kind: entry.kind,
            scorecard: score_recorded_scene(&scene, entry),
        })
    };
    index.entries().iter().map(row).collect()
}
