//! Many runs: the table does not depend on threads, and an interrupted suite goes on.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use trunkline_tests::shared_data;

use crate::recordings::messages;
use crate::run::{Place, Said};

const SCENARIOS: &str = "free_drive following cut_in stopped_vehicle";

/// The document without wall times, which alone may differ.
fn timeless(said: &Said) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|key, _| {
                    !["wall_s", "latency_ms", "time_share", "run_dir"].contains(&key.as_str())
                });
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut document = said.json();
    strip(&mut document);
    document
}

#[test]
fn the_table_is_the_same_on_one_thread_and_on_two() {
    let place = Place::new();
    let run = |threads: u32| {
        let line =
            format!("suite {SCENARIOS} --seeds 2 --threads {threads} --out on{threads} --json");
        timeless(&place.run(&line))
    };
    let one = run(1);
    assert_eq!(one["rows"].as_array().map(Vec::len), Some(8));
    assert_eq!(one, run(2));
    let recorded = |folder: &str| {
        let path = format!("{folder}/runs/cut_in-seed1/messages.mcap");
        messages(&place.path().join(path)).unwrap()
    };
    assert!(recorded("on1").len() > 100);
    assert!(
        recorded("on1") == recorded("on2"),
        "recordings differ between one thread and two"
    );
}

