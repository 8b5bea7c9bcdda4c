//! Many drives in a few figures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drive::{DriveDocument, SubScores};
use crate::metrics::Terms;
use crate::metrics::statistics::{Interval, bootstrap_mean};

/// A part of nuPlan's score: its name in tables, and where it stands.
type NamedPart = (&'static str, fn(&Terms) -> f64);

/// The parts of nuPlan's score in the order of tables: multipliers, then what is weighed.
pub const PARTS: [NamedPart; 8] = [
    ("no collision", |t| t.no_collision),
    ("drivable", |t| t.drivable),
    ("direction", |t| t.direction),
    ("moving", |t| t.making_progress),
    ("progress", |t| t.progress),
    ("TTC", |t| t.ttc),
    ("speed", |t| t.speed),
    ("comfort", |t| t.comfort),
];

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
    /// Mean of each part of nuPlan's score, 0 to 1; what could not be judged counts as 1.
    pub sub_scores: Option<Terms>,
    /// Share of the runs in which a part could not be judged, by part; parts that always could
    /// are left out.
    pub not_evaluated: BTreeMap<String, f64>,
    /// Share of the steps at which a speed limit is known, mean over runs.
    pub speed_limit_known: Option<f64>,
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
        let parts: Vec<&SubScores> = rows.clone().filter_map(|r| r.sub_scores.as_ref()).collect();
        Self {
            runs,
            passed: rows.clone().filter(|r| r.passed).count(),
            at_fault_collision_free: share(rows.filter(is_free).count()),
            mean_nuplan: nuplan.map(|i| i.mean),
            nuplan_ci95: nuplan.map(bounds),
            mean_carla_driving: carla.map(|i| i.mean),
            carla_driving_ci95: carla.map(bounds),
            sub_scores: mean_terms(&parts),
            not_evaluated: not_evaluated(&parts),
            speed_limit_known: mean(&parts, |p| p.speed_limit_known),
        }
    }
}

fn mean(parts: &[&SubScores], of: fn(&SubScores) -> f64) -> Option<f64> {
    let sum: f64 = parts.iter().map(|p| of(p)).sum();
    (!parts.is_empty()).then(|| sum / parts.len() as f64)
}

fn mean_terms(parts: &[&SubScores]) -> Option<Terms> {
    Some(Terms {
        no_collision: mean(parts, |p| p.terms.no_collision)?,
        drivable: mean(parts, |p| p.terms.drivable)?,
        making_progress: mean(parts, |p| p.terms.making_progress)?,
        direction: mean(parts, |p| p.terms.direction)?,
        progress: mean(parts, |p| p.terms.progress)?,
        ttc: mean(parts, |p| p.terms.ttc)?,
        speed: mean(parts, |p| p.terms.speed)?,
        comfort: mean(parts, |p| p.terms.comfort)?,
    })
}

fn not_evaluated(parts: &[&SubScores]) -> BTreeMap<String, f64> {
    let mut shares = BTreeMap::new();
    for name in parts.iter().flat_map(|p| &p.not_evaluated) {
        *shares.entry(name.clone()).or_default() += 1.0 / parts.len() as f64;
    }
    shares
}

/// Mean and interval of some values.
pub(super) fn bootstrap(values: impl Iterator<Item = f64>) -> Option<Interval> {
    bootstrap_mean(&values.collect::<Vec<f64>>())
}

/// The bounds of an interval, as documents hold them.
pub(super) fn bounds(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}
