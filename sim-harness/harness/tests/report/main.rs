//! The HTML pages: whole, alone, safe with any text, and readable on a phone.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod browser; // headless Chromium, where there is one
mod runs; // a run and a suite made by hand

use std::sync::Arc;

use trunkline_harness::DriveRecord;
use trunkline_harness::metrics::{Criterion, Scorecard, ScoringScene, score};
use trunkline_harness::report::{self, ReportInput, SuiteInput};

use browser::{Browser, Widths};

const PHONE_PX: u32 = 390;

fn page_of(record: &DriveRecord, criteria: &[Criterion], run_dir: Option<&str>) -> String {
    let scene = ScoringScene::for_scenario(record, 60.0);
    let scorecard = score(record, &scene);
    report::html(&ReportInput {
        record,
        scorecard: &scorecard,
        scene: &scene,
        seed: 7,
        modules: &runs::modules(),
        oracles: &[trunkline_interfaces::Stage::Lifter],
        criteria,
        config_toml: "[run]\nseed = 7\n",
        run_dir,
        recording: None,
    })
    .unwrap()
}

fn page() -> String {
    let missed = Criterion {
        asked: "collisions by our fault at most 0".to_owned(),
        got: "1".to_owned(),
        is_met: false,
    };
    page_of(&runs::record("cut in"), &[missed], Some("runs/0007"))
}

fn suite_page(title: &str) -> String {
    report::suite_html(&SuiteInput {
        title,
        suite: &runs::suite(),
        config_toml: "[run]\nseed = 1\n",
    })
    .unwrap()
}

#[test]
fn the_page_of_a_run_says_what_happened() {
    let html = page();
    let record = runs::record("cut in");
    let card = score(&record, &ScoringScene::for_scenario(&record, 60.0));
    assert_eq!(
        card.at_fault_collisions(),
        1,
        "the drive is made to end in a crash"
    );
    for part in [
        format!("{:.1}", card.nuplan_score().unwrap()),
        format!("{:.1}", card.carla_driving().unwrap()),
        "cut in".to_owned(),
        "failed".to_owned(),
        "collisions by our fault at most 0: <b>1</b>".to_owned(),
        "Saw ground truth: lifter".to_owned(),
        "not applicable".to_owned(),
        "collision with car 1 at 10.0 m".to_owned(),
        "slowing down: car 1 ahead".to_owned(),
        "trunkline replay runs&#x2f;0007".to_owned(),
    ] {
        assert!(html.contains(&part), "the page does not say `{part}`");
    }
    assert!(
        html.matches("<svg").count() >= 8,
        "plots and pictures are missing"
    );
}

#[test]
fn a_plot_that_would_show_nothing_is_left_out_and_named() {
    const AGE: &str = "age of the data at the command, ms";
    let mut record = runs::record("log");
    let caption = format!("<figcaption>{AGE}</figcaption>");
    assert!(page_of(&record, &[], None).contains(&caption));
    // As in a recorded drive without latencies: all happens within one step.
    for command in &mut record.commands {
        let header = &mut Arc::make_mut(command).header;
        header.produced = header.stamp;
    }
    let html = page_of(&record, &[], None);
    assert!(!html.contains(&caption));
    assert!(
        html.contains(&format!("{AGE} (0 throughout: no delay is configured)")),
        "the reader is not told"
    );
}

#[test]
fn the_page_of_a_suite_says_which_runs_to_look_at_and_why() {
    let html = suite_page("all scenarios");
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("no `{text}`"));
    // The one that failed first, though its score is not the lowest of the page.
    assert!(place("<b>following</b> seed 1") < place("<b>roundabout</b> seed 1"));
    assert!(html.contains("comfort 0.00"));
    assert!(html.contains("trunkline view suites&#x2f;0001&#x2f;runs&#x2f;following-seed1"));
    // Headline, strip and histogram of the second configuration.
    assert!(html.contains("nuPlan difference with stack.planner=idm, 95 %: -10.0 … -10.0"));
    assert!(html.contains("class=\"strip\"") && html.contains("class=\"bar1\""));
}

