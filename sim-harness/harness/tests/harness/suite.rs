//! Many runs: the same table whatever the threads, and whatever was interrupted.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use trunkline_harness::documents::{DriveDocument, SuiteDocument, Versus};
use trunkline_harness::suite::{Suite, SuiteError, SuitePlan, run_suite};

use crate::lockstep::source;
use crate::toy_modules::registry;

const SHORT: &str = include_str!("../data/short.toml");

fn plan(folder: &Path, seeds: u64) -> SuitePlan {
    let file = folder.join("short.toml");
    std::fs::write(&file, SHORT).unwrap();
    SuitePlan::scenarios("short", &[file.display().to_string()], seeds).unwrap()
}

fn run(plan: &SuitePlan, settings: &[&str], out: Option<&Path>, resumes: bool) -> SuiteDocument {
    run_until(plan, settings, out, resumes, usize::MAX).0
}

/// Also counts the runs that were finished in this call.
fn run_until(
    plan: &SuitePlan,
    settings: &[&str],
    out: Option<&Path>,
    resumes: bool,
    stop_after: usize,
) -> (SuiteDocument, usize) {
    let (document, finished) = try_run(plan, settings, out, resumes, stop_after);
    (document.unwrap(), finished)
}

fn try_run(
    plan: &SuitePlan,
    settings: &[&str],
    out: Option<&Path>,
    resumes: bool,
    stop_after: usize,
) -> (Result<SuiteDocument, SuiteError>, usize) {
    let (abort, finished) = (AtomicBool::new(false), AtomicUsize::new(0));
    let document = run_suite(&Suite {
        plan,
        registry: &registry(),
        source: &source(settings),
        out,
        resumes,
        abort: &abort,
        progress: &|n| {
            finished.fetch_add(1, Ordering::Relaxed);
            abort.fetch_or(n >= stop_after, Ordering::Relaxed); // told out of order by threads
        },
    });
    (document, finished.into_inner())
}

/// A table without what the clock of the machine put in.
fn timeless(document: &SuiteDocument) -> SuiteDocument {
    let mut document = document.clone();
    document.wall_s = 0.0;
    for row in &mut document.rows {
        row.wall_s = 0.0;
        row.latency_ms.clear();
        row.time_share.clear();
    }
    document
}

fn on_threads(threads: usize, work: impl FnOnce() -> SuiteDocument + Send) -> SuiteDocument {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(work)
}

#[test]
fn one_thread_and_two_give_the_same_table() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 4);
    let jitter = ["planner.proposal.jitter=0.1", "run.record=off"];
    let one = on_threads(1, || run(&plan, &jitter, None, false));
    let two = on_threads(2, || run(&plan, &jitter, None, false));
    assert_eq!(timeless(&one), timeless(&two));
    let seeds: Vec<u64> = one.rows.iter().map(|r| r.seed).collect();
    assert_eq!(seeds, [1, 2, 3, 4]);
    assert!(!one.is_partial());
    assert_eq!((one.all.runs, one.planned, one.crashed), (4, 4, 0));
    assert!(one.rows.iter().all(|r| r.simulated_s > 0.5), "{one:?}");
    // The twin: another parameter gives another table.
    let other = run(
        &plan,
        &["planner.proposal.jitter=0.2", "run.record=off"],
        None,
        false,
    );
    assert_ne!(timeless(&one), timeless(&other));
}

#[test]
fn an_interrupted_suite_resumes_to_the_same_table() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 5);
    let settings = ["planner.proposal.jitter=0.1", "run.record=light"];
    let whole = run(&plan, &settings, None, false);
    let out = folder.path().join("out");
    let (partial, done) = run_until(&plan, &settings, Some(&out), false, 2);
    assert!(partial.is_partial() && (1..5).contains(&done), "{done}");
    let (resumed, rest) = run_until(&plan, &settings, Some(&out), true, usize::MAX);
    assert_eq!(rest, 5, "kept rows are told too");
    let without_folders = |mut document: SuiteDocument| {
        document.rows.iter_mut().for_each(|row| row.run_dir = None);
        timeless(&document)
    };
    assert_eq!(without_folders(resumed), without_folders(whole));
    assert!(out.join("runs/short-seed3/messages.mcap").exists());
    // Under another config nothing is taken over: rows of two configs would be mixed.
    let (changed, _) = run_until(&plan, &["run.record=off"], Some(&out), true, usize::MAX);
    assert!(changed.rows.iter().all(|row| row.run_dir.is_none()));
}

