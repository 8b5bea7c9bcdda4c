//! All sections of a config together: read with places kept, written back complete.

use toml::{Table, Value};

use trunkline_interfaces::{ConfigError, ConfigSource, Registry, Stage};
use trunkline_world::Camera;

use super::cameras::Cameras;
use super::eyes::{ChosenStack, NO_PERCEIVER};
use super::sections::{Latency, Rates, RunSection, StackSection, WorldSection};

/// Everything that decides a run but the modules' own parameters, which the modules read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunConfig {
    /// Seed and recording.
    pub run: RunSection,
    /// Where to drive.
    pub world: WorldSection,
    /// What the ego sees with, if it sees.
    pub cameras: Cameras,
    /// Names of the modules.
    pub stack: StackSection,
    /// How often the stages run.
    pub rates: Rates,
    /// How late their outputs come.
    pub latency: Latency,
    /// Parameters of the modules, `planner` → `proposal` → key; complete for the chosen ones.
    pub modules: Table,
}

/// Tables at the top of a config besides those of the stages.
const SECTIONS: [&str; 6] = ["run", "world", "cameras", "stack", "rates", "latency"];

/// Seed where neither config nor scenario give one.
const DEFAULT_SEED: u64 = 1;

impl RunConfig {
    /// Reads and checks every table of a config, those of modules that are not chosen included.
    ///
    /// # Errors
    /// [`ConfigError`] with the place of the first unknown table, key or name, wrong type or value
    /// out of range.
    pub fn from_source(registry: &Registry, source: &ConfigSource) -> Result<Self, ConfigError> {
        let world: WorldSection = source.section("world")?;
        if world.scenario.is_some() && world.log.is_some() {
            let problem = "both `scenario` and `log` are given".to_owned();
            let hint = "keep one: a run drives in one world".to_owned();
            return Err(source.problem("world", "log", problem, hint));
        }
        Self::in_world(registry, source, world)
    }

    /// The same in another world than the config says: which perceiver and lifter there are if
    /// nobody names them depends on it.
    ///
    /// # Errors
    /// [`ConfigError`] as [`from_source`](Self::from_source) gives it.
    pub(crate) fn in_world(
        registry: &Registry,
        source: &ConfigSource,
        world: WorldSection,
    ) -> Result<Self, ConfigError> {
        let known = || SECTIONS.into_iter().chain(Stage::ALL.map(Stage::name));
        for section in source.keys("") {
            if !known().any(|k| k == section.key) {
                return Err(source.unknown_key("", &section.key, known()));
            }
        }
        let chosen: ChosenStack = source.section("stack")?;
        let cameras = Cameras::read(source, world.cameras.as_deref())?;
        let config = Self {
            run: source.section("run")?,
            stack: chosen.in_world(registry, source, &world)?,
            world: WorldSection {
                cameras: Some(cameras.used.clone()),
                ..world
            },
            cameras,
            rates: source.section("rates")?,
            latency: source.section("latency")?,
            modules: Table::new(),
        };
        config.check_sight(source)?;
        config.check_ranges(source)?;
        let modules = config.module_tables(registry, source)?;
        Ok(Self { modules, ..config })
    }

    /// Whether whoever is to see has something to see with.
    fn check_sight(&self, source: &ConfigSource) -> Result<(), ConfigError> {
        let perceiver = &self.stack.perceiver;
        if perceiver == NO_PERCEIVER || !self.cameras.used.is_empty() {
            return Ok(());
        }
        let problem = format!("`cameras` is empty, but perceiver `{perceiver}` needs one");
        let hint = format!("name one, or let the truth tell: stack.perceiver={NO_PERCEIVER}");
        Err(source.problem("world", "cameras", problem, hint))
    }

    /// The cameras that the world mounts on the ego: none where no perceiver looks at them.
    pub fn mounted_cameras(&self) -> Vec<Camera> {
        match self.stack.perceiver.as_str() {
            NO_PERCEIVER => Vec::new(),
            _ => self.cameras.mounted(),
        }
    }

    /// Seed of world and stages.
    pub fn seed(&self) -> u64 {
        self.run.seed.unwrap_or(DEFAULT_SEED)
    }