#[test]
fn an_interrupted_suite_goes_on_and_ends_in_the_same_table() {
    let place = Place::new();
    let line = format!("suite {SCENARIOS} --seeds 3 --threads 1 --json");
    let mut child = place
        .command(&format!("{line} --out cut"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let finished_rows = || {
        let rows = std::fs::read_dir(place.path().join("cut/rows"))
            .into_iter()
            .flatten();
        rows.count()
    };
    while finished_rows() < 2 && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().unwrap();
    let cut: Said = child.wait_with_output().unwrap().into();
    assert_eq!(cut.code, Some(1), "{}", cut.whole());
    let rows = cut.json()["rows"].as_array().map(Vec::len).unwrap();
    assert!(
        (1..12).contains(&rows),
        "the interruption came too late: {rows} rows"
    );
    assert!(
        cut.stderr.contains("partial") && cut.stderr.contains("--resume --out cut"),
        "{}",
        cut.stderr
    );
    let resumed = timeless(&place.run(&format!("{line} --out cut --resume")));
    let whole = timeless(&place.run(&format!("{line} --out whole")));
    assert_eq!(resumed, whole);
}

#[test]
fn a_second_configuration_is_compared_pair_by_pair() {
    let place = Place::new();
    let line = "suite cut_in following --seeds 2 --vs stack.planner=idm --out both";
    let said = place.run(line);
    assert!(
        said.stdout.contains("on the same 4 pairs: nuPlan "),
        "{}",
        said.whole()
    );
    assert!(place.path().join("both/report.html").is_file());
    assert!(place.path().join("both/suite.json").is_file());
}

#[test]
fn a_second_configuration_that_changes_nothing_is_warned_of() {
    let place = Place::new();
    let change = "planner.idm.driving.idm.headway_s=1.3";
    let unused = place.run(&format!(
        "suite free_drive --seeds 1 --vs {change} --out unused"
    ));
    let warning = format!("--vs {change} changes nothing that is used");
    assert!(unused.stderr.contains(&warning), "{}", unused.whole());
    let chosen = "suite free_drive --seeds 1 --set stack.planner=idm";
    let used = place.run(&format!("{chosen} --vs {change} --out used"));
    assert!(!used.stderr.contains("changes nothing"), "{}", used.whole());
}

#[test]
fn failed_runs_of_a_second_configuration_are_named_as_its_own() {
    let change = "gate.safety.max_data_age_s=0.01"; // all data is older: the gate stops
    let said = Place::new().run(&format!("suite free_drive --seeds 1 --vs {change} --out b"));
    let named = format!("not met with {change}: free_drive seed 1: ");
    assert!(said.stdout.contains(&named), "{}", said.whole());
    assert!(!said.stdout.contains("not met: "), "{}", said.whole());
}

#[test]
fn logs_without_a_folder_say_what_to_pass() {
    let said = Place::new().run("suite logs").refused();
    insta::assert_snapshot!(said, @r"
    error: `suite logs` needs the recorded scenes

    hint: pass --data DIR, the folder with their index.json
    ");
}

/// A folder with the first `count` recorded scenes of set `train`.
fn few_scenes(from: &Path, to: &Path, count: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    let mut index: Value = serde_json::from_slice(&std::fs::read(from.join("index.json"))?)?;
    let scenes = index["scenes"].as_array_mut().into_iter().flatten();
    let scenes: Vec<Value> = scenes
        .filter(|scene| scene["set"] == "train")
        .take(count)
        .map(|scene| scene.take())
        .collect();
    for scene in &scenes {
        let file = format!("{}.json.gz", scene["id"].as_str().unwrap_or_default());
        std::fs::copy(from.join(&file), to.join(&file))?;
    }
    index["scenes"] = scenes.into();
    std::fs::write(to.join("index.json"), index.to_string())
}

#[test]
fn recorded_scenes_show_both_configurations_beside_the_recorded_driver() {
    let Some(data) = shared_data("driving_logs") else {
        return;
    };
    let place = Place::new();
    few_scenes(&data, &place.path().join("few"), 2).unwrap();
    let line = "suite logs --data few --vs stack.planner=idm --out out";
    let said = place.run(line);
    for part in [
        "as configured: score and its parts",
        "stack.planner=idm: score and its parts",
        "recorded driver: score and its parts",
        "stack.planner=idm minus as configured, scene by scene",
        "not evaluated",
    ] {
        assert!(said.stdout.contains(part), "{part}: {}", said.whole());
    }
    let text = std::fs::read_to_string(place.path().join("out/suite.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let groups = document["logs"]["groups"].as_array().unwrap();
    let names: Vec<&str> = groups.iter().filter_map(|g| g["name"].as_str()).collect();
    assert!(
        names.starts_with(&["all"]) && names.contains(&"train"),
        "{names:?}"
    );
    for driver in ["configuration", "versus", "recorded"] {
        assert!(groups[0][driver]["mean_nuplan"].is_number(), "{document}");
        assert!(
            groups[0][driver]["sub_scores"]["ttc"].is_number(),
            "{document}"
        );
        assert!(groups[0][driver]["not_evaluated"].is_object(), "{document}");
    }
    assert_eq!(groups[0]["pairs"], 2);
    assert!(groups[0]["nuplan_difference"].is_number(), "{document}");
    assert!(groups[0]["nuplan_difference_ci95"].is_array(), "{document}");
    let page = std::fs::read_to_string(place.path().join("out/report.html")).unwrap();
    assert!(page.contains("By set and kind of scene"));
    // None of the two is of set report.
    let said = place.run("suite logs --data few --split report").refused();
    insta::assert_snapshot!(said, @r"
    error: `few` lists no scene of set `report` in its index.json

    hint: leave --split out
    ");
    assert!(!place.path().join("runs").exists());
}

#[test]
fn what_writing_references_would_ignore_is_refused() {
    let place = Place::new();
    for flag in [
        "--vs stack.planner=idm",
        "--set planner.idm.driving.idm.headway_s=3",
        "--config a.toml",
        "--out o",
        "--resume --out o",
        "--data few",
    ] {
        let said = place
            .run(&format!("suite --write-reference {flag}"))
            .refused();
        assert!(said.contains("cannot be used with"), "{said}");
    }
    let said = place.run("suite logs --write-reference").refused();
    assert!(said.contains("the recorded driver"), "{said}");
}

#[test]
fn a_second_configuration_that_does_not_hold_is_refused_before_the_first_is_driven() {
    let place = Place::new();
    let said = place
        .run("suite free_drive --vs stack.planner=imd")
        .refused();
    assert!(said.contains("no planner is named `imd`"), "{said}");
    assert!(!place.path().join("runs").exists());
}

#[test]
fn a_second_configuration_that_is_none_is_named_by_its_own_flag() {
    let said = Place::new().run("suite free_drive --vs nonsense").refused();
    insta::assert_snapshot!(said, @r"
    error: `--vs nonsense` is not valid
      there is no `=`

    hint: write --vs KEY.PATH=VALUE, as in --vs planner.idm.driving.idm.headway_s=1.2
    ");
}

#[test]
fn a_folder_with_something_in_it_is_refused_by_every_command_and_keeps_it() {
    let place = Place::new();
    let mine = "[run]\nseed = 3\n";
    place.file("config.toml", mine);
    std::fs::create_dir(place.path().join("full")).unwrap();
    place.file("full/metrics.json", "mine");
    for line in [
        "drive free_drive --rerun off --config config.toml --out .",
        "suite free_drive --seeds 1 --config config.toml --out .",
        "suite free_drive --seeds 1 --out full",
        "track kitti --data nowhere --out full",
    ] {
        let said = place.run(line).refused();
        assert!(
            said.contains("` is not empty") && said.contains("hint: choose a new"),
            "{line}: {said}"
        );
    }
    let read = |name: &str| std::fs::read_to_string(place.path().join(name)).unwrap();
    assert_eq!(
        (read("config.toml"), read("full/metrics.json")),
        (mine.into(), "mine".into())
    );
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 2);
    // What goes on must be a suite.
    let said = place
        .run("suite free_drive --seeds 1 --resume --out full")
        .refused();
    assert!(said.contains("`full` holds no suite"), "{said}");
}

#[test]
fn flags_that_would_have_no_effect_are_refused() {
    let place = Place::new();
    for (line, words) in [
        (
            "suite free_drive --split train",
            "--split is for recorded scenes",
        ),
        (
            "suite logs --data few --seeds 3",
            "--seeds is for scenarios",
        ),
        ("suite free_drive --threads 0", "--threads"),
        (
            "suite cut_in cut_in",
            "`cut_in` and `cut_in` are both named `cut_in`",
        ),
    ] {
        let said = place.run(line).refused();
        assert!(said.contains(words), "{line}: {said}");
    }
    assert!(!place.path().join("runs").exists());
}
