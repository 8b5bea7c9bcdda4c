//! Which modules there are: stage and name to a constructor with its typed config. Built-ins are
//! entries like any other; a user's crate adds its own with the same calls.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::{ConfigError, ConfigSource};
use crate::stage::Stage;
use crate::stages::{Controller, Forecaster, Gate, Lifter, Perceiver, Planner, Tracker};

/// A module ready to run, with its complete config for the run folder.
pub struct Built<S: ?Sized> {
    /// The module.
    pub module: Box<S>,
    /// Its effective parameters.
    pub params: toml::Table,
    /// Whether it gets ground truth.
    pub is_oracle: bool,
}

impl<S: ?Sized> std::fmt::Debug for Built<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Built")
            .field("params", &self.params)
            .field("is_oracle", &self.is_oracle)
            .finish()
    }
}

type Build<S> =
    Box<dyn Fn(&ConfigSource, &str) -> Result<(Box<S>, toml::Table), ConfigError> + Send + Sync>;

struct Entry<S: ?Sized> {
    build: Build<S>,
    is_oracle: bool,
    schema: fn() -> Schema,
    defaults: fn() -> toml::Table,
}

type Entries<S> = BTreeMap<&'static str, Entry<S>>;

/// What `trunkline modules` shows of a module.
#[derive(Debug, Clone)]
pub struct ModuleInfo {
    /// Which stage.
    pub stage: Stage,
    /// Name in configs.
    pub name: &'static str,
    /// Whether it gets ground truth.
    pub is_oracle: bool,
    /// JSON Schema of its parameters, with their documentation.
    pub schema: Schema,
    /// Default parameters.
    pub defaults: toml::Table,
}

