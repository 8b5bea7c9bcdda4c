//! `trunkline suite --json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drive::DriveDocument;
use super::logs::LogScores;
use super::summary::SuiteSummary;
use super::versus::Versus;

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
    /// Recorded scenes by set and kind, with the recorded driver; absent for scenarios.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logs: Option<LogScores>,
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
            logs: None,
            wall_s,
        }
    }

    /// Whether runs are missing, of either configuration, because the suite was interrupted.
    pub fn is_partial(&self) -> bool {
        let of_second = self.versus.as_ref().map(|v| v.rows.len());
        let rows = of_second.unwrap_or(usize::MAX).min(self.rows.len());
        rows < self.planned
    }
}
