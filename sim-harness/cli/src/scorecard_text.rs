//! The scorecard of a drive in words, for people.

use trunkline_harness::DrivenCourse;
use trunkline_harness::documents::DriveDocument;

use crate::figures::{or_none, score, three_digits};
use crate::tables::plain_table;

/// Head, figures, oracles, criteria; and what was not met.
pub(crate) fn scorecard_text(driven: &DrivenCourse) -> String {
    let document = &driven.document;
    let head = format!(
        "drive {} · seed {} · {:.1} s simulated in {} s",
        document.scenario,
        document.seed,
        document.simulated_s,
        three_digits(document.wall_s),
    );
    let mut text = format!("{head}\n{}\n", figures(document));
    let oracles: Vec<&str> = document.oracles.iter().map(|s| s.name()).collect();
    if !oracles.is_empty() {
        text.push_str(&format!("  oracles: {}\n", oracles.join(", ")));
    }
    for failure in &document.stage_failures {
        text.push_str(&format!("  {failure}\n"));
    }
    let met = driven.criteria.iter().filter(|c| c.is_met).count();
    let verdict = if document.passed { "passed" } else { "failed" };
    text.push_str(&format!(
        "{verdict} ({met} of {} criteria)",
        driven.criteria.len()
    ));
    for failed in &document.failed_criteria {
        text.push_str(&format!("\n  not met: {failed}"));
    }
    text
}

fn figures(document: &DriveDocument) -> String {
    let age_ms = document.data_age_ms.map(|age| age.p99);
    let cells = [
        ["nuPlan score".to_owned(), score(document.scores.nuplan)],
        [
            "CARLA score".to_owned(),
            score(document.scores.carla_driving),
        ],
        [
            "at-fault collisions".to_owned(),
            document.at_fault_collisions.to_string(),
        ],
        [
            "route".to_owned(),
            // As the criterion has it: what is not reached does not read as if it were.
            format!("{:.0} %", (100.0 * document.route_completion).floor()),
        ],
        [
            "data age p99".to_owned(),
            or_none(age_ms.map(|ms| format!("{ms:.0} ms"))),
        ],
    ];
    let cells = cells.map(|[name, value]| format!("{name}  {value}"));
    format!(" {}", plain_table([cells.to_vec()]))
}
