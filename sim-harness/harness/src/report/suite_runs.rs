//! Single runs of a suite: what failed, what cost points, and where to look.

use serde::Serialize;

use super::format::{percent, quantity, score};
use crate::documents::{DriveDocument, LogScores, PARTS};

/// Runs that are listed as the worst.
const LISTED: usize = 10;
/// A part above this costs no point that a table shows.
const FULL: f64 = 0.995;

/// One run.
#[derive(Serialize)]
pub(super) struct Run<'a> {
    scenario: &'a str,
    seed: u64,
    nuplan: String,
    carla: String,
    /// The recorded driver's score in the same scene.
    recorded: Option<String>,
    collisions: usize,
    completion: String,
    age: String,
    is_passed: bool,
    failed: &'a [String],
    /// Parts of the score that cost points: "comfort 0.00".
    lost: Vec<String>,
    run_dir: Option<&'a str>,
}

impl<'a> Run<'a> {
    /// Of a row, beside the recorded driver where there is one.
    pub(super) fn new(row: &'a DriveDocument, logs: Option<&LogScores>) -> Self {
        let recorded = logs.and_then(|logs| {
            let mut rows = logs.recorded_rows.iter();
            rows.find(|r| r.scenario == row.scenario)
        });
        Self {
            scenario: &row.scenario,
            seed: row.seed,
            nuplan: score(row.scores.nuplan),
            carla: score(row.scores.carla_driving),
            recorded: recorded.map(|r| score(r.scores.nuplan)),
            collisions: row.at_fault_collisions,
            completion: percent(row.route_completion),
            age: quantity(row.data_age_ms.map(|q| q.p99), "ms"),
            is_passed: row.passed,
            failed: &row.failed_criteria,
            lost: lost(row),
            run_dir: row.run_dir.as_deref(),
        }
    }
}

/// The runs to look at first: those that failed, then those with the lowest score. A run that
/// passed with nothing lost is not among them.
pub(super) fn worst(rows: &[DriveDocument]) -> Vec<&DriveDocument> {
    let value = |row: &DriveDocument| row.scores.nuplan.unwrap_or(0.0);
    let mut sorted: Vec<&DriveDocument> = rows
        .iter()
        .filter(|row| !row.passed || value(row) < 100.0 * FULL)
        .collect();
    sorted.sort_by(|a, b| {
        let by_score = value(a).total_cmp(&value(b));
        a.passed.cmp(&b.passed).then(by_score)
    });
    sorted.truncate(LISTED);
    sorted
}

fn lost(row: &DriveDocument) -> Vec<String> {
    // Of a run that could not be finished every part is lost; that is said once, as what failed.
    let parts = row.sub_scores.iter().filter(|_| row.ending.is_some());
    parts
        .flat_map(|parts| PARTS.map(|(name, part)| (name, part(&parts.terms))))
        .filter(|(_, value)| *value < FULL)
        .map(|(name, value)| format!("{name} {value:.2}"))
        .collect()
}
