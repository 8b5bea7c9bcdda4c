//! Flags that mean the same in every command that has them.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use trunkline_harness::{RecordingError, RunDir};
use trunkline_interfaces::{ConfigError, ConfigSource};
use trunkline_world::generate::Kind;

use crate::showing::Rerun;

/// Below what runs are numbered unless `--out` says where they go.
pub(crate) const RUNS: &str = "runs";

/// What runs: config file, `--set`.
#[derive(Debug, Args)]
pub(crate) struct StackOptions {
    /// Config file; what it leaves out keeps its default
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Set one value of the config, as in stack.planner=idm or planner.idm.driving.idm.headway_s=1.2
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) sets: Vec<String>,
}

/// What is left behind, and what is shown.
#[derive(Debug, Args)]
pub(crate) struct RecordOptions {
    /// How much is recorded
    #[arg(long)]
    pub(crate) record: Option<RecordLevel>,
    /// Rerun: spawn a viewer, connect to one (connect=URL elsewhere), save run.rrd, or off
    #[arg(long, value_name = "spawn|connect|save|off")]
    pub(crate) rerun: Option<Rerun>,
}

/// `--record`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordLevel {
    /// Every message, as replay needs it
    Full,
    /// Ego, route, plan, command, health
    Light,
    /// Nothing
    Off,
}

impl RecordLevel {
    fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Light => "light",
            Self::Off => "off",
        }
    }

    /// Lays `--record` over a config.
    ///
    /// # Errors
    /// None in truth: the value is one of three words.
    pub(crate) fn over(self, source: ConfigSource) -> Result<ConfigSource, ConfigError> {
        set_text(source, "run.record", self.name())
    }
}

/// Kinds of generated worlds, as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WorldKind {
    /// A town: lights, signs, roundabouts, crosswalks, parked cars
    Urban,
    /// Country roads: winding, hilly, side roads, a village
    Rural,
    /// Two carriageways with ramps
    Motorway,
}

impl WorldKind {
    /// The kind as the generator has it.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Urban => Kind::Urban,
            Self::Rural => Kind::Rural,
            Self::Motorway => Kind::Motorway,
        }
    }
}

impl StackOptions {
    /// The layers of the config: file, then `--set` in their order.
    ///
    /// # Errors
    /// [`ConfigError`] for a file that cannot be read, or text that is no TOML.
    pub(crate) fn source(&self) -> Result<ConfigSource, ConfigError> {
        self.source_over(ConfigSource::new())
    }

    /// The same layers over others.
    ///
    /// # Errors
    /// [`ConfigError`] for a file that cannot be read, or text that is no TOML.
    pub(crate) fn source_over(&self, below: ConfigSource) -> Result<ConfigSource, ConfigError> {
        let source = match &self.config {
            Some(path) => below.file(path)?,
            None => below,
        };
        self.sets
            .iter()
            .try_fold(source, |source, set| source.set(set))
    }
}

impl RecordOptions {
    /// Adds `--record` to a config.
    ///
    /// # Errors
    /// None in truth: the value is one of three words.
    pub(crate) fn with_record(&self, source: ConfigSource) -> Result<ConfigSource, ConfigError> {
        match self.record {
            Some(level) => level.over(source),
            None => Ok(source),
        }
    }
}

/// The folder that `--out` names, or the next number below another.
///
/// # Errors
/// [`RecordingError`] if it holds anything, or the system refuses.
pub(crate) fn out_folder(out: Option<&Path>, below: &str) -> Result<RunDir, RecordingError> {
    match out {
        Some(path) => RunDir::new(path),
        None => RunDir::create(Path::new(below)),
    }
}

/// Lays a flag of its own (`--record light`) over a config, as the text that it is, whatever it
/// holds: a name that looks like a number stays a name.
///
/// # Errors
/// None in truth: a quoted text is TOML.
pub(crate) fn set_text(
    source: ConfigSource,
    key: &str,
    text: &str,
) -> Result<ConfigSource, ConfigError> {
    source.set(&format!("{key}={}", toml::Value::String(text.to_owned())))
}
