//! What a recording says of its run, at the start of the file: a run that was killed tells too.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use trunkline_interfaces::messages::message_schemas;
use trunkline_interfaces::{Capabilities, Duration, LaneMap, Stage, VehicleParams, WorldInfo};

use crate::config::{Record, RunConfig};
use crate::stack::Stack;

/// A [`WorldInfo`] without the map, which is a message of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorldFacts {
    /// Scenario or scene.
    pub name: String,
    /// What the world offered.
    pub capabilities: Capabilities,
    /// Time per step.
    pub step: Duration,
    /// The ego's vehicle.
    pub vehicle: VehicleParams,
    /// How long the run was to last at most.
    pub duration: Duration,
}

impl WorldFacts {
    pub(crate) fn new(info: &WorldInfo) -> Self {
        Self {
            name: info.name.clone(),
            capabilities: info.capabilities.clone(),
            step: info.step,
            vehicle: info.vehicle,
            duration: info.duration,
        }
    }

    /// With the map, what the world said of itself.
    pub(crate) fn world_info(&self, map: &Arc<LaneMap>) -> WorldInfo {
        WorldInfo {
            name: self.name.clone(),
            capabilities: self.capabilities.clone(),
            step: self.step,
            map: Arc::clone(map),
            vehicle: self.vehicle,
            duration: self.duration,
        }
    }
}

/// What a recording says of its run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Version of this description.
    pub schema: u32,
    /// Version of trunkline.
    pub version: String,
    /// blake3 of the JSON Schemas of all messages.
    pub message_schemas: String,
    /// The effective config, as in config.toml.
    pub config: String,
    /// Seed of world and stages.
    pub seed: u64,
    /// How much is recorded.
    pub record: Record,
    /// Name of the module in each stage.
    pub modules: BTreeMap<Stage, String>,
    /// Stages that got ground truth.
    pub oracles: Vec<Stage>,
    /// What the world said of itself.
    pub world: WorldFacts,
}

/// A run as it is known before the world is.
#[derive(Debug, Clone, Default)]
pub(super) struct RunFacts {
    config: String,
    seed: u64,
    record: Record,
    modules: BTreeMap<Stage, String>,
    oracles: Vec<Stage>,
}

impl RunFacts {
    pub(super) fn new(config: &RunConfig, stack: &Stack) -> Self {
        Self {
            config: config.effective(),
            seed: config.seed(),
            record: config.run.record,
            modules: stack.modules(),
            oracles: stack.oracles(),
        }
    }

    /// Whether a stage that looks at images, or at what was seen in them, is shown the truth.
    pub(super) fn shows_truth_of_images(&self) -> bool {
        let sees = |stage: &Stage| matches!(stage, Stage::Perceiver | Stage::Lifter);
        self.oracles.iter().any(sees)
    }

    pub(super) fn record(&self) -> Record {
        self.record
    }

    pub(super) fn in_world(&self, info: &WorldInfo) -> RunInfo {
        RunInfo {
            schema: 1,
            version: env!("CARGO_PKG_VERSION").into(),
            message_schemas: schemas_hash(),
            config: self.config.clone(),
            seed: self.seed,
            record: self.record,
            modules: self.modules.clone(),
            oracles: self.oracles.clone(),
            world: WorldFacts::new(info),
        }
    }
}

impl RunInfo {
    /// Whether the messages were written in the form that this build reads.
    pub fn has_current_schemas(&self) -> bool {
        self.message_schemas == schemas_hash()
    }
}

/// One hash over the JSON Schemas of all messages.
fn schemas_hash() -> String {
    let mut hasher = blake3::Hasher::new();
    for entry in message_schemas() {
        hasher.update(entry.name.as_bytes());
        let mut form = entry.schema.as_value().clone();
        remove_words(&mut form);
        hasher.update(form.to_string().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Takes out of a schema what is said about fields: who explains one better changes no message.
fn remove_words(schema: &mut Value) {
    match schema {
        Value::Object(keys) => {
            keys.retain(|key, value| !(key == "description" && value.is_string()));
            keys.values_mut().for_each(remove_words);
        }
        Value::Array(entries) => entries.iter_mut().for_each(remove_words),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_field_is_no_part_of_its_form_and_what_it_is_called_is() {
        let form = |schema: &str| {
            let mut schema = serde_json::from_str(schema).unwrap();
            remove_words(&mut schema);
            schema
        };
        let said = r#"{"properties": {"x_m": {"type": "number", "description": "East."}}}"#;
        let other = r#"{"properties": {"x_m": {"type": "number", "description": "To the east."}}}"#;
        let renamed = r#"{"properties": {"description": {"type": "number"}}}"#;
        let same: Value = form(said);
        assert_eq!(same, form(other));
        assert_eq!(
            form(renamed),
            serde_json::from_str::<Value>(renamed).unwrap()
        );
        assert_ne!(same, form(renamed));
    }
}
