//! Simulated seconds per second in dense traffic, how that grows with the number of agents, and
//! where the time goes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use nalgebra::Vector2;
use thiserror::Error;

use trunkline_interfaces::messages::Message;
use trunkline_interfaces::{ConfigError, ConfigSource, Registry, WorldError};
use trunkline_world::roads::{MapError, Roads};
use trunkline_world::{Scenario, ScenarioError, Simulation};

use crate::config::{Record, RunConfig};
use crate::documents::{BenchDocument, BenchRow, Machine};
use crate::lockstep::{Drive, DriveEnding, DriveError, DriveOutcome, Part, drive};
use crate::recording::McapSink;
use crate::sink::{Sink, SinkError};
use crate::stack::Stack;

/// The scenario whose traffic is made thinner and thicker.
const SCENARIO: &str = "dense_traffic";
/// Its map, and how far apart copies of it join: the length of the avenue.
const DISTRICT: &str = "urban";
const DISTRICT_M: f64 = 600.0;
/// Numbers of agents asked for, each with the number of districts that they share: a hundred to
/// each is dense, and more than two hundred do not fit.
const CROWDS: [(u32, u32); 3] = [(10, 1), (100, 1), (1000, 10)];
/// One agent of so many is on foot, as in the scenario.
const ONE_ON_FOOT_OF: u32 = 4;
/// Simulated time of one repetition, s.
const DURATION_S: f64 = 60.0;
/// The same where pictures are taken.
const SEEING_DURATION_S: f64 = 20.0;

/// One world to be measured in.
#[derive(Debug, Clone, Copy)]
struct Case {
    agents: u32,
    districts: u32,
    eyes: Eyes,
}

/// What the stack sees with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Eyes {
    /// Nothing: detections come from the truth.
    None,
    /// The camera that looks ahead.
    Front,
    /// Every camera of the config.
    Rig,
}

/// Crowds without a camera, then the dense one with.
fn cases() -> Vec<Case> {
    let blind = CROWDS.map(|(agents, districts)| Case {
        agents,
        districts,
        eyes: Eyes::None,
    });
    let (agents, districts) = CROWDS[1];
    let seeing = [Eyes::Front, Eyes::Rig].map(|eyes| Case {
        agents,
        districts,
        eyes,
    });
    blind.into_iter().chain(seeing).collect()
}

impl Case {
    fn source(self, source: &ConfigSource) -> Result<ConfigSource, ConfigError> {
        let source = source.clone();
        match self.eyes {
            Eyes::None => source.set("stack.perceiver=none"),
            Eyes::Front => source.set("world.cameras=[\"front\"]"),
            Eyes::Rig => Ok(source),
        }
    }

    fn duration_s(self) -> f64 {
        match self.eyes {
            Eyes::None => DURATION_S,
            Eyes::Front | Eyes::Rig => SEEING_DURATION_S,
        }
    }

    fn name(self, config: &RunConfig, record: Record) -> String {
        let agents = self.agents;
        let eyes = match self.eyes {
            Eyes::None => String::new(),
            Eyes::Front | Eyes::Rig => {
                format!(", cameras {}", config.cameras.used.join(" + "))
            }
        };
        let level = match record {
            Record::Light => "light",
            Record::Full | Record::Off => "full",
        };
        format!("{agents} agents asked for{eyes}, {level} recording")
    }
}

/// A benchmark to be made.
pub struct LockstepBench<'a> {
    /// Every module that configs can name.
    pub registry: &'a Registry,
    /// Which modules, with which parameters.
    pub source: &'a ConfigSource,
    /// Where recordings go; they are removed afterwards.
    pub folder: &'a Path,
    /// Repetitions of each case after one to warm up.
    pub repetitions: usize,
    /// Set from elsewhere to stop; of what was measured until then, whole repetitions count.
    pub abort: &'a AtomicBool,
    /// Called with each case before it begins.
    pub progress: &'a mut dyn FnMut(&str),
}

