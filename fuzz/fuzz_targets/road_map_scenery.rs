//! Road maps in OpenDRIVE, and what stands around them. Slow: the ground reaches to the horizon.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_world::roads::Roads;
use trunkline_world::scenery::Scenery;

fuzz_target!(|text: &str| {
    if let Ok(roads) = Roads::read(text, "fuzz.xodr") {
        let scenery = Scenery::of(&roads, 0);
        assert_eq!(scenery.backdrop.len(), scenery.lit_backdrop.len());
    }
});
