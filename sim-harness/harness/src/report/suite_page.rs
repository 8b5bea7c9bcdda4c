//! The page of many runs: failures first, then by group and by scenario with intervals, and the
//! paired comparison where two configurations ran.

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::Value;
use serde::Serialize;

use super::error::ReportError;
use super::format::{NOT_APPLICABLE, percent, quantity, score};
use super::interval_bar::interval_bar;
use super::page::{self, picture};
use crate::documents::{DriveDocument, SuiteDocument, SuiteSummary};
use crate::metrics::statistics::bootstrap_mean;

const TEMPLATE: &str = include_str!("suite.html");
/// nuPlan scores lie in here.
const SCORES: (f64, f64) = (0.0, 100.0);

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
    missing: usize,
    all: Part,
    failures: Vec<Run<'a>>,
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
    failed: &'a [String],
    run_dir: Option<&'a str>,
}

impl<'a> Run<'a> {
    fn new(row: &'a DriveDocument) -> Self {
        Self {
            scenario: &row.scenario,
            seed: row.seed,
            nuplan: score(row.scores.nuplan),
            carla: score(row.scores.carla_driving),
            collisions: row.at_fault_collisions,
            completion: percent(row.route_completion),
            age: quantity(row.data_age_ms.map(|q| q.p99), "ms"),
            is_passed: row.passed,
            failed: &row.failed_criteria,
            run_dir: row.run_dir.as_deref(),
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
    let suite = input.suite;
    let rows = &suite.rows;
    let first = rows.first();
    let page = Page {
        title: input.title,
        missing: suite.planned.saturating_sub(rows.len()),
        all: part("all", &rows.iter().collect::<Vec<_>>()),
        failures: rows.iter().filter(|r| !r.passed).map(Run::new).collect(),
        groups: by(rows, |r| &r.group),
        scenarios: by(rows, |r| &r.scenario),
        versus: suite.versus.as_ref().map(|v| Versus {
            label: &v.change,
            pairs: pairs(rows, &v.rows),
        }),
        runs: rows.iter().map(Run::new).collect(),
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
    page::render(TEMPLATE, &page)
}

fn by(rows: &[DriveDocument], key: impl Fn(&DriveDocument) -> &String) -> Vec<Part> {
    let mut parts: BTreeMap<&str, Vec<&DriveDocument>> = BTreeMap::new();
    for row in rows {
        parts.entry(key(row)).or_default().push(row);
    }
    parts
        .into_iter()
        .map(|(name, rows)| part(name, &rows))
        .collect()
}

fn part(name: &str, rows: &[&DriveDocument]) -> Part {
    let summary = SuiteSummary::of(rows.iter().copied());
    let completion = rows.iter().map(|r| r.route_completion).sum::<f64>() / rows.len() as f64;
    let nuplan = summary.mean_nuplan.zip(summary.nuplan_ci95);
    Part {
        name: name.to_owned(),
        runs: summary.runs,
        passed: summary.passed,
        at_fault_free: summary
            .at_fault_collision_free
            .map_or_else(|| NOT_APPLICABLE.to_owned(), percent),
        nuplan: score(summary.mean_nuplan),
        interval: nuplan.map_or_else(String::new, |(_, [low, high])| {
            format!("{low:.1} … {high:.1}")
        }),
        bar: nuplan.map(|(mean, range)| picture(interval_bar(mean, range, SCORES))),
        carla: score(summary.mean_carla_driving),
        completion: if rows.is_empty() {
            NOT_APPLICABLE.to_owned()
        } else {
            percent(completion)
        },
    }
}

/// Differences (other − base) of the nuPlan score over runs of the same scenario and seed.
fn pairs(base: &[DriveDocument], other: &[DriveDocument]) -> Vec<Pair> {
    fn key(r: &DriveDocument) -> (&str, u64) {
        (&r.scenario, r.seed)
    }
    let others: BTreeMap<_, f64> = other
        .iter()
        .filter_map(|r| Some((key(r), r.scores.nuplan?)))
        .collect();
    let mut scopes: BTreeMap<Option<&str>, Vec<(f64, f64)>> = BTreeMap::new();
    for row in base {
        let (Some(a), Some(b)) = (row.scores.nuplan, others.get(&key(row))) else {
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
                bar: Some(picture(interval_bar(
                    difference.mean,
                    [difference.low, difference.high],
                    (-widest, widest),
                ))),
                is_clear: difference.low > 0.0 || difference.high < 0.0,
            }
        })
        .collect()
}
