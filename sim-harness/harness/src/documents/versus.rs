//! A second configuration on the same courses and seeds, compared pair by pair.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drive::DriveDocument;
use super::summary::{SuiteSummary, bootstrap, bounds};
use crate::metrics::statistics::Interval;

/// A second configuration on the same courses and seeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Versus {
    /// What is different: `stack.planner=idm`.
    pub change: String,
    /// Its own figures.
    pub summary: SuiteSummary,
    /// Pairs of runs with a nuPlan score on both sides.
    pub pairs: usize,
    /// Mean of its nuPlan score minus the first configuration's, pair by pair.
    pub nuplan_difference: Option<f64>,
    /// The 95 % bootstrap interval of that.
    pub nuplan_difference_ci95: Option<[f64; 2]>,
    /// The same for CARLA's driving score.
    pub carla_driving_difference: Option<f64>,
    /// The 95 % bootstrap interval of that.
    pub carla_driving_difference_ci95: Option<[f64; 2]>,
    /// Its rows.
    pub rows: Vec<DriveDocument>,
}

impl Versus {
    /// Pairs rows by course and seed.
    pub fn new(change: &str, first: &[DriveDocument], second: Vec<DriveDocument>) -> Self {
        let nuplan = paired_difference(first, &second, |row| row.scores.nuplan);
        let carla = paired_difference(first, &second, |row| row.scores.carla_driving);
        Self {
            change: change.to_owned(),
            summary: SuiteSummary::of(second.iter()),
            pairs: nuplan.map_or(0, |i| i.n),
            nuplan_difference: nuplan.map(|i| i.mean),
            nuplan_difference_ci95: nuplan.map(bounds),
            carla_driving_difference: carla.map(|i| i.mean),
            carla_driving_difference_ci95: carla.map(bounds),
            rows: second,
        }
    }
}

/// Two runs on the same course with the same seed, with a score each.
pub(crate) struct Pair<'a> {
    /// The first configuration's.
    pub(crate) row: &'a DriveDocument,
    /// Its score.
    pub(crate) first: f64,
    /// The second configuration's score.
    pub(crate) second: f64,
}

impl Pair<'_> {
    /// Second − first.
    pub(crate) fn difference(&self) -> f64 {
        self.second - self.first
    }
}

/// The pairs that have a score on both sides, in the order of the first rows.
pub(crate) fn pairs<'a, 'b>(
    first: impl IntoIterator<Item = &'a DriveDocument>,
    second: impl IntoIterator<Item = &'b DriveDocument>,
    score: fn(&DriveDocument) -> Option<f64>,
) -> Vec<Pair<'a>> {
    let partners: BTreeMap<(&str, u64), f64> = second
        .into_iter()
        .filter_map(|row| Some(((row.scenario.as_str(), row.seed), score(row)?)))
        .collect();
    let pair = |row: &'a DriveDocument| {
        Some(Pair {
            row,
            first: score(row)?,
            second: *partners.get(&(row.scenario.as_str(), row.seed))?,
        })
    };
    first.into_iter().filter_map(pair).collect()
}

/// Mean of second − first over those pairs; `None` without such a pair.
pub(super) fn paired_difference<'a, 'b>(
    first: impl IntoIterator<Item = &'a DriveDocument>,
    second: impl IntoIterator<Item = &'b DriveDocument>,
    score: fn(&DriveDocument) -> Option<f64>,
) -> Option<Interval> {
    bootstrap(pairs(first, second, score).iter().map(Pair::difference))
}
