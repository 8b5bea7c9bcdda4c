//! The page of many runs: failures first, then by group and by scenario with intervals, and the
//! paired comparison where two configurations ran.

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::Value;
use serde::Serialize;

use trunkline_interfaces::stages::Stage;

use super::error::ReportError;
use super::format::{percent, quantity, score};
use super::interval_bar::interval_bar;
use super::page::{self, picture};
use crate::metrics::statistics::{Interval, bootstrap_mean};

const TEMPLATE: &str = include_str!("suite.html");
/// nuPlan scores lie in here.
const SCORES: (f64, f64) = (0.0, 100.0);

/// One run of a suite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuiteRow {
    /// Scenario or scene.
    pub scenario: String,
    /// Kind of scene.
    pub group: String,
    /// Seed of the run.
    pub seed: u64,
    /// nuPlan score, 0 to 100.
    pub nuplan: Option<f64>,
    /// CARLA driving score 2.1, 0 to 100.
    pub carla: Option<f64>,
    /// Collisions by the ego's fault.
    pub at_fault_collisions: usize,
    /// Share of the route, 0 to 1.
    pub route_completion: f64,
    /// Age of the data at the command, p99.
    pub data_age_p99_ms: Option<f64>,
    /// Whether every criterion was met.
    pub is_passed: bool,
    /// What was not met, in words; a fault of the stack included.
    pub failed_criteria: Vec<String>,
    /// Where the run's own report is, relative to this page.
    pub report: Option<String>,
}

/// The same scenarios and seeds under another configuration.
#[derive(Debug, Clone, Copy)]
pub struct SuiteVersus<'a> {
    /// What is different, as typed: `stack.planner=idm`.
    pub label: &'a str,
    /// Its runs.
    pub rows: &'a [SuiteRow],
}

/// What a suite's report is made of.
#[derive(Debug, Clone, Copy)]
pub struct SuiteInput<'a> {
    /// Name of the suite.
    pub title: &'a str,
    /// Its runs.
    pub rows: &'a [SuiteRow],
    /// Whether runs are missing, because the suite was interrupted.
    pub is_partial: bool,
    /// Which module sat in which stage.
    pub modules: &'a BTreeMap<Stage, String>,
    /// Stages that saw ground truth.
    pub oracles: &'a [Stage],
    /// A second configuration on the same scenarios and seeds.
    pub versus: Option<SuiteVersus<'a>>,
    /// The whole effective config, as text.
    pub config_toml: &'a str,
}

/// Every value that the template names.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    is_partial: bool,
    all: Part,
    failures: Vec<&'a SuiteRow>,
    groups: Vec<Part>,
    scenarios: Vec<Part>,
    versus: Option<Versus<'a>>,
    runs: Vec<Run<'a>>,
    modules: Vec<(&'static str, &'a str)>,
    oracles: Vec<&'static str>,
    config: &'a str,
}

#[derive(Serialize)]
struct Versus<'a> {
    label: &'a str,
    pairs: Vec<Pair>,
}

#[derive(Serialize)]
struct Run<'a> {
    scenario: &'a str,
    seed: u64,
    nuplan: String,
    carla: String,
    collisions: usize,
    completion: String,
    age: String,
    is_passed: bool,
    report: Option<&'a str>,
}

