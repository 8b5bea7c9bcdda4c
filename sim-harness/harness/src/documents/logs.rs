//! Recorded scenes by set and kind: the stack, a second configuration and the recorded drivers side
//! by side (docs/METRICS.md 4, 9).

use serde::{Deserialize, Serialize};
use trunkline_world::logs::SceneSet;

use super::drive::DriveDocument;
use super::summary::{SuiteSummary, bounds};
use super::versus::paired_difference;

/// One group of recorded scenes: who drove them, and how well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogGroup {
    /// `all`, `moving`, `report`, `report moving`, `train`, `train moving`, `straight`, `turn`,
    /// `stationary`.
    pub name: String,
    /// The stack as configured.
    pub configuration: SuiteSummary,
    /// The second configuration, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versus: Option<SuiteSummary>,
    /// Scenes with a nuPlan score on both sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<usize>,
    /// Mean of its nuPlan score minus the first configuration's, scene by scene.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nuplan_difference: Option<f64>,
    /// The 95 % bootstrap interval of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nuplan_difference_ci95: Option<[f64; 2]>,
    /// The recorded drivers.
    pub recorded: SuiteSummary,
}

/// Recorded scenes by set and kind. The headline is `moving`; groups without scenes are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogScores {
    /// The groups, the whole first.
    pub groups: Vec<LogGroup>,
    /// The recorded drivers, scene by scene.
    pub recorded_rows: Vec<DriveDocument>,
}

/// A group's name, and which scenes are in it.
type Group = (&'static str, fn(&DriveDocument) -> bool);

const GROUPS: [Group; 9] = [
    ("all", |_| true),
    ("moving", moves),
    ("report", is_report),
    ("report moving", |r| is_report(r) && moves(r)),
    ("train", is_train),
    ("train moving", |r| is_train(r) && moves(r)),
    ("straight", |r| r.group == "straight"),
    ("turn", |r| r.group == "turn"),
    ("stationary", is_stationary),
];

fn is_stationary(row: &DriveDocument) -> bool {
    row.group == "stationary"
}

fn moves(row: &DriveDocument) -> bool {
    !is_stationary(row)
}

fn is_report(row: &DriveDocument) -> bool {
    row.set == Some(SceneSet::Report)
}

fn is_train(row: &DriveDocument) -> bool {
    row.set == Some(SceneSet::Train)
}

impl LogScores {
    /// Of rows in recorded scenes: the stack's, a second configuration's if there was one, and the
    /// recorded drivers'. Of the recorded drivers only those count whose scenes the stack drove.
    pub fn new(
        configuration: &[DriveDocument],
        versus: Option<&[DriveDocument]>,
        mut recorded: Vec<DriveDocument>,
    ) -> Self {
        recorded.retain(|r| configuration.iter().any(|row| row.scenario == r.scenario));
        let groups = GROUPS.iter().filter_map(|(name, is_in)| {
            let of = |rows: &[DriveDocument]| SuiteSummary::of(rows.iter().filter(|r| is_in(r)));
            let summary = of(configuration);
            let difference = versus.and_then(|second| {
                let members = second.iter().filter(|r| is_in(r));
                paired_difference(configuration, members, |row| row.scores.nuplan)
            });
            (summary.runs > 0).then(|| LogGroup {
                name: (*name).to_owned(),
                configuration: summary,
                versus: versus.map(of),
                pairs: versus.map(|_| difference.map_or(0, |d| d.n)),
                nuplan_difference: difference.map(|d| d.mean),
                nuplan_difference_ci95: difference.map(bounds),
                recorded: of(&recorded),
            })
        });
        Self {
            groups: groups.collect(),
            recorded_rows: recorded,
        }
    }
}
