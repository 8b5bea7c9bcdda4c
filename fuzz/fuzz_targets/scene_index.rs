//! The index of a folder of recorded scenes, and what its known issues leave out.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::folder;
use trunkline_world::logs::{Scene, SceneIndex};

static SCENE: LazyLock<Scene> = LazyLock::new(|| {
    let json = include_bytes!("../corpus/recorded_scene/two_cars.json");
    Scene::from_json(json, Path::new("two_cars.json")).expect("the scene is part of the project")
});

fuzz_target!(|json: &[u8]| {
    let folder = folder([("index.json", json)]);
    match SceneIndex::load(folder.path()) {
        Ok(index) => {
            for entry in index.entries() {
                assert!(index.path_of(entry).starts_with(folder.path()));
                assert!(entry.ignored_agents(&SCENE).len() <= entry.known_issues.len());
            }
        }
        Err(error) => drop(error.to_string()),
    }
});
