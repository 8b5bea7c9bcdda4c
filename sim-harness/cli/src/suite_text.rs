//! The result of a suite in words: tables by group, what failed, the paired comparison.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use trunkline_harness::documents::{SuiteDocument, SuiteSummary, Versus};
use trunkline_harness::metrics::log_suite::{LogGroup, LogRow, log_groups};
use trunkline_harness::metrics::{Scorecard, score_recorded};
use trunkline_world::logs::SceneIndex;

use crate::ui::table;

/// Failed runs that are listed; the report has them all.
const LISTED_FAILURES: usize = 10;

/// Recorded scenes by set and kind: the stack, and the recorded drivers on the same scenes.
pub(crate) struct LogScores {
    stack: Vec<LogGroup>,
    recorded: BTreeMap<String, LogGroup>,
}

/// The scorecard in a run folder.
fn scorecard(folder: &str) -> anyhow::Result<Scorecard> {
    let path = Path::new(folder).join("metrics.json");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("`{}` is no scorecard", path.display()))
}

impl LogScores {
    /// From the scorecards in the run folders, and the recordings themselves.
    ///
    /// # Errors
    /// If a scorecard or a scene cannot be read.
    pub(crate) fn read(data: &Path, document: &SuiteDocument) -> anyhow::Result<Self> {
        let index = SceneIndex::load(data)?;
        let mut rows = Vec::new();
        for row in &document.rows {
            let entry = index.entries().iter().find(|e| e.id == row.scenario);
            let Some(entry) = entry else { continue };
            let scorecard = match (&row.ending, &row.run_dir) {
                (None, _) => Scorecard::failed(&row.scenario, row.failed_criteria.join("; ")),
                (Some(_), None) => continue, // --record off: there is no scorecard
                (Some(_), Some(folder)) => scorecard(folder)?,
            };
            rows.push(LogRow {
                scene: entry.id.clone(),
                set: entry.set,
                kind: entry.kind,
                scorecard,
            });
        }
        let mut recorded = score_recorded(data)?;
        recorded.retain(|r| rows.iter().any(|row| row.scene == r.scene));
        let recorded = log_groups(&recorded)
            .into_iter()
            .map(|g| (g.name.clone(), g));
        Ok(Self {
            stack: log_groups(&rows),
            recorded: recorded.collect(),
        })
    }

    fn text(&self) -> String {
        let head = [
            "scenes",
            "n",
            "nuPlan",
            "95 %",
            "recorded driver",
            "no collision",
            "drivable",
            "direction",
            "making progress",
            "progress",
            "TTC",
            "speed",
            "comfort",
        ];
        let rows = self.stack.iter().map(|group| {
            let t = &group.terms;
            let driver = self.recorded.get(&group.name);
            let terms = [
                t.no_collision,
                t.drivable,
                t.direction,
                t.making_progress,
                t.progress,
                t.ttc,
                t.speed,
                t.comfort,
            ];
            let mut row = vec![
                group.name.clone(),
                group.nuplan.n.to_string(),
                format!("{:.1}", group.nuplan.mean),
                interval(Some([group.nuplan.low, group.nuplan.high])),
                driver.map_or("–".to_owned(), |d| format!("{:.1}", d.nuplan.mean)),
            ];
            row.extend(terms.map(|term| format!("{:.1} %", 100.0 * term)));
            row
        });
        let scores = table(&head, rows);
        let head = [
            "not evaluated",
            "speed limit",
            "drivable area",
            "comfort",
            "speed limit known",
        ];
        let rows = self.stack.iter().map(|group| {
            let shares = [
                group.speed_limit_not_evaluated,
                group.drivable_area_not_evaluated,
                group.comfort_not_evaluated,
                group.speed_limit_known,
            ];
            let mut row = vec![group.name.clone()];
            row.extend(shares.map(|share| format!("{:.0} %", 100.0 * share)));
            row
        });
        format!("{scores}\n\n{}", table(&head, rows))
    }
}

/// Everything that a suite found.
pub(crate) fn suite_text(name: &str, document: &SuiteDocument, logs: Option<&LogScores>) -> String {
    let mut text = format!(
        "suite {name} · {} of {} runs · {:.1} s\n",
        document.rows.len(),
        document.planned,
        document.wall_s
    );
    text.push_str(&groups(document));
    if let Some(logs) = logs {
        text.push_str(&format!("\n\n{}", logs.text()));
    }
    if let Some(versus) = &document.versus {
        text.push_str(&format!("\n\n{}", versus_text(document, versus)));
    }
    text.push_str(&failures(document));
    let oracles = document.rows.first().map(|r| &r.oracles);
    let names: Vec<&str> = oracles.into_iter().flatten().map(|s| s.name()).collect();
    if !names.is_empty() {
        text.push_str(&format!("\n  oracles: {}", names.join(", ")));
    }
    let verdict = if document.all.passed == document.planned {
        "passed"
    } else {
        "failed"
    };
    text.push_str(&format!(
        "\n{verdict} ({} of {} runs)",
        document.all.passed, document.planned
    ));
    text
}

const HEAD: [&str; 7] = [
    "group",
    "runs",
    "passed",
    "no collision by our fault",
    "nuPlan",
    "95 %",
    "CARLA",
];

fn groups(document: &SuiteDocument) -> String {
    let by_group = document
        .by_group
        .iter()
        .map(|(name, s)| summary_row(name, s));
    let rows = by_group.chain([summary_row("all", &document.all)]);
    table(&HEAD, rows)
}

fn summary_row(name: &str, s: &SuiteSummary) -> Vec<String> {
    vec![
        name.to_owned(),
        s.runs.to_string(),
        s.passed.to_string(),
        s.at_fault_collision_free
            .map_or("–".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
        decimal(s.mean_nuplan),
        interval(s.nuplan_ci95),
        decimal(s.mean_carla_driving),
    ]
}

fn versus_text(document: &SuiteDocument, versus: &Versus) -> String {
    let rows = [
        summary_row("as configured", &document.all),
        summary_row(&versus.change, &versus.summary),
    ];
    let signed = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:+.1}"));
    format!(
        "{}\n  {} on the same {} pairs: nuPlan {} {}, CARLA {} {}",
        table(&HEAD, rows),
        versus.change,
        versus.pairs,
        signed(versus.nuplan_difference),
        interval(versus.nuplan_difference_ci95),
        signed(versus.carla_driving_difference),
        interval(versus.carla_driving_difference_ci95),
    )
}

fn failures(document: &SuiteDocument) -> String {
    let failed: Vec<_> = document.rows.iter().filter(|r| !r.passed).collect();
    let mut text = String::new();
    for row in failed.iter().take(LISTED_FAILURES) {
        let why = row.failed_criteria.join("; ");
        text.push_str(&format!(
            "\n  not met: {} seed {}: {why}",
            row.scenario, row.seed
        ));
    }
    if failed.len() > LISTED_FAILURES {
        let more = failed.len() - LISTED_FAILURES;
        text.push_str(&format!("\n  and {more} more, all in the report"));
    }
    text
}

fn decimal(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |v| format!("{v:.1}"))
}

fn interval(bounds: Option<[f64; 2]>) -> String {
    bounds.map_or("–".to_owned(), |[low, high]| {
        format!("[{low:.1}, {high:.1}]")
    })
}
