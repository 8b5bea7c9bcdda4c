//! How the stack itself is doing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::header::Header;
use crate::stage::Stage;
use crate::time::Stamp;

/// Condition of one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Working, output fresh.
    Ok,
    /// Its last output is older than it should be, but still used.
    Stale,
    /// It returned an error or something unfit to use.
    Failed,
}

/// Condition of one stage, since when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageHealth {
    /// Which stage.
    pub stage: Stage,
    /// How it is.
    pub condition: Condition,
    /// Since when.
    pub since: Stamp,
    /// What happened and what is done about it; empty while all is well.
    pub note: String,
}

/// Condition of every stage. Published when something changes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// Time and order.
    pub header: Header,
    /// Stages that are not `Ok`; empty when all is well.
    pub stages: Vec<StageHealth>,
}

impl Health {
    /// Condition of a stage; `Ok` if it is not listed.
    pub fn condition(&self, stage: Stage) -> Condition {
        self.stages
            .iter()
            .find(|s| s.stage == stage)
            .map_or(Condition::Ok, |s| s.condition)
    }
}