#[test]
fn a_run_that_crashes_scores_zero_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 1);
    // A start off the map is found when the world is set up, which is part of the run.
    let off = SHORT.replace("x_m = 270.0", "x_m = 90000.0");
    assert_ne!(off, SHORT);
    let file = folder.path().join("off.toml");
    std::fs::write(&file, off).unwrap();
    let mut both = plan.clone();
    let broken = SuitePlan::scenarios("off", &[file.display().to_string()], 1).unwrap();
    both.runs.extend(broken.runs);
    let document = run(&both, &["run.record=off"], None, false);
    assert_eq!((document.all.runs, document.crashed), (2, 1));
    let row = &document.rows[1];
    assert_eq!(row.scores.nuplan, Some(0.0));
    assert!(!row.passed && !row.failed_criteria.is_empty(), "{row:?}");
}

#[test]
fn a_run_that_cannot_be_kept_stops_the_suite_and_is_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 4);
    let out = folder.path().join("out");
    let settings = ["run.record=light"];
    let whole = run(&plan, &settings, None, false);
    // A file is where the folder of the third run should be.
    std::fs::create_dir_all(out.join("runs")).unwrap();
    std::fs::create_dir_all(out.join("rows")).unwrap();
    std::fs::write(out.join("runs/short-seed3"), "in the way").unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let failed = pool
        .unwrap()
        .install(|| try_run(&plan, &settings, Some(&out), true, usize::MAX).0);
    let error = failed.unwrap_err();
    let SuiteError::NotKept {
        run: id,
        finished,
        planned,
        source,
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!((id.as_str(), *planned), ("short-seed3", 4));
    assert!(*finished < 4, "{error}");
    assert!(error.to_string().contains("--resume"), "{error}");
    assert!(source.to_string().contains("runs/short-seed3"), "{source}");
    assert!(!out.join("rows/short-seed3.json").exists());
    // What was in the way goes; the suite goes on and ends in the table of a suite without a stop.
    std::fs::remove_file(out.join("runs/short-seed3")).unwrap();
    let mut resumed = run(&plan, &settings, Some(&out), true);
    resumed.rows.iter_mut().for_each(|row| row.run_dir = None);
    assert_eq!(timeless(&resumed), timeless(&whole));
}

#[test]
fn a_row_is_not_taken_over_if_its_map_has_changed() {
    const URBAN: &str = include_str!("../../../world/maps/urban.xodr");
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path().join("own.xodr");
    std::fs::write(&map, URBAN).unwrap();
    let file = folder.path().join("short.toml");
    std::fs::write(&file, SHORT.replace("\"urban\"", "\"own.xodr\"")).unwrap();
    let plan = SuitePlan::scenarios("short", &[file.display().to_string()], 1).unwrap();
    let out = folder.path().join("out");
    let settings = ["run.record=off"];
    run(&plan, &settings, Some(&out), false);
    // A mark in the kept row tells whether it is taken over.
    let kept = out.join("rows/short-seed1.json");
    let text = std::fs::read_to_string(&kept).unwrap();
    let marked = text.replace("\"group\": \"test\"", "\"group\": \"marked\"");
    assert_ne!(marked, text);
    std::fs::write(&kept, &marked).unwrap();
    let resumed = |out| run(&plan, &settings, Some(out), true).rows[0].group.clone();
    assert_eq!(resumed(out.as_path()), "marked");
    std::fs::write(&map, URBAN.to_owned() + "<!-- another map -->\n").unwrap();
    assert_eq!(resumed(out.as_path()), "test");
}

