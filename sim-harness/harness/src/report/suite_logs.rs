//! Recorded scenes by set and kind: who drove them, and how well.

use minijinja::Value;
use serde::Serialize;

use super::format::{difference, percent, score};
use super::page::picture;
use super::score_strip::score_strip;
use super::suite_parts::{Cell, cells, interval};
use crate::documents::{LogGroup, SuiteDocument, SuiteSummary};

/// One driver in one group of scenes.
#[derive(Serialize)]
pub(super) struct LogRow<'a> {
    group: &'a str,
    driver: &'a str,
    /// Whether the group begins here.
    is_first: bool,
    runs: usize,
    nuplan: String,
    interval: String,
    strip: Option<Value>,
    /// To the first configuration, scene by scene.
    difference: Option<String>,
    parts: Vec<Cell>,
    /// "speed limit in 63.9 %", for each part that could not be judged somewhere.
    not_evaluated: Vec<String>,
    limit_known: String,
}

/// Every driver in every group; nothing for scenarios.
pub(super) fn log_rows(suite: &SuiteDocument) -> Vec<LogRow<'_>> {
    let groups = || suite.logs.iter().flat_map(|logs| &logs.groups);
    let range = (lowest(groups()), 100.0);
    groups()
        .flat_map(|group| of_group(suite, group, range))
        .collect()
}

/// Where the strips begin: the lowest end of an interval, rounded down to a ten.
fn lowest<'a>(groups: impl Iterator<Item = &'a LogGroup>) -> f64 {
    let summaries = groups.flat_map(|g| {
        let second = g.versus.iter();
        second.chain([&g.configuration, &g.recorded])
    });
    let bounds = summaries.filter_map(|s| s.nuplan_ci95);
    let low = bounds.fold(90.0_f64, |low, [from, _]| low.min(from));
    10.0 * (low / 10.0).floor()
}

fn of_group<'a>(
    suite: &'a SuiteDocument,
    group: &'a LogGroup,
    range: (f64, f64),
) -> Vec<LogRow<'a>> {
    let mut rows = vec![LogRow {
        is_first: true,
        ..LogRow::new(group, "as configured", &group.configuration, range)
    }];
    if let (Some(versus), Some(summary)) = (&suite.versus, &group.versus) {
        let found = group.nuplan_difference.zip(group.nuplan_difference_ci95);
        let words = found.map(|(mean, [low, high])| {
            let [mean, low, high] = [mean, low, high].map(difference);
            format!("{mean} [{low}, {high}]")
        });
        rows.push(LogRow {
            difference: words,
            ..LogRow::new(group, &versus.change, summary, range)
        });
    }
    rows.push(LogRow::new(
        group,
        "recorded driver",
        &group.recorded,
        range,
    ));
    rows
}

impl<'a> LogRow<'a> {
    fn new(
        group: &'a LogGroup,
        driver: &'a str,
        summary: &SuiteSummary,
        range: (f64, f64),
    ) -> Self {
        let bounds = summary.mean_nuplan.zip(summary.nuplan_ci95);
        let not_evaluated = summary.not_evaluated.iter();
        Self {
            group: &group.name,
            driver,
            is_first: false,
            runs: summary.runs,
            nuplan: score(summary.mean_nuplan),
            interval: interval(summary),
            strip: bounds.map(|(mean, bounds)| picture(score_strip(&[], mean, bounds, range))),
            difference: None,
            parts: cells(summary),
            not_evaluated: not_evaluated
                .map(|(part, share)| format!("{} in {}", part.replace('_', " "), percent(*share)))
                .collect(),
            limit_known: summary.speed_limit_known.map_or_else(String::new, percent),
        }
    }
}
