//! Recorded scenes in words: the stack, the second configuration and the recorded drivers, by set
//! and kind, with every part of the score.

use trunkline_harness::documents::{LogGroup, LogScores, PARTS, SuiteSummary};

use crate::figures::{interval, or_none, score, signed};
use crate::tables::table;

/// Parts that can be missing, as the score names them and as a column.
const MISSING: [(&str, &str); 4] = [
    ("drivable_area", "drivable"),
    ("progress", "progress"),
    ("speed_limit", "speed"),
    ("comfort", "comfort"),
];

/// Every table of the recorded scenes; `change` is what the second configuration differs in.
pub(crate) fn log_text(logs: &LogScores, change: Option<&str>) -> String {
    let mut drivers: Vec<Driver<'_>> = vec![("as configured", |g| Some(&g.configuration))];
    if let Some(change) = change {
        drivers.push((change, |g| g.versus.as_ref()));
    }
    drivers.push(("recorded driver", |g| Some(&g.recorded)));
    let mut parts: Vec<String> = drivers.iter().map(|driver| scores(logs, *driver)).collect();
    parts.extend(change.map(|change| differences(logs, change)));
    parts.push(not_evaluated(logs, &drivers));
    parts.join("\n\n")
}

/// Who drove, and where that is in a group.
type Driver<'a> = (&'a str, fn(&LogGroup) -> Option<&SuiteSummary>);

fn scores(logs: &LogScores, (name, of): Driver<'_>) -> String {
    let head = ["scenes", "n", "nuPlan", "95 %"]
        .into_iter()
        .chain(PARTS.iter().map(|(part, _)| *part));
    let rows = logs.groups.iter().filter_map(|group| {
        let summary = of(group)?;
        let mut row = vec![
            group.name.clone(),
            summary.runs.to_string(),
            score(summary.mean_nuplan),
            interval(summary.nuplan_ci95),
        ];
        let terms = summary.sub_scores.as_ref();
        row.extend(PARTS.map(|(_, part)| score(terms.map(|t| 100.0 * part(t)))));
        Some(row)
    });
    let table = table(&head.collect::<Vec<_>>(), rows);
    format!("{name}: score and its parts, mean in %\n{table}")
}

fn differences(logs: &LogScores, change: &str) -> String {
    let head = ["scenes", "pairs", "nuPlan difference", "95 %"];
    let rows = logs.groups.iter().map(|group| {
        vec![
            group.name.clone(),
            group.pairs.unwrap_or(0).to_string(),
            signed(group.nuplan_difference),
            interval(group.nuplan_difference_ci95),
        ]
    });
    let table = table(&head, rows);
    format!("{change} minus as configured, scene by scene\n{table}")
}

fn not_evaluated(logs: &LogScores, drivers: &[Driver<'_>]) -> String {
    let head = ["scenes", "driver"]
        .into_iter()
        .chain(MISSING.map(|(_, column)| column))
        .chain(["limit known"]);
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    let rows = logs.groups.iter().flat_map(|group| {
        let of_driver =
            move |(name, of): &Driver<'_>| {
                let summary = of(group)?;
                let mut row = vec![group.name.clone(), (*name).to_owned()];
                row.extend(MISSING.map(|(part, _)| {
                    percent(summary.not_evaluated.get(part).copied().unwrap_or(0.0))
                }));
                row.push(or_none(summary.speed_limit_known.map(percent)));
                Some(row)
            };
        drivers.iter().filter_map(of_driver).collect::<Vec<_>>()
    });
    let table = table(&head.collect::<Vec<_>>(), rows);
    format!(
        "not evaluated, % of the scenes (counts as 100); last column: % of the steps whose limit is known\n{table}"
    )
}