#[test]
fn a_folder_with_something_in_it_is_refused_and_what_is_in_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 1);
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    run(&plan, &["run.record=off"], Some(&out), false); // empty is as good as new
    let row = out.join("rows/short-seed1.json");
    let before = std::fs::read_to_string(&row).unwrap();
    let error = try_run(&plan, &[], Some(&out), false, 9).0.unwrap_err();
    assert!(error.to_string().contains("is not empty"), "{error}");
    assert_eq!(std::fs::read_to_string(&row).unwrap(), before);
    // What goes on must be a suite: nothing is put among somebody's files.
    let theirs = folder.path().join("theirs");
    std::fs::create_dir(&theirs).unwrap();
    std::fs::write(theirs.join("report.html"), "mine").unwrap();
    let error = try_run(&plan, &[], Some(&theirs), true, 9).0.unwrap_err();
    assert!(error.to_string().contains("holds no suite"), "{error}");
    assert_eq!(std::fs::read_dir(&theirs).unwrap().count(), 1);
}

#[test]
fn two_courses_of_one_name_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["a.toml", "b.toml"].map(|name| folder.path().join(name));
    for file in &files {
        std::fs::write(file, SHORT).unwrap();
    }
    let names = files.map(|file| file.display().to_string());
    assert!(SuitePlan::scenarios("one", &names[..1], 2).is_ok());
    let error = SuitePlan::scenarios("two", &names, 2)
        .unwrap_err()
        .to_string();
    for part in ["a.toml` and `", "b.toml` are both named `short`", "hint: "] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn a_plan_without_runs_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let empty = plan(folder.path(), 0);
    let error = try_run(&empty, &[], None, false, 1).0.unwrap_err();
    assert!(error.to_string().contains("has no run to make"), "{error}");
    let index = r#"{"format": "trunkline-scene-index-1", "scenes": []}"#;
    std::fs::write(folder.path().join("index.json"), index).unwrap();
    let error = SuitePlan::logs(folder.path(), None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("lists no scene"), "{error}");
}

pub(crate) fn row(scenario: &str, seed: u64, nuplan: f64) -> DriveDocument {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 1);
    let mut document = run(&plan, &["run.record=off"], None, false);
    let mut row = document.rows.remove(0);
    row.scenario = scenario.into();
    row.seed = seed;
    row.scores.nuplan = Some(nuplan);
    row
}

#[test]
fn two_configurations_are_compared_pair_by_pair() {
    let first = [row("a", 1, 80.0), row("a", 2, 60.0), row("b", 1, 0.0)];
    // In another order, and one without a partner.
    let second = vec![
        row("b", 1, 30.0),
        row("a", 1, 90.0),
        row("a", 2, 60.0),
        row("c", 1, 5.0),
    ];
    let versus = Versus::new("stack.planner=idm", &first, second);
    assert_eq!(versus.pairs, 3);
    // (30 − 0 + 90 − 80 + 60 − 60) / 3 = 40/3
    let mean = versus.nuplan_difference.unwrap();
    assert!((mean - 40.0 / 3.0).abs() < 1e-12, "{mean}");
    let [low, high] = versus.nuplan_difference_ci95.unwrap();
    assert!(
        low >= 0.0 && low < mean && mean < high && high <= 30.0,
        "{low} {high}"
    );
}

#[test]
fn the_keys_that_scripts_rely_on_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let document = run(&plan(folder.path(), 2), &["run.record=off"], None, false);
    let json = serde_json::to_value(&document).unwrap();
    for key in [
        "schema",
        "runs",
        "passed",
        "at_fault_collision_free",
        "mean_nuplan",
        "nuplan_ci95",
        "mean_carla_driving",
        "by_group",
        "rows",
        "wall_s",
    ] {
        assert!(json.get(key).is_some(), "{key} in {json}");
    }
    for key in [
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
        "failed_criteria",
    ] {
        assert!(
            json["rows"][0].get(key).is_some(),
            "{key} in {}",
            json["rows"][0]
        );
    }
    assert!(json["rows"][0]["scores"].get("carla_driving").is_some());
    assert_eq!(json["rows"][0]["modules"]["planner"], "proposal");
    assert!(json["rows"][0]["latency_ms"]["planner"]["p99"].is_number());
    assert!(
        json["by_group"]["test"]["mean_nuplan"].is_number(),
        "{json}"
    );
    let back: SuiteDocument = serde_json::from_value(json).unwrap();
    assert_eq!(back, document);
}
