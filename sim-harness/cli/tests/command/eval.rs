//! `trunkline eval`: figures by class and distance, and what is refused.

use crate::run::Place;

fn metric(perceiver: &str, key: &str) -> f64 {
    let place = Place::new();
    let line = format!(
        "eval lifter --dataset rendered --seeds 1 --set stack.perceiver={perceiver} --json"
    );
    let said = place.run(&line);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let document = said.json();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["task"], "lifter");
    assert_eq!(document["module"], "clusters");
    assert_eq!(document["perceiver"], perceiver);
    assert_eq!(document["samples"], 9, "three instants of three worlds");
    document["metrics"][key].as_f64().unwrap()
}

#[test]
#[ignore = "slow: drives in three generated worlds, twice"]
fn a_lifter_does_worse_behind_noisy_eyes() {
    let key = "car/all/center_median_m";
    let (perfect_m, noisy_m) = (metric("oracle", key), metric("noisy_oracle", key));
    assert!(perfect_m < 0.5, "{perfect_m}");
    assert!(noisy_m > perfect_m, "{noisy_m} {perfect_m}");
}

#[test]
fn what_has_no_effect_on_the_data_set_is_refused() {
    for (line, word) in [
        ("--dataset rendered --data .", "--data"),
        ("--dataset kitti --data . --seeds 3", "--seeds"),
        (
            "--dataset kitti --data . --set stack.perceiver=oracle",
            "stack.perceiver",
        ),
        (
            "--dataset kitti --data . --set stack.lifter=oracle",
            "the truth",
        ),
        ("--dataset kitti", "--data"),
        ("--dataset kitti --data nowhere", "nowhere"),
        ("--dataset rendered --seeds 0", "--seeds"),
        ("--dataset rendered --set stack.perceiver=nobody", "nobody"),
        ("--dataset rendered --set stack.lifter=nobody", "nobody"),
        (
            "--dataset rendered --set lifter.clustrs.range_m=9",
            "clustrs",
        ),
        (
            "--dataset rendered --set stack.perceiver=none",
            "no perceiver",
        ),
    ] {
        let said = Place::new().run(&format!("eval lifter {line}")).refused();
        assert!(said.contains(word), "{line}: {said}");
    }
}