    /// Whether a drive with the other and the same seed is sure to be the same: they differ at most
    /// in seed, recording, cameras that nobody looks at, and parameters of modules that are in
    /// neither stack.
    pub fn drives_as(&self, other: &Self) -> bool {
        let parameters = |config: &Self, stage: Stage| {
            let modules = config.modules.get(stage.name())?;
            modules.get(config.stack.name(stage)).cloned()
        };
        (&self.world.scenario, &self.world.log) == (&other.world.scenario, &other.world.log)
            && (&self.stack, &self.rates, &self.latency)
                == (&other.stack, &other.rates, &other.latency)
            && self.mounted_cameras() == other.mounted_cameras()
            && Stage::ALL
                .into_iter()
                .all(|stage| parameters(self, stage) == parameters(other, stage))
    }

    /// The config as TOML, complete: every key with its value. Reading it back gives the same run.
    pub fn effective(&self) -> String {
        let mut all = Table::new();
        let sections = [
            ("run", Table::try_from(&self.run)),
            ("world", Table::try_from(&self.world)),
            ("stack", Table::try_from(&self.stack)),
            ("rates", Table::try_from(&self.rates)),
            ("latency", Table::try_from(&self.latency)),
        ];
        for (name, table) in sections {
            // Plain structs of numbers and strings, which TOML can always hold.
            all.insert(name.into(), Value::Table(table.unwrap_or_default()));
        }
        all.insert("cameras".into(), Value::Table(self.cameras.to_table()));
        all.extend(self.modules.clone());
        all.to_string()
    }

    fn check_ranges(&self, source: &ConfigSource) -> Result<(), ConfigError> {
        let require = |holds: bool, path: &str, key: &str, value: f64, rule: &str| {
            if holds {
                return Ok(());
            }
            let problem = format!("`{key}` is {value}, but {rule}");
            Err(source.problem(path, key, problem, String::new()))
        };
        for (key, hz) in [
            ("sensing_hz", self.rates.sensing_hz),
            ("planning_hz", self.rates.planning_hz),
            ("control_hz", self.rates.control_hz),
        ] {
            let holds = hz > 0.0 && hz <= 1000.0;
            require(holds, "rates", key, hz, "must be in (0, 1000] Hz")?;
        }
        for stage in Stage::ALL {
            let ms = self.latency.ms(stage);
            let holds = (0.0..=10_000.0).contains(&ms);
            require(
                holds,
                "latency",
                stage.name(),
                ms,
                "must be in [0, 10000] ms",
            )?;
        }
        Ok(())
    }

    /// Parameters of every module that is chosen or mentioned, checked by building it.
    fn module_tables(
        &self,
        registry: &Registry,
        source: &ConfigSource,
    ) -> Result<Table, ConfigError> {
        let mut tables = Table::new();
        for stage in Stage::ALL {
            let chosen = self.stack.name(stage);
            let names = registry.names(stage);
            let mut table = Table::new();
            for section in source.keys(stage.name()) {
                if !names.contains(&section.key.as_str()) {
                    let known = names.iter().copied();
                    let (path, key) = (stage.name(), &section.key);
                    return Err(source.unknown_module(path, key, stage, key, known));
                }
                let params = parameters(registry, source, stage, &section.key)?;
                table.insert(section.key, Value::Table(params));
            }
            let is_none = stage == Stage::Perceiver && chosen == NO_PERCEIVER;
            if !is_none && !table.contains_key(chosen) {
                let params = parameters(registry, source, stage, chosen)?;
                table.insert(chosen.into(), Value::Table(params));
            }
            if !table.is_empty() {
                tables.insert(stage.name().into(), Value::Table(table));
            }
        }
        Ok(tables)
    }
}

/// Complete parameters of a module, checked by building it.
fn parameters(
    registry: &Registry,
    source: &ConfigSource,
    stage: Stage,
    name: &str,
) -> Result<Table, ConfigError> {
    Ok(match stage {
        Stage::Perceiver => registry.build_perceiver(name, source)?.params,
        Stage::Lifter => registry.build_lifter(name, source)?.params,
        Stage::Tracker => registry.build_tracker(name, source)?.params,
        Stage::Forecaster => registry.build_forecaster(name, source)?.params,
        Stage::Planner => registry.build_planner(name, source)?.params,
        Stage::Controller => registry.build_controller(name, source)?.params,
        Stage::Gate => registry.build_gate(name, source)?.params,
    })
}
