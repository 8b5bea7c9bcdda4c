//! `--json`: exactly one document on stdout, with the keys that scripts rely on.

use serde_json::Value;
use trunkline_tests::shared_data;

use crate::run::{Place, Said};

/// The document, which must be all that is on stdout, with these keys.
fn document(said: &Said, keys: &[&str]) -> Value {
    let document = said.json();
    assert_eq!(document["schema"], 1, "{}", said.whole());
    has_keys(&document, keys);
    document
}

fn has_keys(value: &Value, keys: &[&str]) {
    assert!(!keys.is_empty());
    for key in keys {
        assert!(
            value.get(key).is_some(),
            "key `{key}` is missing in {value}"
        );
    }
}

const DRIVE: [&str; 14] = [
    "schema",
    "scenario",
    "seed",
    "run_dir",
    "simulated_s",
    "wall_s",
    "modules",
    "oracles",
    "scores",
    "at_fault_collisions",
    "route_completion",
    "data_age_ms",
    "latency_ms",
    "passed",
];

#[test]
fn drive_has_its_keys() {
    let said = Place::new().run("drive free_drive --rerun off --json");
    let drive = document(&said, &DRIVE);
    has_keys(&drive, &["failed_criteria"]);
    has_keys(&drive["scores"], &["nuplan", "carla_driving"]);
    has_keys(&drive["data_age_ms"], &["p50", "p99"]);
    has_keys(&drive["latency_ms"]["planner"], &["p50", "p99"]);
    let stages = [
        "perceiver",
        "lifter",
        "tracker",
        "forecaster",
        "planner",
        "controller",
        "gate",
    ];
    has_keys(&drive["modules"], &stages);
    assert_eq!(drive["oracles"], serde_json::json!(["lifter"]));
}

#[test]
fn suite_has_its_keys() {
    let line = "suite free_drive --seeds 1 --json";
    let summary = [
        "runs",
        "passed",
        "at_fault_collision_free",
        "mean_nuplan",
        "nuplan_ci95",
        "mean_carla_driving",
    ];
    let suite = document(&Place::new().run(line), &summary);
    has_keys(&suite, &["by_group", "rows", "wall_s"]);
    has_keys(&suite["by_group"]["urban"], &summary);
    has_keys(&suite["rows"][0], &DRIVE);
}

#[test]
fn replay_has_its_keys() {
    let place = Place::new();
    place.run("drive free_drive --rerun off --out run");
    let keys = [
        "messages",
        "topics",
        "equal",
        "first_difference",
        "by_topic",
    ];
    let replay = document(&place.run("replay run --json"), &keys);
    has_keys(&replay["by_topic"]["/plan"], &["messages", "different"]);
}

#[test]
fn map_has_its_keys() {
    let urban = concat!(env!("CARGO_MANIFEST_DIR"), "/../world/maps/urban.xodr");
    let keys = [
        "file",
        "roads",
        "junctions",
        "lanes",
        "driving_lanes",
        "signals",
        "road_length_m",
        "warnings",
    ];
    let map = document(
        &Place::new().run(&format!("map info {urban} --json")),
        &keys,
    );
    assert!(map["roads"].as_u64() > Some(0));
}

#[test]
fn track_has_its_keys() {
    let Some(data) = shared_data("kitti_tracking") else {
        return;
    };
    let line = format!(
        "track kitti --data {} --sequence 12 --rerun off --json",
        data.display()
    );
    let keys = ["tracker", "sequences", "frames", "frames_per_s"];
    let track = document(&Place::new().run(&line), &keys);
    assert_eq!(track["frames"], 78);
}

#[test]
fn modules_and_configs_have_documents_too() {
    let place = Place::new();
    let modules = document(&place.run("modules --json"), &["modules"]);
    let listed = modules["modules"].as_array().unwrap();
    assert!(listed.len() > 10, "{}", listed.len());
    for module in listed {
        has_keys(module, &["stage", "name", "oracle", "parameters"]);
        for parameter in module["parameters"].as_array().unwrap() {
            let described = parameter["description"]
                .as_str()
                .is_some_and(|d| !d.is_empty());
            assert!(
                described,
                "{} of {} has no words",
                parameter["key"], module["name"]
            );
        }
    }
    let planners = document(&place.run("modules planner --json"), &["modules"]);
    let planners = planners["modules"].as_array().unwrap();
    assert!(planners.len() > 1 && planners.iter().all(|m| m["stage"] == "planner"));
    place.file("a.toml", "[stack]\nplanner = \"idm\"\n");
    let config = document(
        &place.run("config check a.toml --json"),
        &["file", "modules"],
    );
    assert_eq!(config["modules"]["planner"], "idm");
}