#[test]
fn the_page_of_recorded_scenes_holds_all_three_drivers() {
    let html = report::suite_html(&SuiteInput {
        title: "logs",
        suite: &runs::log_suite(),
        config_toml: "",
    })
    .unwrap();
    for part in [
        "By set and kind of scene",
        "as configured",
        "stack.planner=idm",
        "recorded driver",
        "report moving",
        "-10.0 [-10.0, -10.0]",
        "speed limit in 100 %",
        "moving scenes; recorded driver 100.0",
    ] {
        assert!(html.contains(part), "the page does not say `{part}`");
    }
}

#[test]
fn pages_need_nothing_from_elsewhere() {
    for html in [page(), suite_page("all")] {
        // The name of SVG's own namespace is no address that anybody asks.
        let html = html.replace("http://www.w3.org/2000/svg", "");
        for foreign in [
            "http:", "https:", "<script", "<link", "src=", "@import", "url(",
        ] {
            assert!(!html.contains(foreign), "the page holds `{foreign}`");
        }
    }
}

#[test]
fn text_from_outside_is_not_read_as_html() {
    let evil = "<img src=x onerror=alert(1)>";
    let criterion = Criterion {
        asked: evil.to_owned(),
        got: evil.to_owned(),
        is_met: false,
    };
    let html = page_of(&runs::record(evil), &[criterion], Some(evil)) + &suite_page(evil);
    assert!(!html.contains("<img"));
    assert!(html.matches("&lt;img").count() >= 5);
}

#[test]
fn a_run_without_a_step_and_one_that_failed_have_a_page() {
    assert!(page_of(&DriveRecord::default(), &[], None).contains("not applicable"));
    let record = DriveRecord::default();
    let html = report::html(&ReportInput {
        record: &record,
        scorecard: &Scorecard::failed("cut in", "the planner panicked".to_owned()),
        scene: &ScoringScene::for_scenario(&record, 60.0),
        seed: 7,
        modules: &runs::modules(),
        oracles: &[],
        criteria: &[],
        config_toml: "",
        run_dir: None,
        recording: None,
    });
    assert!(html.unwrap().contains("scores 0: the planner panicked"));
}

#[test]
fn the_page_of_a_suite_names_failures_first_and_compares_pair_by_pair() {
    let html = suite_page("all scenarios");
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("no `{text}`"));
    assert!(place("route completion at least 90 %: 40 %") < place("By group"));
    // Scores 90, 70 and 80: mean 80. The other configuration scores 10 less each time.
    assert!(html.contains("<b>80.0</b>"));
    assert!(html.contains("Compared with stack.planner=idm"));
    assert!(html.contains("<b>-10.0</b>"));
    assert!(html.contains("2 runs are missing"));
}

#[test]
#[ignore = "slow: starts Chromium"]
fn pages_fit_on_a_phone() {
    let Some(browser) = Browser::find() else {
        println!("skipped: no Chromium on PATH (apt-get install chromium)");
        return;
    };
    let logs = report::suite_html(&SuiteInput {
        title: "logs",
        suite: &runs::log_suite(),
        config_toml: "",
    });
    for html in [page(), suite_page("all scenarios"), logs.unwrap()] {
        let Widths { window_px, page_px } = browser.widths(&html, PHONE_PX);
        assert!(
            window_px <= PHONE_PX,
            "measured in a window of {window_px} px"
        );
        assert!(page_px <= window_px, "{page_px} px wide in {window_px} px");
    }
    let wide = page().replace("<main>", r#"<main><div style="width:600px">wide</div>"#);
    let Widths { window_px, page_px } = browser.widths(&wide, PHONE_PX);
    assert!(
        page_px > window_px,
        "a page that is too wide is not noticed"
    );
}
