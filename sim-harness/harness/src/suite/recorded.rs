//! The recorded drivers of a plan's scenes, as rows: what the stack is compared with.

use rayon::prelude::*;

use super::plan::SuitePlan;
use crate::course::Course;
use crate::documents::DriveDocument;
use crate::lockstep::DriveEnding;
use crate::metrics::{judge, score_recorded_scene};

/// The recorded drivers of a plan's scenes, scored like the stack (docs/METRICS.md 4), in the order
/// of the plan. Scenarios have none.
pub fn recorded_drivers(plan: &SuitePlan) -> Vec<DriveDocument> {
    let rows = plan.runs.par_iter().map(|run| {
        let Course::Log {
            scene,
            entry: Some(entry),
            ..
        } = &run.course
        else {
            return None;
        };
        let card = score_recorded_scene(scene, entry);
        let row = DriveDocument {
            ending: Some(DriveEnding::SourceEnded),
            simulated_s: card.duration_s,
            ..DriveDocument::blank(&run.course, run.seed, None)
        };
        let judged = judge(&run.course.criteria(), &card);
        Some(row.with_scorecard(&card).with_criteria(&judged))
    });
    rows.collect::<Vec<_>>().into_iter().flatten().collect()
}
