//! Simulated seconds per second in dense traffic, how that grows with the number of agents, and
//! where the time goes.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use trunkline_interfaces::messages::Message;
use trunkline_interfaces::{ConfigError, ConfigSource, Registry, WorldError, WorldInfo};
use trunkline_world::{Scenario, ScenarioError, Simulation};

use crate::config::{Record, RunConfig};
use crate::documents::{BenchDocument, BenchRow, Machine};
use crate::lockstep::{Drive, DriveError, DriveOutcome, drive};
use crate::recording::McapSink;
use crate::sink::{Sink, SinkError};
use crate::stack::Stack;

/// The scenario whose traffic is thickened.
const SCENARIO: &str = "dense_traffic";
/// Numbers of vehicles asked for.
const AGENTS: [u32; 3] = [10, 100, 1000];
/// Simulated time of one repetition, s.
const DURATION_S: f64 = 20.0;

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
    /// Set from elsewhere to stop; what was measured until then is reported.
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
    /// The scenario is not shipped.
    #[error("scenario `{SCENARIO}`, which the benchmark drives, is not part of this build")]
    NoScenario,
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

/// Measures the lockstep loop: each number of agents with light and with full recording.
///
/// # Errors
/// [`LockstepBenchError`] if config, scenario or folder cannot be used.
pub fn bench_lockstep(run: LockstepBench<'_>) -> Result<BenchDocument, LockstepBenchError> {
    let base = Scenario::builtin(SCENARIO).ok_or(LockstepBenchError::NoScenario)??;
    let mut rows = Vec::new();
    for vehicles in AGENTS {
        let mut scenario = base.clone();
        scenario.duration_s = DURATION_S;
        scenario.traffic.vehicles = vehicles;
        scenario.traffic.radius_m = 2000.0;
        scenario.traffic.clear_ahead_m = 0.0;
        let world = Simulation::new(&scenario)?;
        for record in [Record::Light, Record::Full] {
            let mut config = RunConfig::from_source(run.registry, run.source)?;
            config.run.record = record;
            let level = match record {
                Record::Light => "light",
                Record::Full | Record::Off => "full",
            };
            let case = format!("{vehicles} agents, {level} recording");
            (run.progress)(&case);
            let mut measured = Vec::new();
            for repetition in 0..=run.repetitions {
                if run.abort.load(Ordering::Relaxed) {
                    break;
                }
                let result = once(&run, &config, &mut world.clone())?;
                if repetition > 0 {
                    measured.push(result);
                }
            }
            rows.extend(rows_of(&case, &measured));
        }
    }
    Ok(BenchDocument {
        schema: 1,
        bench: "lockstep".into(),
        machine: Machine::this(),
        rows,
    })
}

/// What one repetition gave.
struct Measured {
    outcome: DriveOutcome,
    agents: usize,
    recorded_bytes: u64,
}

fn once(
    run: &LockstepBench<'_>,
    config: &RunConfig,
    world: &mut Simulation,
) -> Result<Measured, LockstepBenchError> {
    let mut stack = Stack::build(run.registry, run.source)?;
    let file = run.folder.join("bench-lockstep.mcap");
    let mut recorder = McapSink::new(&file, config, &stack);
    let mut crowd = Crowd::default();
    let outcome = drive(Drive {
        world,
        stack: &mut stack,
        config,
        seed: config.seed(),
        sinks: vec![&mut recorder, &mut crowd],
        abort: run.abort,
        progress: &mut |_| {},
    })?;
    let recorded_bytes = std::fs::metadata(&file).map_or(0, |m| m.len());
    // A recording that cannot be removed is overwritten by the next.
    let _removed = std::fs::remove_file(&file).is_ok();
    match outcome.sink_errors.into_iter().next() {
        Some(error) => Err(error.into()),
        None => Ok(Measured {
            agents: crowd.0,
            outcome: DriveOutcome {
                sink_errors: Vec::new(),
                ..outcome
            },
            recorded_bytes,
        }),
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
            m.outcome.simulated.s() / m.outcome.wall_s
        }),
        row("agents", "1", &|m| m.agents as f64),
        row("recording", "MB/simulated min", &|m| {
            60e-6 * m.recorded_bytes as f64 / m.outcome.simulated.s()
        }),
    ];
    let parts: Vec<_> = measured[0].outcome.times.summaries().into_keys().collect();
    for part in parts {
        let share = |m: &Measured| {
            let summary = m.outcome.times.summaries().remove(&part);
            0.1 * summary.map_or(0.0, |s| s.total) / m.outcome.wall_s
        };
        rows.push(row(&format!("share {part}"), "%", &share));
    }
    rows
}

/// Counts how many agents there were at most.
#[derive(Default)]
struct Crowd(usize);

impl Sink for Crowd {
    fn begin(&mut self, _: &WorldInfo) -> Result<(), SinkError> {
        Ok(())
    }

    fn message(&mut self, message: &Message) -> Result<(), SinkError> {
        if let Message::Truth(truth) = message {
            self.0 = self.0.max(truth.agents.len());
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}
