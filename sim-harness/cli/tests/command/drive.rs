//! One run: its folder, its scorecard, its seed.

use crate::recordings::messages;
use crate::run::Place;

#[test]
fn a_run_leaves_a_complete_folder_and_says_where() {
    let place = Place::new();
    let said = place.run("drive free_drive --rerun off");
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert!(
        said.stdout.starts_with("drive free_drive · seed "),
        "{}",
        said.whole()
    );
    for file in [
        "config.toml",
        "messages.mcap",
        "metrics.json",
        "report.html",
    ] {
        let path = place.path().join("runs/0001").join(file);
        assert!(path.is_file(), "{file} is missing: {}", said.whole());
    }
    assert!(
        said.stderr.contains("report: runs/0001/report.html"),
        "{}",
        said.whole()
    );
}

#[test]
fn quiet_says_nothing_but_the_result() {
    let place = Place::new();
    let said = place.run("drive free_drive --rerun off --quiet");
    assert_eq!(said.stderr, "", "{}", said.whole());
    assert!(said.stdout.contains("nuPlan score"), "{}", said.whole());
}

#[test]
fn the_effective_config_drives_the_same_run_again() {
    let place = Place::new();
    let first = place.run("drive following --seed 5 --rerun off --out first --json");
    let second = place.run("drive --config first/config.toml --rerun off --out second --json");
    let scores = |said: &crate::run::Said| said.json()["scores"].clone();
    assert_eq!(scores(&first), scores(&second), "{}", second.whole());
    let read = |run: &str| messages(&place.path().join(run).join("messages.mcap")).unwrap();
    assert!(read("first").len() > 1000);
    assert!(
        read("first") == read("second"),
        "equal configs must record equal bytes"
    );
}

#[test]
fn another_seed_is_another_run() {
    let place = Place::new();
    for seed in [1, 2] {
        let line = format!("drive following --seed {seed} --rerun off --out seed{seed}");
        place.run(&line);
    }
    let read = |run: &str| messages(&place.path().join(run).join("messages.mcap")).unwrap();
    assert!(
        read("seed1") != read("seed2"),
        "the seed makes no difference"
    );
}

#[test]
fn a_criterion_that_is_not_met_is_named_and_ends_with_1() {
    let place = Place::new();
    // Nobody can cover the way in this time.
    let scenario = include_str!("../../../world/scenarios/free_drive.toml");
    let duration = scenario
        .lines()
        .find(|l| l.starts_with("duration_s"))
        .unwrap();
    let short = scenario.replace(duration, "duration_s = 1.0");
    place.file("hurry.toml", &short);
    let said = place.run("drive hurry.toml --rerun off");
    assert_eq!(said.code, Some(1), "{}", said.whole());
    assert!(
        said.stdout.contains("failed (") && said.stdout.contains("not met: "),
        "{}",
        said.whole()
    );
}

#[cfg(feature = "viewer")]
#[test]
fn the_recording_for_rerun_is_made_again_from_the_messages() {
    let place = Place::new();
    let said = place.run("drive free_drive --out run");
    assert!(said.stderr.contains("look:"), "{}", said.whole());
    let driven = std::fs::read(place.path().join("run/run.rrd")).unwrap();
    let said = place.run("view run --rerun save --out again");
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let viewed = std::fs::read(place.path().join("again/run.rrd")).unwrap();
    assert!(
        driven.len() > 10_000 && viewed.len() > 10_000,
        "{} {}",
        driven.len(),
        viewed.len()
    );
}
