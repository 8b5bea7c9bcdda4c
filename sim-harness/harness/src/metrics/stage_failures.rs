//! Stages of the stack that failed: how long, since when, and in what words. Without this a module
//! that never worked would only show as a car that drives badly.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use trunkline_interfaces::messages::{Condition, Health, StageHealth};
use trunkline_interfaces::{Duration, Stage, Stamp};

use crate::drive_record::DriveRecord;

/// A stage that returned errors, panicked or made what nobody could use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageFailure {
    /// Which stage.
    pub stage: Stage,
    /// When it failed first, s of simulated time since the start.
    pub first_s: f64,
    /// How long it had failed in all, s.
    pub failed_s: f64,
    /// What it said the first time.
    pub note: String,
}

impl fmt::Display for StageFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            stage,
            first_s,
            failed_s,
            note,
        } = self;
        write!(
            f,
            "{stage} failed for {failed_s:.1} s, first at {first_s:.1} s: {note}"
        )
    }
}

/// Every stage that failed, in the order of the data's flow. Stages that had no input because of
/// it are stale, not failed, and left out.
pub(super) fn stage_failures(record: &DriveRecord) -> Vec<StageFailure> {
    let stamps = || record.truths.iter().map(|truth| truth.header.stamp);
    let (Some(start), Some(end)) = (stamps().next(), stamps().next_back()) else {
        return Vec::new();
    };
    let mut failures = BTreeMap::new();
    for (health, until) in spans(&record.health, end) {
        let from = health.header.stamp;
        let failed = health.stages.iter();
        for stage in failed.filter(|s| s.condition == Condition::Failed) {
            let failure = failures
                .entry(stage.stage)
                .or_insert_with(|| first(stage, start));
            failure.failed_s += (until - from).max(Duration::ZERO).s();
        }
    }
    failures.into_values().collect()
}

/// Each message, and the time at which the next one takes its place.
fn spans(health: &[Arc<Health>], end: Stamp) -> impl Iterator<Item = (&Health, Stamp)> {
    let next = health.iter().skip(1).map(|h| h.header.stamp);
    health.iter().map(Arc::as_ref).zip(next.chain([end]))
}

fn first(stage: &StageHealth, start: Stamp) -> StageFailure {
    StageFailure {
        stage: stage.stage,
        first_s: (stage.since - start).s(),
        failed_s: 0.0,
        note: stage.note.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{alone, record};
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::messages::Header;

    fn health(at_s: f64, stages: &[(Stage, Condition, f64, &str)]) -> Arc<Health> {
        let unwell = stages
            .iter()
            .map(|&(stage, condition, since_s, note)| StageHealth {
                stage,
                condition,
                since: Stamp::from_s(since_s),
                note: note.into(),
            });
        Arc::new(Health {
            header: Header::sensor(0, Stamp::from_s(at_s)),
            stages: unwell.collect(),
        })
    }

    #[test]
    fn failures_add_up_and_keep_their_first_words() {
        // Truths at 0, 0.1, … 5 s.
        let mut record = record(alone(51, |_| (Pose2::default(), 0.0)));
        assert_eq!(stage_failures(&record), Vec::new());
        let (failed, stale) = (Condition::Failed, Condition::Stale);
        record.health = vec![
            health(1.0, &[(Stage::Planner, failed, 0.9, "no route")]),
            health(
                1.5,
                &[
                    (Stage::Planner, failed, 0.9, "no route"),
                    (Stage::Controller, stale, 1.5, "no output"),
                ],
            ),
            health(2.0, &[]),
            health(
                4.0,
                &[
                    (Stage::Tracker, failed, 4.0, "NaN"),
                    (Stage::Planner, failed, 4.0, "other words"),
                ],
            ),
        ];
        let failures = stage_failures(&record);
        let told: Vec<String> = failures.iter().map(StageFailure::to_string).collect();
        assert_eq!(
            told,
            [
                "tracker failed for 1.0 s, first at 4.0 s: NaN",
                // from 1 to 2 s and from 4 to 5 s
                "planner failed for 2.0 s, first at 0.9 s: no route",
            ]
        );
    }
}
