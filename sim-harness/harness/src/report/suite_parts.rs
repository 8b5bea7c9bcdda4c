//! Rows of a suite's tables: many runs in a few figures, with a strip of their scores.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

use super::format::{NOT_APPLICABLE, percent, score};
use super::page::picture;
use super::score_strip::score_strip;
use crate::documents::{DriveDocument, PARTS, SuiteSummary};

/// nuPlan scores lie in here.
const SCORES: (f64, f64) = (0.0, 100.0);

/// Some runs together: a group, a scenario, all of them.
#[derive(Serialize)]
pub(super) struct Part {
    name: String,
    runs: usize,
    passed: usize,
    at_fault_free: String,
    nuplan: String,
    interval: String,
    strip: Option<Value>,
    carla: String,
    completion: String,
    parts: Vec<Cell>,
}

/// A part of the score in a table.
#[derive(Serialize)]
pub(super) struct Cell {
    /// Head of its column.
    name: &'static str,
    value: String,
    /// Whether points are lost here.
    is_low: bool,
}

impl Part {
    /// Of the runs of a name.
    pub(super) fn new(name: &str, rows: &[&DriveDocument]) -> Self {
        let summary = SuiteSummary::of(rows.iter().copied());
        let completion = rows.iter().map(|r| r.route_completion).sum::<f64>() / rows.len() as f64;
        Self {
            name: name.to_owned(),
            runs: summary.runs,
            passed: summary.passed,
            at_fault_free: summary
                .at_fault_collision_free
                .map_or_else(|| NOT_APPLICABLE.to_owned(), percent),
            nuplan: score(summary.mean_nuplan),
            interval: interval(&summary),
            strip: strip(&summary, rows),
            carla: score(summary.mean_carla_driving),
            completion: if rows.is_empty() {
                NOT_APPLICABLE.to_owned()
            } else {
                percent(completion)
            },
            parts: cells(&summary),
        }
    }

    /// Of the runs of each group, scenario or whatever `key` tells, by name.
    pub(super) fn by(rows: &[DriveDocument], key: fn(&DriveDocument) -> &String) -> Vec<Self> {
        let mut parts: BTreeMap<&str, Vec<&DriveDocument>> = BTreeMap::new();
        for row in rows {
            parts.entry(key(row)).or_default().push(row);
        }
        let parts = parts.into_iter();
        parts.map(|(name, rows)| Self::new(name, &rows)).collect()
    }
}

/// The interval of the mean nuPlan score in words; empty without one.
pub(super) fn interval(summary: &SuiteSummary) -> String {
    let bounds = summary.nuplan_ci95;
    bounds.map_or_else(String::new, |[low, high]| format!("{low:.1} … {high:.1}"))
}

/// The nuPlan scores of some runs as a picture; `None` without a score.
fn strip(summary: &SuiteSummary, rows: &[&DriveDocument]) -> Option<Value> {
    let (mean, bounds) = summary.mean_nuplan.zip(summary.nuplan_ci95)?;
    let scores: Vec<f64> = rows.iter().filter_map(|r| r.scores.nuplan).collect();
    Some(picture(score_strip(&scores, mean, bounds, SCORES)))
}

/// The mean of each part of the score, in percent; empty if none was judged.
pub(super) fn cells(summary: &SuiteSummary) -> Vec<Cell> {
    let terms = summary.sub_scores.iter();
    let cells = terms.flat_map(|terms| PARTS.map(|(name, part)| (name, 100.0 * part(terms))));
    cells
        .map(|(name, mean)| Cell {
            name,
            value: format!("{mean:.1}"),
            is_low: mean < 99.95,
        })
        .collect()
}
