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

/// Mean of second − first over the pairs of the same course and seed that have a score on both
/// sides; `None` without such a pair.
pub fn paired_difference<'a>(
    first: impl IntoIterator<Item = &'a DriveDocument>,
    second: impl IntoIterator<Item = &'a DriveDocument>,
    score: fn(&DriveDocument) -> Option<f64>,
) -> Option<Interval> {
    fn key(row: &DriveDocument) -> (&str, u64) {
        (&row.scenario, row.seed)
    }
    let partner: BTreeMap<(&str, u64), f64> = first
        .into_iter()
        .filter_map(|row| Some((key(row), score(row)?)))
        .collect();
    let differences = second
        .into_iter()
        .filter_map(|row| Some(score(row)? - partner.get(&key(row))?));
    bootstrap(differences)
}
