//! The page of many runs: the headline, what failed and why, two configurations side by side where
//! there are two, then by group and by scenario with intervals.

use std::path::Path;

use minijinja::Value;
use serde::Serialize;

use super::error::ReportError;
use super::format::{difference, score};
use super::histogram::histogram;
use super::page::{self, picture};
use super::suite_logs::{LogRow, log_rows};
use super::suite_pairs::Comparison;
use super::suite_parts::Part;
use super::suite_runs::{Run, worst};
use crate::documents::{DriveDocument, SuiteDocument};

const TEMPLATE: &str = include_str!("suite.html");

/// What a suite's report is made of.
#[derive(Debug, Clone, Copy)]
pub struct SuiteInput<'a> {
    /// Name of the suite.
    pub title: &'a str,
    /// What came of it, with the second configuration if there was one.
    pub suite: &'a SuiteDocument,
    /// The whole effective config, as text.
    pub config_toml: &'a str,
}

/// Every value that the template names.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    wall_s: String,
    missing: usize,
    crashed: usize,
    all: Part,
    headlines: Vec<Headline>,
    histogram: Value,
    worst: Vec<Run<'a>>,
    failed: usize,
    groups: Vec<Part>,
    scenarios: Vec<Part>,
    versus: Option<Comparison<'a>>,
    logs: Vec<LogRow<'a>>,
    runs: Vec<Run<'a>>,
    modules: Vec<(&'static str, &'a str)>,
    oracles: Vec<&'static str>,
    config: &'a str,
}

/// What the page says first besides the figures of all runs.
#[derive(Serialize)]
struct Headline {
    value: String,
    name: String,
}

/// Writes the page of a suite.
///
/// # Errors
/// [`ReportError`] if it cannot be drawn or written.
pub fn write_suite(path: &Path, input: &SuiteInput<'_>) -> Result<(), ReportError> {
    page::write(path, &suite_html(input)?)
}

/// The page of a suite.
///
/// # Errors
/// [`ReportError`] if it cannot be put together.
pub fn suite_html(input: &SuiteInput<'_>) -> Result<String, ReportError> {
    let suite = input.suite;
    let rows = &suite.rows;
    let logs = suite.logs.as_ref();
    let first = rows.first();
    let page = Page {
        title: input.title,
        wall_s: format!("{:.0} s", suite.wall_s),
        missing: suite.planned.saturating_sub(rows.len()),
        crashed: suite.crashed,
        all: Part::new("all", &rows.iter().collect::<Vec<_>>()),
        headlines: headlines(suite),
        histogram: spread(suite),
        worst: worst(rows)
            .into_iter()
            .map(|row| Run::new(row, logs))
            .collect(),
        failed: rows.iter().filter(|r| !r.passed).count(),
        groups: Part::by(rows, |r| &r.group),
        scenarios: Part::by(rows, |r| &r.scenario),
        versus: suite.versus.as_ref().map(|v| Comparison::new(rows, v)),
        logs: log_rows(suite),
        runs: rows.iter().map(|row| Run::new(row, logs)).collect(),
        modules: first
            .iter()
            .flat_map(|r| &r.modules)
            .map(|(stage, name)| (stage.name(), name.as_str()))
            .collect(),
        oracles: first
            .iter()
            .flat_map(|r| &r.oracles)
            .map(|s| s.name())
            .collect(),
        config: input.config_toml,
    };
    Ok(page::render(TEMPLATE, &page)?)
}

/// The moving scenes, which count most among recorded ones, and the second configuration.
fn headlines(suite: &SuiteDocument) -> Vec<Headline> {
    let groups = suite.logs.iter().flat_map(|logs| &logs.groups);
    let moving = groups.filter(|g| g.name == "moving").map(|g| Headline {
        value: score(g.configuration.mean_nuplan),
        name: format!(
            "nuPlan score, moving scenes; recorded driver {}",
            score(g.recorded.mean_nuplan)
        ),
    });
    let second = suite.versus.iter().filter_map(|versus| {
        let [low, high] = versus.nuplan_difference_ci95?.map(difference);
        let passed = versus.rows.iter().filter(|r| r.passed).count();
        Some(Headline {
            value: difference(versus.nuplan_difference?),
            name: format!(
                "nuPlan difference with {}, 95 %: {low} … {high}; {passed} of {} passed",
                versus.change,
                versus.rows.len()
            ),
        })
    });
    moving.chain(second).collect()
}

/// How the scores are spread, of both configurations where there are two.
fn spread(suite: &SuiteDocument) -> Value {
    let scores = |rows: &[DriveDocument]| -> Vec<f64> {
        rows.iter().filter_map(|r| r.scores.nuplan).collect()
    };
    let first = scores(&suite.rows);
    let second = suite.versus.as_ref().map(|v| scores(&v.rows));
    let both: Vec<&[f64]> = std::iter::once(first.as_slice())
        .chain(second.as_deref())
        .collect();
    picture(histogram(&both))
}