/// Every module that configs can name.
///
/// ```
/// use trunkline_interfaces::messages::Tracks;
/// use trunkline_interfaces::stages::{Tracker, TrackerInput};
/// use trunkline_interfaces::{ConfigSource, Registry, StageError, StepContext};
///
/// #[derive(Default, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
/// #[serde(deny_unknown_fields, default)]
/// struct Forgetful { /** How long it remembers, s. */ memory_s: f64 }
///
/// impl Tracker for Forgetful {
///     fn track(&mut self, i: TrackerInput<'_>, c: &StepContext<'_>) -> Result<Tracks, StageError> {
///         let from = i.detections.header;
///         Ok(Tracks { header: c.header(from.stamp, from.captured), tracks: Vec::new() })
///     }
///     fn reset(&mut self) {}
/// }
///
/// let registry = Registry::new().tracker("forgetful", |config: Forgetful| Ok(config));
/// let source = ConfigSource::new().set("tracker.forgetful.memory_s=5")?;
/// let built = registry.build_tracker("forgetful", &source)?;
/// assert_eq!(built.params["memory_s"].as_float(), Some(5.0));
///
/// let error = registry.build_tracker("forgetfull", &source).unwrap_err();
/// assert!(error.to_string().contains("did you mean `forgetful`?"));
/// # Ok::<(), trunkline_interfaces::ConfigError>(())
/// ```
#[derive(Default)]
pub struct Registry {
    perceivers: Entries<dyn Perceiver>,
    lifters: Entries<dyn Lifter>,
    trackers: Entries<dyn Tracker>,
    forecasters: Entries<dyn Forecaster>,
    planners: Entries<dyn Planner>,
    controllers: Entries<dyn Controller>,
    gates: Entries<dyn Gate>,
    duplicate: Option<(Stage, &'static str)>,
}

macro_rules! stage {
    ($stage:expr, $trait:ident, $entries:ident, $offer:ident, $offer_oracle:ident, $build:ident, $article:literal) => {
        #[doc = concat!("Offers ", $article, " to configs under `name`; its config type is known from `build`.")]
        #[must_use]
        pub fn $offer<C, T>(self, name: &'static str, build: fn(C) -> Result<T, ConfigError>) -> Self
        where
            C: DeserializeOwned + Serialize + Default + JsonSchema + 'static,
            T: $trait + 'static,
        {
            self.$offer_oracle(name, build, false)
        }

        #[doc = concat!("Offers ", $article, " that may be an oracle: only an oracle is given ground truth.")]
        #[must_use]
        pub fn $offer_oracle<C, T>(
            mut self,
            name: &'static str,
            build: fn(C) -> Result<T, ConfigError>,
            is_oracle: bool,
        ) -> Self
        where
            C: DeserializeOwned + Serialize + Default + JsonSchema + 'static,
            T: $trait + 'static,
        {
            let make: Build<dyn $trait> = Box::new(move |source, path| {
                let config: C = source.section(path)?;
                let params = toml::Table::try_from(&config).map_err(|e| {
                    let problem = format!("its parameters cannot be written as TOML: {e}");
                    let hint = "a config type is a struct of numbers, words and lists".to_owned();
                    source.problem(path, "", problem, hint)
                })?;
                let module = build(config).map_err(|e| located(source, path, e))?;
                Ok((Box::new(module), params))
            });
            let entry = Entry {
                build: make,
                is_oracle,
                schema: || schemars::schema_for!(C),
                // What TOML cannot hold is an error as soon as the module is built.
                defaults: || toml::Table::try_from(C::default()).unwrap_or_default(),
            };
            if self.$entries.insert(name, entry).is_some() {
                self.duplicate = Some(($stage, name)); // reported when a stack is built
            }
            self
        }

        #[doc = concat!("Builds ", $article, " by name, with its parameters from the config.")]
        ///
        /// # Errors
        /// [`ConfigError`] for an unknown name, unknown or ill-typed keys, values out of range.
        pub fn $build(&self, name: &str, source: &ConfigSource) -> Result<Built<dyn $trait>, ConfigError> {
            build(&self.$entries, $stage, name, source, self.duplicate)
        }
    };
}

impl Registry {
    /// No module at all.
    pub fn new() -> Self {
        Self::default()
    }

    stage!(
        Stage::Perceiver,
        Perceiver,
        perceivers,
        perceiver,
        perceiver_as,
        build_perceiver,
        "a perceiver"
    );
    stage!(
        Stage::Lifter,
        Lifter,
        lifters,
        lifter,
        lifter_as,
        build_lifter,
        "a lifter"
    );
    stage!(
        Stage::Tracker,
        Tracker,
        trackers,
        tracker,
        tracker_as,
        build_tracker,
        "a tracker"
    );
    stage!(
        Stage::Forecaster,
        Forecaster,
        forecasters,
        forecaster,
        forecaster_as,
        build_forecaster,
        "a forecaster"
    );
    stage!(
        Stage::Planner,
        Planner,
        planners,
        planner,
        planner_as,
        build_planner,
        "a planner"
    );
    stage!(
        Stage::Controller,
        Controller,
        controllers,
        controller,
        controller_as,
        build_controller,
        "a controller"
    );
    stage!(
        Stage::Gate,
        Gate,
        gates,
        gate,
        gate_as,
        build_gate,
        "a gate"
    );

    /// Every module, by stage and name.
    pub fn modules(&self) -> Vec<ModuleInfo> {
        fn list<S: ?Sized>(stage: Stage, entries: &Entries<S>) -> impl Iterator<Item = ModuleInfo> {
            entries.iter().map(move |(name, e)| ModuleInfo {
                stage,
                name,
                is_oracle: e.is_oracle,
                schema: (e.schema)(),
                defaults: (e.defaults)(),
            })
        }
        list(Stage::Perceiver, &self.perceivers)
            .chain(list(Stage::Lifter, &self.lifters))
            .chain(list(Stage::Tracker, &self.trackers))
            .chain(list(Stage::Forecaster, &self.forecasters))
            .chain(list(Stage::Planner, &self.planners))
            .chain(list(Stage::Controller, &self.controllers))
            .chain(list(Stage::Gate, &self.gates))
            .collect()
    }

    /// Names of a stage's modules, sorted.
    pub fn names(&self, stage: Stage) -> Vec<&'static str> {
        match stage {
            Stage::Perceiver => self.perceivers.keys().copied().collect(),
            Stage::Lifter => self.lifters.keys().copied().collect(),
            Stage::Tracker => self.trackers.keys().copied().collect(),
            Stage::Forecaster => self.forecasters.keys().copied().collect(),
            Stage::Planner => self.planners.keys().copied().collect(),
            Stage::Controller => self.controllers.keys().copied().collect(),
            Stage::Gate => self.gates.keys().copied().collect(),
        }
    }
}

fn build<S: ?Sized>(
    entries: &Entries<S>,
    stage: Stage,
    name: &str,
    source: &ConfigSource,
    duplicate: Option<(Stage, &'static str)>,
) -> Result<Built<S>, ConfigError> {
    if let Some((stage, name)) = duplicate {
        return Err(ConfigError::Duplicate {
            stage: stage.to_string(),
            name: name.to_owned(),
        });
    }
    let Some(entry) = entries.get(name) else {
        let known = entries.keys().copied();
        return Err(source.unknown_module("stack", stage.name(), stage, name, known));
    };
    let (module, params) = (entry.build)(source, &format!("{stage}.{name}"))?;
    Ok(Built {
        module,
        params,
        is_oracle: entry.is_oracle,
    })
}

/// Puts a module's range error at the place in the config where the value was given.
fn located(source: &ConfigSource, path: &str, error: ConfigError) -> ConfigError {
    match error {
        ConfigError::Range { key, value, rule } => {
            let problem = format!("`{key}` is {value}, but {rule}");
            source.problem(
                path,
                key,
                problem,
                format!(
                    "the command `modules {}` tells what it means",
                    path.split('.').next().unwrap_or("")
                ),
            )
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;
