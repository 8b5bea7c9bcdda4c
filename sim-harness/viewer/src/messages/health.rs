//! Health: stages that are not well, in words, and when they are well again.

use rerun::TextLogLevel;

use trunkline_interfaces::messages::{Condition, Health, StageHealth};

use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;

/// What was not well last.
#[derive(Default)]
pub(crate) struct LastHealth {
    stages: Vec<StageHealth>,
}

impl LastHealth {
    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        health: &Health,
    ) -> Result<(), ViewerError> {
        for now in &health.stages {
            let before = self.stages.iter().find(|s| s.stage == now.stage);
            if before.is_some_and(|b| b.condition == now.condition && b.note == now.note) {
                continue;
            }
            let (level, word) = match now.condition {
                Condition::Ok => (TextLogLevel::INFO, "well"),
                Condition::Stale => (TextLogLevel::WARN, "stale"),
                Condition::Failed => (TextLogLevel::ERROR, "failed"),
            };
            let text = format!("{} {word}: {}", now.stage, now.note);
            recording.text(paths::LOG_HEALTH, level, text.trim_end_matches(": "))?;
        }
        for before in &self.stages {
            if health.stages.iter().all(|s| s.stage != before.stage) {
                let text = format!("{} well again", before.stage);
                recording.text(paths::LOG_HEALTH, TextLogLevel::INFO, &text)?;
            }
        }
        self.stages.clone_from(&health.stages);
        Ok(())
    }
}
