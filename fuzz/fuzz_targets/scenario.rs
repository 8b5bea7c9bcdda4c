//! Scenario files. An accepted one is set up on a small map and driven for some steps; with an
//! expert's progress written into it, it is the same scenario still.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use trunkline_fuzz::{SMALL_ROADS, look_at};
use trunkline_world::{Scenario, Simulation};

fuzz_target!(|text: &str| {
    let scenario = match Scenario::from_text("fuzz.toml", text) {
        Ok(scenario) => scenario,
        Err(error) => return drop(error.to_string()),
    };
    if let Ok(written) = scenario.text_with_reference(&BTreeMap::from([(1, 12.5)])) {
        let again =
            Scenario::from_text("again.toml", &written).expect("progress alone was written");
        assert_eq!(again.reference_progress(1), Some(12.5));
        assert_eq!(again.agents, scenario.agents);
    }
    match Simulation::on_roads(&scenario, SMALL_ROADS.clone()) {
        Ok(mut world) => drop(look_at(&mut world, 20)),
        Err(error) => drop(error.to_string()),
    }
});
