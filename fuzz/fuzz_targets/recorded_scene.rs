//! Recorded scenes (`trunkline-scene-1`). An accepted one is driven in for some steps, and its
//! recorded driver is scored.
#![no_main]

use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::look_at;
use trunkline_harness::metrics::score_recorded_scene;
use trunkline_interfaces::messages::Validate as _;
use trunkline_world::logs::{IndexEntry, LogWorld, Scene, SceneKind, SceneSet, recorded_truths};

fuzz_target!(|json: &[u8]| {
    let scene = match Scene::from_json(json, Path::new("fuzz.json")) {
        Ok(scene) => Arc::new(scene),
        Err(error) => return drop(error.to_string()),
    };
    for truth in recorded_truths(&scene) {
        truth
            .validate()
            .expect("a recorded truth of finite numbers");
    }
    let mut world = LogWorld::new(Arc::clone(&scene));
    look_at(&mut world, 30).expect("a recorded scene can be driven in");
    let entry = IndexEntry {
        id: scene.id.clone(),
        set: SceneSet::Train,
        kind: SceneKind::Straight,
        known_issues: Vec::new(),
    };
    let card = score_recorded_scene(&scene, &entry);
    assert!(
        card.nuplan_score()
            .is_none_or(|score| (0.0..=100.0).contains(&score))
    );
});
