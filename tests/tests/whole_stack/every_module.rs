//! Each module that configs can name, in its place in the stack, drives.

use trunkline_harness::Course;
use trunkline_interfaces::Stage;
use trunkline_interfaces::messages::Condition;

use crate::stack::{drive, registry};

/// What a module needs beside it: the oracle controller commands trajectories, which the gate of
/// the default stack hands on.
fn sets(stage: Stage, name: &str) -> Vec<String> {
    vec![format!("stack.{stage}={name}"), "run.record=off".to_owned()]
}

#[test]
#[ignore = "slow: one drive per module"]
fn every_module_drives_without_a_fault() {
    let modules = registry().modules();
    assert!(modules.len() > 12, "{}", modules.len());
    let course = Course::scenario("following").unwrap();
    for module in modules {
        let driven = drive(&course, 1, &sets(module.stage, module.name)).unwrap();
        let failed: Vec<_> = driven
            .record
            .health
            .iter()
            .flat_map(|h| &h.stages)
            .filter(|s| s.condition == Condition::Failed)
            .collect();
        assert!(
            failed.is_empty(),
            "{} `{}`: {:?}",
            module.stage,
            module.name,
            failed.first()
        );
        let moved_m = driven.scorecard.route.driven_m;
        assert!(
            moved_m > 10.0,
            "{} `{}` moved {moved_m} m",
            module.stage,
            module.name
        );
    }
}
