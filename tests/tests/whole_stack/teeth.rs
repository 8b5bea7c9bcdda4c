//! A scenario that nobody can fail finds out nothing.

use trunkline_harness::Course;
use trunkline_world::Scenario;

use crate::stack::drive;

/// Scenarios without anybody to hit and any light to run.
const TOOTHLESS: [&str; 1] = ["free_drive"];

/// The stack that ignores others and lights.
const BLIND: [&str; 2] = ["stack.planner=blind", "stack.gate=open"];

/// Scenarios that ask about the road and its lights only.
const WITHOUT_OTHERS: [&str; 2] = ["free_drive", "red_signal"];

/// The default stack, but nobody is detected: it obeys signs and lights and ignores others.
const EYELESS: [&str; 1] = ["stack.lifter=eyeless"];

/// Seeds of the drives: whoever does not look may be lucky once, but not each time.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

/// Whether every criterion of the scenario was met.
fn passes(name: &str, seed: u64, sets: &[&str]) -> bool {
    let course = Course::scenario(name).unwrap();
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    drive(&course, seed, &sets).unwrap().document.passed
}

/// Scenarios that a stack passes with each seed.
fn passed(sets: &[&str]) -> Vec<&'static str> {
    let names = Scenario::builtin_names();
    assert!(names.len() >= 12, "{names:?}");
    let passes_all = |name: &&str| SEEDS.iter().all(|seed| passes(name, *seed, sets));
    names.into_iter().filter(passes_all).collect()
}

#[test]
#[ignore = "slow: drives every scenario"]
fn a_stack_that_ignores_others_and_lights_fails_every_scenario() {
    assert_eq!(passed(&BLIND), TOOTHLESS);
}

#[test]
#[ignore = "slow: drives every scenario"]
fn a_stack_that_obeys_signs_and_lights_but_ignores_others_fails_every_scenario_with_others() {
    assert_eq!(passed(&EYELESS), WITHOUT_OTHERS);
}

#[test]
fn a_blind_stack_hits_the_car_that_cuts_in_and_the_default_stack_does_not() {
    assert!(!passes("cut_in", 1, &BLIND));
    assert!(passes("cut_in", 1, &[]));
}
