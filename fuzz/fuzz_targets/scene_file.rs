//! Files of recorded scenes, packed or not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::folder;
use trunkline_world::logs::Scene;

fuzz_target!(|bytes: &[u8]| {
    let folder = folder([("fuzz.json.gz", bytes)]);
    if let Err(error) = Scene::load(&folder.path().join("fuzz.json.gz")) {
        drop(error.to_string());
    }
});
