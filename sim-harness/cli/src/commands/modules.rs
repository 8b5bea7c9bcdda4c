//! `trunkline modules [STAGE]`: what configs can name, with every parameter.

use anyhow::bail;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use trunkline_interfaces::{ModuleInfo, Stage};

use crate::session::Session;
use crate::tables::plain_table;
use crate::verdict::Verdict;

/// List the modules that configs can name, with their parameters, defaults and meaning
#[derive(Debug, Args)]
pub(crate) struct Modules {
    /// Only this stage: perceiver, lifter, tracker, forecaster, planner, controller or gate
    stage: Option<String>,
}

/// The `--json` document.
#[derive(Debug, Serialize)]
struct Document {
    schema: u32,
    modules: Vec<Module>,
}

#[derive(Debug, Serialize)]
struct Module {
    stage: Stage,
    name: &'static str,
    oracle: bool,
    parameters: Vec<Parameter>,
}

/// One key of a module's config, nested tables as dotted keys.
#[derive(Debug, PartialEq, Serialize)]
struct Parameter {
    key: String,
    default: Value,
    description: String,
}

impl Modules {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let wanted = self.stage.as_deref().map(stage_named).transpose()?;
        let modules: Vec<Module> = session
            .registry
            .modules()
            .into_iter()
            .filter(|m| wanted.is_none_or(|stage| m.stage == stage))
            .map(described)
            .collect();
        let example = wanted.unwrap_or(Stage::Planner);
        session.ui.result(in_words(&modules, example))?;
        session.ui.document(&Document { schema: 1, modules })?;
        Ok(Verdict::Passed)
    }
}

fn stage_named(name: &str) -> anyhow::Result<Stage> {
    let Some(stage) = Stage::from_name(name) else {
        let all = Stage::ALL.map(Stage::name).join(", ");
        bail!("no stage is named `{name}`\n\nhint: stages are {all}");
    };
    Ok(stage)
}

fn described(info: ModuleInfo) -> Module {
    let defaults = serde_json::to_value(&info.defaults).unwrap_or_default();
    let mut parameters = Vec::new();
    collect(
        "",
        info.schema.as_value(),
        &info,
        &defaults,
        &mut parameters,
    );
    Module {
        stage: info.stage,
        name: info.name,
        oracle: info.is_oracle,
        parameters,
    }
}

/// Appends the properties of one (possibly referenced) object schema.
fn collect(
    prefix: &str,
    schema: &Value,
    info: &ModuleInfo,
    defaults: &Value,
    parameters: &mut Vec<Parameter>,
) {
    let Some(properties) = referenced(schema, info)["properties"].as_object() else {
        return;
    };
    for (name, property) in properties {
        let key = format!("{prefix}{name}");
        let default = &defaults[name];
        if default.is_object() {
            collect(&format!("{key}."), property, info, default, parameters);
        } else {
            parameters.push(Parameter {
                key,
                default: default.clone(),
                description: description(property, info),
            });
        }
    }
}

/// The schema itself, or the definition that it points to.
fn referenced<'a>(schema: &'a Value, info: &'a ModuleInfo) -> &'a Value {
    schema["$ref"]
        .as_str()
        .and_then(|place| info.schema.as_value().pointer(place.strip_prefix('#')?))
        .unwrap_or(schema)
}

/// The property's doc comment on one line.
fn description(property: &Value, info: &ModuleInfo) -> String {
    let text = property["description"]
        .as_str()
        .or_else(|| referenced(property, info)["description"].as_str())
        .unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The modules, then how to choose one of a stage.
fn in_words(modules: &[Module], example: Stage) -> String {
    let mut text = String::new();
    let mut stage = None;
    for module in modules {
        if stage != Some(module.stage) {
            stage = Some(module.stage);
            text.push_str(&format!("{}\n", module.stage));
        }
        let oracle = if module.oracle {
            "  (oracle: is given ground truth)"
        } else {
            ""
        };
        text.push_str(&format!("  {}{oracle}\n", module.name));
        let rows = module.parameters.iter().map(|p| {
            let default = p.default.to_string();
            vec![format!("   {}", p.key), default, p.description.clone()]
        });
        if !module.parameters.is_empty() {
            text.push_str(&format!("{}\n", plain_table(rows)));
        }
    }
    text.push_str(&format!(
        "\nchoose one:   --set stack.{example}=NAME\nset a value:  --set {example}.NAME.KEY=VALUE"
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::JsonSchema;
    use serde::Deserialize;
    use trunkline_interfaces::messages::Tracks;
    use trunkline_interfaces::stages::{Tracker, TrackerInput};
    use trunkline_interfaces::{ConfigError, Registry, StageError, StepContext};

    #[derive(Default, Deserialize, Serialize, JsonSchema)]
    #[serde(default)]
    struct Config {
        /// Farthest match,
        /// m.
        gate_m: f64,
        /// Birth and death.
        life: Life,
    }

    #[derive(Default, Deserialize, Serialize, JsonSchema)]
    #[serde(default)]
    struct Life {
        /// Hits before a track counts.
        hits: u32,
    }

    struct Nothing;

    impl Tracker for Nothing {
        fn track(
            &mut self,
            _: TrackerInput<'_>,
            _: &StepContext<'_>,
        ) -> Result<Tracks, StageError> {
            Ok(Tracks::default())
        }
        fn reset(&mut self) {}
    }

    #[test]
    fn nested_parameters_are_dotted_and_described() {
        let build = |_: Config| -> Result<Nothing, ConfigError> { Ok(Nothing) };
        let registry = Registry::new().tracker("nothing", build);
        let modules: Vec<Module> = registry.modules().into_iter().map(described).collect();
        let keys: Vec<(&str, &str)> = modules[0]
            .parameters
            .iter()
            .map(|p| (p.key.as_str(), p.description.as_str()))
            .collect();
        assert_eq!(
            keys,
            [
                ("gate_m", "Farthest match, m."),
                ("life.hits", "Hits before a track counts.")
            ]
        );
    }
}
