//! `trunkline suite --json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drive::DriveDocument;
use crate::metrics::statistics::{Interval, bootstrap_mean};

/// The same figures for a whole suite and for each group. Null without runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SuiteSummary {
    /// Runs that were made.
    pub runs: usize,
    /// Runs that met every criterion.
    pub passed: usize,
    /// Share of runs without a collision by the ego's fault, 0 to 1.
    pub at_fault_collision_free: Option<f64>,
    /// Mean of nuPlan's score.
    pub mean_nuplan: Option<f64>,
    /// Its 95 % bootstrap interval over runs.
    pub nuplan_ci95: Option<[f64; 2]>,
    /// Mean of CARLA's driving score 2.1.
    pub mean_carla_driving: Option<f64>,
    /// Its 95 % bootstrap interval over runs.
    pub carla_driving_ci95: Option<[f64; 2]>,
}

impl SuiteSummary {
    /// Of some rows. A run that crashed is a row with score 0.
    pub fn of<'a>(rows: impl Iterator<Item = &'a DriveDocument> + Clone) -> Self {
        let runs = rows.clone().count();
        // Whoever did not arrive was not seen to collide, but not seen to drive safely either.
        let is_free = |r: &&DriveDocument| r.ending.is_some() && r.at_fault_collisions == 0;
        let share = |n: usize| (runs > 0).then(|| n as f64 / runs as f64);
        let nuplan = bootstrap(rows.clone().filter_map(|r| r.scores.nuplan));
        let carla = bootstrap(rows.clone().filter_map(|r| r.scores.carla_driving));
        Self {
            runs,
            passed: rows.clone().filter(|r| r.passed).count(),
            at_fault_collision_free: share(rows.filter(is_free).count()),
            mean_nuplan: nuplan.map(|i| i.mean),
            nuplan_ci95: nuplan.map(bounds),
            mean_carla_driving: carla.map(|i| i.mean),
            carla_driving_ci95: carla.map(bounds),
        }
    }
}

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
        let partner: BTreeMap<(&str, u64), &DriveDocument> = first
            .iter()
            .map(|row| ((row.scenario.as_str(), row.seed), row))
            .collect();
        let paired = |score: fn(&DriveDocument) -> Option<f64>| {
            let differences = second.iter().filter_map(|row| {
                let first = partner.get(&(row.scenario.as_str(), row.seed))?;
                Some(score(row)? - score(first)?)
            });
            bootstrap(differences)
        };
        let nuplan = paired(|row| row.scores.nuplan);
        let carla = paired(|row| row.scores.carla_driving);
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

/// What came of a suite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuiteDocument {
    /// Version of this document.
    pub schema: u32,
    /// All runs together.
    #[serde(flatten)]
    pub all: SuiteSummary,
    /// Runs that were planned; more than `runs` if the suite was interrupted.
    pub planned: usize,
    /// Runs that could not be finished, counted with score 0.
    pub crashed: usize,
    /// By kind of scenario or scene.
    pub by_group: BTreeMap<String, SuiteSummary>,
    /// One by one, in the order of the plan.
    pub rows: Vec<DriveDocument>,
    /// A second configuration, if one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versus: Option<Versus>,
    /// Wall time of the whole suite.
    pub wall_s: f64,
}

impl SuiteDocument {
    /// Of the rows that were made.
    pub fn new(rows: Vec<DriveDocument>, planned: usize, wall_s: f64) -> Self {
        let mut groups: Vec<&str> = rows.iter().map(|r| r.group.as_str()).collect();
        groups.sort_unstable();
        groups.dedup();
        let by_group = groups
            .into_iter()
            .map(|group| {
                let of_group = rows.iter().filter(|r| r.group == group);
                (group.to_owned(), SuiteSummary::of(of_group))
            })
            .collect();
        Self {
            schema: 1,
            all: SuiteSummary::of(rows.iter()),
            planned,
            crashed: rows.iter().filter(|r| r.ending.is_none()).count(),
            by_group,
            rows,
            versus: None,
            wall_s,
        }
    }

    /// Whether runs are missing, because the suite was interrupted.
    pub fn is_partial(&self) -> bool {
        self.rows.len() < self.planned
    }
}

fn bootstrap(values: impl Iterator<Item = f64>) -> Option<Interval> {
    bootstrap_mean(&values.collect::<Vec<f64>>())
}

fn bounds(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}
