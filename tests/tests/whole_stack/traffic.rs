//! The others among themselves, with the ego driving among them.

use trunkline_harness::Course;
use trunkline_interfaces::AgentClass;
use trunkline_interfaces::messages::{Truth, TruthAgent};
use trunkline_world::Scenario;

use crate::stack::drive;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=10;
/// Time of each drive that is looked at, s.
const LOOKED_AT_S: f64 = 60.0;

/// Pairs of others whose boxes overlap. People pass each other on a crosswalk as they like.
fn overlaps(truth: &Truth) -> Vec<String> {
    let is_person = |a: &TruthAgent| a.class == AgentClass::Pedestrian;
    let mut found = Vec::new();
    for (i, a) in truth.agents.iter().enumerate() {
        let (box_a, reach_m) = (a.bbox.footprint(), 0.5 * a.bbox.size_m.norm());
        for b in &truth.agents[i + 1..] {
            let away_m = (a.bbox.center_m - b.bbox.center_m).norm();
            if away_m < reach_m + 0.5 * b.bbox.size_m.norm()
                && !(is_person(a) && is_person(b))
                && box_a.overlaps(&b.bbox.footprint())
            {
                found.push(format!("{} and {} at {}", a.id, b.id, truth.header.stamp));
            }
        }
    }
    found
}

#[test]
#[ignore = "slow: every scenario with ten seeds"]
fn the_others_never_touch_each_other() {
    let mut touching = Vec::new();
    for name in Scenario::builtin_names() {
        let course = Course::scenario(name).unwrap();
        for seed in SEEDS {
            let driven = drive(&course, seed, &["run.record=off".to_owned()]).unwrap();
            let truths = driven.record.truths.iter();
            let looked_at = truths.take_while(|t| t.header.stamp.s() <= LOOKED_AT_S);
            let found = looked_at.flat_map(|t| overlaps(t));
            touching.extend(found.map(|pair| format!("{name} seed {seed}: {pair}")));
        }
    }
    assert_eq!(touching, Vec::<String>::new());
}

#[test]
fn others_that_overlap_are_seen() {
    let course = Course::scenario("cut_in").unwrap();
    let driven = drive(&course, 1, &[]).unwrap();
    let mut truth = Truth::clone(&driven.record.truths[0]);
    assert_eq!(overlaps(&truth), Vec::<String>::new());
    let mut twin = truth.agents[0];
    twin.bbox.center_m.x += 3.0;
    truth.agents.push(twin);
    assert_eq!(overlaps(&truth).len(), 1);
}