impl<'a> Run<'a> {
    fn new(row: &'a SuiteRow) -> Self {
        Self {
            scenario: &row.scenario,
            seed: row.seed,
            nuplan: score(row.nuplan),
            carla: score(row.carla),
            collisions: row.at_fault_collisions,
            completion: percent(row.route_completion),
            age: quantity(row.data_age_p99_ms, "ms"),
            is_passed: row.is_passed,
            report: row.report.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Part {
    name: String,
    runs: usize,
    passed: usize,
    at_fault_free: String,
    nuplan: String,
    interval: String,
    bar: Option<Value>,
    carla: String,
    completion: String,
}

#[derive(Serialize)]
struct Pair {
    name: String,
    runs: usize,
    base: String,
    other: String,
    difference: String,
    interval: String,
    bar: Option<Value>,
    /// Whether the interval leaves zero out.
    is_clear: bool,
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
    let rows = input.rows;
    let failures: Vec<&SuiteRow> = rows.iter().filter(|r| !r.is_passed).collect();
    let all = part("all".to_owned(), &rows.iter().collect::<Vec<_>>());
    let runs = rows.iter().map(Run::new).collect();
    let page = Page {
        title: input.title,
        is_partial: input.is_partial,
        all,
        failures,
        groups: by(rows, |r| &r.group),
        scenarios: by(rows, |r| &r.scenario),
        versus: input.versus.map(|v| Versus {
            label: v.label,
            pairs: pairs(rows, v.rows),
        }),
        runs,
        modules: input
            .modules
            .iter()
            .map(|(stage, name)| (stage.name(), name.as_str()))
            .collect(),
        oracles: input.oracles.iter().map(|s| s.name()).collect(),
        config: input.config_toml,
    };
    page::render(TEMPLATE, &page)
}

fn by(rows: &[SuiteRow], key: impl Fn(&SuiteRow) -> &String) -> Vec<Part> {
    let mut parts: BTreeMap<&String, Vec<&SuiteRow>> = BTreeMap::new();
    for row in rows {
        parts.entry(key(row)).or_default().push(row);
    }
    parts
        .into_iter()
        .map(|(name, rows)| part(name.clone(), &rows))
        .collect()
}

fn part(name: String, rows: &[&SuiteRow]) -> Part {
    let values = |value: fn(&SuiteRow) -> Option<f64>| -> Vec<f64> {
        rows.iter().filter_map(|r| value(r)).collect()
    };
    let mean = |values: Vec<f64>| bootstrap_mean(&values);
    let nuplan = mean(values(|r| r.nuplan));
    let free = rows.iter().filter(|r| r.at_fault_collisions == 0).count();
    Part {
        name,
        runs: rows.len(),
        passed: rows.iter().filter(|r| r.is_passed).count(),
        at_fault_free: percent(free as f64 / rows.len().max(1) as f64),
        nuplan: score(nuplan.as_ref().map(|i| i.mean)),
        interval: nuplan.as_ref().map_or_else(String::new, range),
        bar: nuplan.as_ref().map(|i| picture(interval_bar(i, SCORES))),
        carla: score(mean(values(|r| r.carla)).map(|i| i.mean)),
        completion: quantity(
            mean(values(|r| Some(100.0 * r.route_completion))).map(|i| i.mean),
            "%",
        ),
    }
}

fn range(interval: &Interval) -> String {
    format!("{:.1} … {:.1}", interval.low, interval.high)
}

/// Differences (other − base) of the nuPlan score over runs of the same scenario and seed.
fn pairs(base: &[SuiteRow], other: &[SuiteRow]) -> Vec<Pair> {
    let key = |r: &SuiteRow| (r.scenario.clone(), r.seed);
    let others: BTreeMap<_, f64> = other
        .iter()
        .filter_map(|r| Some((key(r), r.nuplan?)))
        .collect();
    let mut scopes: BTreeMap<Option<&str>, Vec<(f64, f64)>> = BTreeMap::new();
    for row in base {
        let (Some(a), Some(b)) = (row.nuplan, others.get(&key(row))) else {
            continue;
        };
        for scope in [None, Some(row.scenario.as_str())] {
            scopes.entry(scope).or_default().push((a, *b));
        }
    }
    let differences: Vec<_> = scopes
        .iter()
        .filter_map(|(scope, scores)| {
            let difference: Vec<f64> = scores.iter().map(|(a, b)| b - a).collect();
            Some((scope, scores, bootstrap_mean(&difference)?))
        })
        .collect();
    let widest = differences
        .iter()
        .fold(1.0_f64, |w, (_, _, d)| w.max(d.low.abs()).max(d.high.abs()));
    differences
        .iter()
        .map(|(scope, scores, difference)| {
            let mean = |side: fn(&(f64, f64)) -> f64| {
                scores.iter().map(side).sum::<f64>() / scores.len() as f64
            };
            Pair {
                name: scope.unwrap_or("all").to_owned(),
                runs: scores.len(),
                base: score(Some(mean(|s| s.0))),
                other: score(Some(mean(|s| s.1))),
                difference: format!("{:+.1}", difference.mean),
                interval: format!("{:+.1} … {:+.1}", difference.low, difference.high),
                bar: Some(picture(interval_bar(difference, (-widest, widest)))),
                is_clear: difference.low > 0.0 || difference.high < 0.0,
            }
        })
        .collect()
}