/// Why the benchmark cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LockstepBenchError {
    /// The config does not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The scenario is not shipped or not valid.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The scenario or its map is not shipped.
    #[error("`{0}`, which the benchmark drives, is not part of this build")]
    NotShipped(&'static str),
    /// The map cannot be read.
    #[error(transparent)]
    Map(#[from] MapError),
    /// The world cannot be set up.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A run cannot be made.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// A recording cannot be written.
    #[error(transparent)]
    Recording(#[from] SinkError),
}

/// Measures the lockstep loop: each number of agents, then one with cameras, with light and with
/// full recording.
///
/// # Errors
/// [`LockstepBenchError`] if config, scenario or folder cannot be used.
pub fn bench_lockstep(run: LockstepBench<'_>) -> Result<BenchDocument, LockstepBenchError> {
    let not_shipped = LockstepBenchError::NotShipped;
    let base = Scenario::builtin(SCENARIO).ok_or(not_shipped(SCENARIO))??;
    let district = Roads::builtin(DISTRICT).ok_or(not_shipped(DISTRICT))??;
    let mut rows = Vec::new();
    for case in cases() {
        let source = case.source(run.source)?;
        let mut config = RunConfig::from_source(run.registry, &source)?;
        if case.eyes != Eyes::None && config.mounted_cameras().is_empty() {
            continue; // the stack that was asked for does not see
        }
        let mut scenario = base.clone();
        scenario.duration_s = case.duration_s();
        scenario.traffic.pedestrians = case.agents / ONE_ON_FOOT_OF;
        scenario.traffic.vehicles = case.agents - scenario.traffic.pedestrians;
        scenario.traffic.radius_m = DISTRICT_M * f64::from(case.districts);
        let town = district.in_a_row(case.districts, Vector2::new(DISTRICT_M, 0.0))?;
        let world = Simulation::on_roads(&scenario, town)?;
        let world = world.with_cameras(config.mounted_cameras());
        for record in [Record::Light, Record::Full] {
            config.run.record = record;
            let name = case.name(&config, record);
            (run.progress)(&name);
            let mut measured = Vec::new();
            for repetition in 0..=run.repetitions {
                if run.abort.load(Ordering::Relaxed) {
                    break;
                }
                let result = once(&run, &source, &config, &mut world.clone())?;
                if repetition > 0 {
                    measured.extend(result);
                }
            }
            rows.extend(rows_of(&name, &measured));
        }
    }
    Ok(BenchDocument {
        schema: 1,
        bench: "lockstep".into(),
        complete: !run.abort.load(Ordering::Relaxed),
        machine: Machine::this(),
        rows,
        conclusions: Vec::new(),
    })
}

/// What one repetition gave.
struct Measured {
    outcome: DriveOutcome,
    /// In the whole world, at the end.
    agents: usize,
    /// Near enough to the ego to be seen, at most.
    near: usize,
    recorded_bytes: u64,
}

impl Measured {
    /// Wall time of one part, s.
    fn part_s(&self, part: Part) -> f64 {
        let summary = self.outcome.times.summaries().remove(&part);
        1e-3 * summary.map_or(0.0, |s| s.total)
    }

    /// Wall time of the loop: what a longer run takes more of.
    fn loop_s(&self) -> f64 {
        self.outcome.wall_s - self.part_s(Part::SetUp)
    }
}

/// A file that goes away with the value.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // One that cannot be removed is overwritten by the next.
        drop(std::fs::remove_file(&self.0));
    }
}

/// One repetition; `None` if it was cut.
fn once(
    run: &LockstepBench<'_>,
    source: &ConfigSource,
    config: &RunConfig,
    world: &mut Simulation,
) -> Result<Option<Measured>, LockstepBenchError> {
    let mut stack = Stack::build(run.registry, source, &config.stack)?;
    let name = format!("bench-lockstep-{}.mcap", std::process::id());
    let file = Temporary(run.folder.join(name)); // dropped after its recorder
    let mut recorder = McapSink::new(&file.0, config, &stack);
    let mut crowd = Crowd::default();
    let outcome = drive(Drive {
        world: &mut *world,
        stack: &mut stack,
        config,
        seed: config.seed(),
        sinks: vec![&mut recorder, &mut crowd],
        abort: run.abort,
        progress: &mut |_| {},
    })?;
    let recorded_bytes = std::fs::metadata(&file.0).map_or(0, |m| m.len());
    match outcome.sink_errors.into_iter().next() {
        Some(error) => Err(error.into()),
        None if outcome.ending == DriveEnding::Aborted => Ok(None),
        None => Ok(Some(Measured {
            agents: world.agent_count(),
            near: crowd.0,
            outcome: DriveOutcome {
                sink_errors: Vec::new(),
                ..outcome
            },
            recorded_bytes,
        })),
    }
}

fn rows_of(case: &str, measured: &[Measured]) -> Vec<BenchRow> {
    if measured.is_empty() {
        return Vec::new();
    }
    let row = |metric: &str, unit: &str, of: &dyn Fn(&Measured) -> f64| {
        BenchRow::new(case, metric, unit, measured.iter().map(of).collect())
    };
    let mut rows = vec![
        row("speed", "simulated s/s", &|m| {
            m.outcome.simulated.s() / m.loop_s()
        }),
        row("agents in the world", "1", &|m| m.agents as f64),
        row("agents near the ego", "1", &|m| m.near as f64),
        row("set-up", "ms", &|m| 1e3 * m.part_s(Part::SetUp)),
        row("recording", "MB/simulated min", &|m| {
            60e-6 * m.recorded_bytes as f64 / m.outcome.simulated.s()
        }),
    ];
    let parts = measured[0].outcome.times.summaries().into_keys();
    for part in parts.filter(|part| *part != Part::SetUp) {
        let share = |m: &Measured| 100.0 * m.part_s(part) / m.loop_s();
        rows.push(row(&format!("share {part}"), "%", &share));
    }
    rows
}

/// Counts how many agents were seen at most, parked cars too.
#[derive(Default)]
struct Crowd(usize);

impl Sink for Crowd {
    fn message(&mut self, message: &Message) -> Result<(), SinkError> {
        if let Message::Truth(truth) = message {
            self.0 = self.0.max(truth.agents.len());
        }
        Ok(())
    }
}
