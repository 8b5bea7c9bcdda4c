//! Two configurations, run by run: mean differences with their intervals, and where they differ most.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

use super::format::{difference, score};
use super::page::picture;
use super::score_strip::score_strip;
use crate::documents::{DriveDocument, Pair, Versus, pairs};
use crate::metrics::statistics::bootstrap_mean;

/// Runs that are listed as those that differ most.
const LISTED: usize = 6;
/// Smaller differences are shown as none.
const SMALLEST: f64 = 0.05;

/// The comparison as the page shows it.
#[derive(Serialize)]
pub(super) struct Comparison<'a> {
    label: &'a str,
    all: Option<Pairs>,
    by_scenario: Vec<Pairs>,
    largest: Vec<Largest<'a>>,
}

/// Pairs of runs together.
#[derive(Serialize)]
struct Pairs {
    name: String,
    runs: usize,
    base: String,
    other: String,
    difference: String,
    interval: String,
    strip: Value,
    /// Whether the interval leaves zero out.
    is_clear: bool,
}

/// One pair.
#[derive(Serialize)]
struct Largest<'a> {
    scenario: &'a str,
    seed: u64,
    base: String,
    other: String,
    difference: String,
    is_worse: bool,
}

impl<'a> Comparison<'a> {
    /// Of the runs of both sides that have a nuPlan score.
    pub(super) fn new(base: &'a [DriveDocument], versus: &'a Versus) -> Self {
        let pairs = pairs(base, &versus.rows, |row| row.scores.nuplan);
        let mut scenarios: BTreeMap<&str, Vec<&Pair<'_>>> = BTreeMap::new();
        for pair in &pairs {
            scenarios.entry(&pair.row.scenario).or_default().push(pair);
        }
        let widest = pairs
            .iter()
            .fold(1.0_f64, |widest, p| widest.max(p.difference().abs()));
        let mut sorted: Vec<&Pair<'_>> = pairs
            .iter()
            .filter(|p| p.difference().abs() >= SMALLEST)
            .collect();
        sorted.sort_by(|a, b| b.difference().abs().total_cmp(&a.difference().abs()));
        Self {
            label: &versus.change,
            all: together("all", &pairs.iter().collect::<Vec<_>>(), widest),
            by_scenario: scenarios
                .iter()
                .filter_map(|(name, pairs)| together(name, pairs, widest))
                .collect(),
            largest: sorted.into_iter().take(LISTED).map(largest).collect(),
        }
    }
}

fn together(name: &str, pairs: &[&Pair<'_>], widest: f64) -> Option<Pairs> {
    let differences: Vec<f64> = pairs.iter().map(|p| p.difference()).collect();
    let mean = bootstrap_mean(&differences)?;
    let side = |of: fn(&Pair<'_>) -> f64| {
        let sum: f64 = pairs.iter().map(|p| of(p)).sum();
        score(Some(sum / pairs.len() as f64))
    };
    Some(Pairs {
        name: name.to_owned(),
        runs: pairs.len(),
        base: side(|p| p.first),
        other: side(|p| p.second),
        difference: difference(mean.mean),
        interval: format!("{} … {}", difference(mean.low), difference(mean.high)),
        strip: picture(score_strip(
            &differences,
            mean.mean,
            [mean.low, mean.high],
            (-widest, widest),
        )),
        is_clear: mean.low >= SMALLEST || mean.high <= -SMALLEST,
    })
}

fn largest<'a>(pair: &Pair<'a>) -> Largest<'a> {
    Largest {
        scenario: &pair.row.scenario,
        seed: pair.row.seed,
        base: score(Some(pair.first)),
        other: score(Some(pair.second)),
        difference: difference(pair.difference()),
        is_worse: pair.difference() < 0.0,
    }
}
