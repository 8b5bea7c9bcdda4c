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
    pub(crate) fn of<'a>(rows: impl Iterator<Item = &'a DriveDocument> + Clone) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Scores;
    use crate::lockstep::DriveEnding;
    use crate::metrics::fixtures::FULL;

    /// A drive of which only these figures are of interest; one that did not end crashed.
    fn row(nuplan: Option<f64>, collisions: usize, ended: bool, comfort: f64) -> DriveDocument {
        let terms = Terms { comfort, ..FULL };
        DriveDocument {
            schema: 1,
            scenario: "a".into(),
            group: "g".into(),
            set: None,
            seed: 1,
            run_dir: None,
            ending: ended.then_some(DriveEnding::TimeUp),
            simulated_s: 1.0,
            wall_s: 1.0,
            modules: BTreeMap::new(),
            oracles: Vec::new(),
            scores: Scores {
                nuplan,
                carla_driving: nuplan.map(|n| n / 2.0),
                carla_driving_2_0: None,
            },
            sub_scores: nuplan.map(|_| SubScores {
                terms,
                not_evaluated: match collisions {
                    0 => vec!["speed_limit".to_owned()],
                    _ => Vec::new(),
                },
                speed_limit_known: comfort,
            }),
            at_fault_collisions: collisions,
            route_completion: 1.0,
            data_age_ms: None,
            latency_ms: BTreeMap::new(),
            time_share: BTreeMap::new(),
            stage_failures: Vec::new(),
            passed: ended && collisions == 0,
            failed_criteria: Vec::new(),
        }
    }

    #[test]
    fn means_and_shares_are_those_of_the_rows() {
        let rows = [
            row(Some(100.0), 0, true, 1.0),
            row(Some(50.0), 1, true, 0.0),
            row(Some(0.0), 0, false, 0.5), // was not seen to collide, nor to drive safely
            row(None, 0, true, 0.0),
        ];
        let found = SuiteSummary::of(rows.iter());
        assert_eq!((found.runs, found.passed), (4, 2));
        assert_eq!(found.at_fault_collision_free, Some(0.5));
        assert_eq!(
            (found.mean_nuplan, found.mean_carla_driving),
            (Some(50.0), Some(25.0))
        );
        let [low, high] = found.nuplan_ci95.unwrap();
        assert!((0.0..50.0).contains(&low) && (50.1..=100.0).contains(&high));
        // Of the three that have parts.
        let terms = found.sub_scores.unwrap();
        assert_eq!((terms.comfort, terms.ttc), (0.5, 1.0));
        assert_eq!(found.speed_limit_known, Some(0.5));
        let share = found.not_evaluated["speed_limit"];
        assert!((share - 2.0 / 3.0).abs() < 1e-12, "{share}");
    }

    #[test]
    fn nothing_is_said_of_no_runs() {
        assert_eq!(SuiteSummary::of([].iter()), SuiteSummary::default());
    }
}
