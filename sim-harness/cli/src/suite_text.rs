//! The result of a suite in words: tables by group, what failed, the paired comparison.

use std::collections::BTreeMap;

use trunkline_harness::documents::{DriveDocument, SuiteDocument, SuiteSummary, Versus};

use trunkline_interfaces::Stage;

use crate::figures::{interval, or_none, score, signed};
use crate::log_text::log_text;
use crate::tables::table;

/// Failed runs of a configuration that are listed.
const LISTED_FAILURES: usize = 10;

/// Everything that a suite found.
pub(crate) fn suite_text(name: &str, document: &SuiteDocument) -> String {
    let mut text = format!(
        "suite {name} · {} of {} runs · {:.1} s\n",
        document.rows.len(),
        document.planned,
        document.wall_s
    );
    text.push_str(&groups(document));
    if let Some(logs) = &document.logs {
        let change = document.versus.as_ref().map(|v| v.change.as_str());
        text.push_str(&format!("\n\n{}", log_text(logs, change)));
    }
    if let Some(versus) = &document.versus {
        text.push_str(&format!("\n\n{}", versus_text(document, versus)));
    }
    let second = document.versus.as_ref();
    let second = second.map(|versus| (Some(versus.change.as_str()), &versus.rows));
    for (change, rows) in [(None, &document.rows)].into_iter().chain(second) {
        text.push_str(&failures(change, rows));
        text.push_str(&stage_failures(change, rows));
    }
    let oracles = document.rows.first().map(|r| &r.oracles);
    let names: Vec<&str> = oracles.into_iter().flatten().map(|s| s.name()).collect();
    if !names.is_empty() {
        text.push_str(&format!("\n  oracles: {}", names.join(", ")));
    }
    let verdict = if document.all.passed == document.planned {
        "passed"
    } else {
        "failed"
    };
    let whose = document.versus.as_ref().map(|_| " as configured");
    text.push_str(&format!(
        "\n{verdict} ({} of {} runs{})",
        document.all.passed,
        document.planned,
        whose.unwrap_or_default()
    ));
    text
}

const HEAD: [&str; 7] = [
    "group",
    "runs",
    "passed",
    "no collision by our fault",
    "nuPlan",
    "95 %",
    "CARLA",
];

fn groups(document: &SuiteDocument) -> String {
    let by_group = document
        .by_group
        .iter()
        .map(|(name, s)| summary_row(name, s));
    let rows = by_group.chain([summary_row("all", &document.all)]);
    table(&HEAD, rows)
}

fn summary_row(name: &str, s: &SuiteSummary) -> Vec<String> {
    let faultless = s.at_fault_collision_free;
    vec![
        name.to_owned(),
        s.runs.to_string(),
        s.passed.to_string(),
        or_none(faultless.map(|share| format!("{:.1} %", 100.0 * share))),
        score(s.mean_nuplan),
        interval(s.nuplan_ci95),
        score(s.mean_carla_driving),
    ]
}

fn versus_text(document: &SuiteDocument, versus: &Versus) -> String {
    let rows = [
        summary_row("as configured", &document.all),
        summary_row(&versus.change, &versus.summary),
    ];
    format!(
        "{}\n  {} on the same {} pairs: nuPlan {} {}, CARLA {} {}",
        table(&HEAD, rows),
        versus.change,
        versus.pairs,
        signed(versus.nuplan_difference),
        interval(versus.nuplan_difference_ci95),
        signed(versus.carla_driving_difference),
        interval(versus.carla_driving_difference_ci95),
    )
}

/// How lines about the second configuration name it.
fn with(change: Option<&str>) -> String {
    change.map_or_else(String::new, |change| format!(" with {change}"))
}

/// One line per stage that failed in any run, with the first of its failures.
fn stage_failures(change: Option<&str>, rows: &[DriveDocument]) -> String {
    let with = with(change);
    let mut by_stage: BTreeMap<Stage, (usize, String)> = BTreeMap::new();
    for row in rows {
        for failure in &row.stage_failures {
            let first = || format!("{} seed {}: {}", row.scenario, row.seed, failure.note);
            by_stage
                .entry(failure.stage)
                .or_insert_with(|| (0, first()))
                .0 += 1;
        }
    }
    let lines = by_stage.into_iter().map(|(stage, (runs, first))| {
        format!("\n  {stage} failed{with} in {runs} runs, as in {first}")
    });
    lines.collect()
}

/// The runs that are failed.
fn failures(change: Option<&str>, rows: &[DriveDocument]) -> String {
    let failed: Vec<_> = rows.iter().filter(|r| !r.passed).collect();
    let with = with(change);
    let mut text = String::new();
    for row in failed.iter().take(LISTED_FAILURES) {
        let why = row.failed_criteria.join("; ");
        text.push_str(&format!(
            "\n  not met{with}: {} seed {}: {why}",
            row.scenario, row.seed
        ));
    }
    if failed.len() > LISTED_FAILURES {
        let more = failed.len() - LISTED_FAILURES;
        text.push_str(&format!("\n  and {more} more{with}, all in suite.json"));
    }
    text
}
