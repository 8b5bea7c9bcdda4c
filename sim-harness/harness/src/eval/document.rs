//! `trunkline eval TASK --json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A module's figures on labelled data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvalDocument {
    /// Version of this document.
    pub schema: u32,
    /// What was judged: `lifter`.
    pub task: String,
    /// Data set and split.
    pub data: String,
    /// Frames.
    pub samples: usize,
    /// Module in the stage that was judged.
    pub module: String,
    /// Where its input came from, if not from the data itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub perceiver: Option<String>,
    /// By name: `CLASS/DISTANCE/QUANTITY`.
    pub metrics: BTreeMap<String, f64>,
}
