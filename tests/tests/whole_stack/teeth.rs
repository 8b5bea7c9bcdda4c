//! A scenario that nobody can fail finds out nothing.

use trunkline_harness::Course;
use trunkline_world::Scenario;

use crate::stack::drive;

/// Scenarios without anybody to hit and any light to run.
const TOOTHLESS: [&str; 1] = ["free_drive"];

fn is_passed(name: &str, sets: &[&str]) -> bool {
    let course = Course::scenario(name).unwrap();
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    drive(&course, 1, &sets).unwrap().document.passed
}

#[test]
#[ignore = "slow: drives every scenario"]
fn a_stack_that_ignores_others_and_lights_fails_every_scenario() {
    let names = Scenario::builtin_names();
    assert!(names.len() >= 12, "{names:?}");
    let survived: Vec<&str> = names
        .into_iter()
        .filter(|name| is_passed(name, &["stack.planner=blind", "stack.gate=open"]))
        .collect();
    assert_eq!(survived, TOOTHLESS, "scenarios that a blind stack passes");
}

#[test]
fn a_blind_stack_hits_the_car_that_cuts_in_and_the_default_stack_does_not() {
    assert!(!is_passed(
        "cut_in",
        &["stack.planner=blind", "stack.gate=open"]
    ));
    assert!(is_passed("cut_in", &[]));
}
