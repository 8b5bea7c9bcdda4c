//! Many runs: the table does not depend on threads, and an interrupted suite goes on.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::recordings::messages;
use crate::run::{Place, Said};

const SCENARIOS: &str = "free_drive following cut_in stopped_vehicle";

/// The document without wall times, which alone may differ.
fn timeless(said: &Said) -> serde_json::Result<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields
                    .retain(|key, _| !["wall_s", "latency_ms", "run_dir"].contains(&key.as_str()));
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut document = said.json()?;
    strip(&mut document);
    Ok(document)
}

#[test]
fn the_table_is_the_same_on_one_thread_and_on_two() {
    let place = Place::new().unwrap();
    let run = |threads: u32| {
        let line =
            format!("suite {SCENARIOS} --seeds 2 --threads {threads} --out on{threads} --json");
        timeless(&place.run(&line).unwrap()).unwrap()
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
    let place = Place::new().unwrap();
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
    let rows = cut.json().unwrap()["rows"]
        .as_array()
        .map(Vec::len)
        .unwrap();
    assert!(
        (1..12).contains(&rows),
        "the interruption came too late: {rows} rows"
    );
    assert!(
        cut.stderr.contains("partial") && cut.stderr.contains("--resume --out cut"),
        "{}",
        cut.stderr
    );
    let resumed = timeless(&place.run(&format!("{line} --out cut --resume")).unwrap()).unwrap();
    let whole = timeless(&place.run(&format!("{line} --out whole")).unwrap()).unwrap();
    assert_eq!(resumed, whole);
}

#[test]
fn a_second_configuration_is_compared_pair_by_pair() {
    let place = Place::new().unwrap();
    let line = "suite cut_in following --seeds 2 --vs stack.planner=idm --out both";
    let said = place.run(line).unwrap();
    assert!(
        said.stdout.contains("on the same 4 pairs: nuPlan "),
        "{}",
        said.whole()
    );
    assert!(place.path().join("both/report.html").is_file());
    assert!(place.path().join("both/suite.json").is_file());
}

#[test]
fn logs_without_a_folder_say_what_to_pass() {
    let said = Place::new().unwrap().run("suite logs").unwrap();
    assert_eq!(said.code, Some(2));
    insta::assert_snapshot!(said.stderr, @r"
    error: `suite logs` needs the recorded scenes

    hint: pass --data DIR, the folder with their index.json
    ");
}
