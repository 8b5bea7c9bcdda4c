//! One drive on a course from beginning to end: run, record, measure, judge.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use trunkline_interfaces::{ConfigError, ConfigSource, Registry, WorldError};
use trunkline_world::Criteria;

use crate::config::{Record, RunConfig};
use crate::course::Course;
use crate::documents::{DriveDocument, Scores};
use crate::drive_record::DriveRecord;
use crate::lockstep::{Drive, DriveError, DriveOutcome, Progress, drive};
use crate::metrics::{Scorecard, failed_criteria};
use crate::recording::{McapSink, RecordingError, RunDir, write_whole};
use crate::report::Criterion;
use crate::sink::Sink;
use crate::stack::Stack;

/// A drive to be made.
pub struct CourseDrive<'a> {
    /// Where.
    pub course: &'a Course,
    /// Every module that configs can name.
    pub registry: &'a Registry,
    /// Which modules, with which parameters.
    pub source: &'a ConfigSource,
    /// The same, read; seed and `[world]` in here are what is driven.
    pub config: &'a RunConfig,
    /// Where to keep it; nothing is kept without.
    pub run_dir: Option<&'a RunDir>,
    /// Who else gets every message: a viewer.
    pub sinks: Vec<&'a mut dyn Sink>,
    /// Set from elsewhere to end the drive cleanly.
    pub abort: &'a AtomicBool,
    /// Called at the sensing rate.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// A drive that was made.
#[derive(Debug)]
pub struct DrivenCourse {
    /// How it ended.
    pub outcome: DriveOutcome,
    /// What happened.
    pub record: DriveRecord,
    /// What it was worth.
    pub scorecard: Scorecard,
    /// What was asked, and what came of it.
    pub criteria: Vec<Criterion>,
    /// Scores and figures for scripts.
    pub document: DriveDocument,
}

/// Why a drive could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CourseDriveError {
    /// The config does not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The world cannot be set up.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The run could not be made.
    #[error(transparent)]
    Drive(#[from] DriveError),
    /// The run's folder cannot be written.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The scorecard cannot be written as JSON.
    #[error("the scorecard does not go into JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Makes a drive. The run folder gets config.toml, messages.mcap and metrics.json.
///
/// # Errors
/// [`CourseDriveError`] if it could not be made at all; a sink that failed is in the outcome.
pub fn drive_course(run: CourseDrive<'_>) -> Result<DrivenCourse, CourseDriveError> {
    let config = run.config;
    let mut stack = Stack::build(run.registry, run.source)?;
    let mut world = run.course.world()?;
    let mut record = DriveRecord::default();
    let mut recorder = match run.run_dir {
        Some(folder) => {
            write_whole(&folder.config(), &config.effective())?;
            let is_on = config.run.record != Record::Off;
            is_on.then(|| McapSink::new(&folder.recording(), config, &stack))
        }
        None => None,
    };
    let mut sinks: Vec<&mut dyn Sink> = vec![&mut record];
    sinks.extend(recorder.as_mut().map(|r| r as &mut dyn Sink));
    sinks.extend(run.sinks.into_iter().map(|sink| sink as &mut dyn Sink));
    let outcome = drive(Drive {
        world: world.as_mut(),
        stack: &mut stack,
        config,
        seed: config.seed(),
        sinks,
        abort: run.abort,
        progress: run.progress,
    })?;
    let scorecard = run.course.score(&record, config.seed());
    let criteria = judge(&run.course.criteria(), &scorecard);
    if let Some(folder) = run.run_dir {
        write_whole(
            &folder.metrics(),
            &serde_json::to_string_pretty(&scorecard)?,
        )?;
    }
    let document = blank(run.course, config, &stack)
        .with_outcome(&outcome)
        .with_scorecard(&scorecard);
    let failed = failed_criteria(&scorecard, &run.course.criteria());
    let document = DriveDocument {
        run_dir: run.run_dir.map(|d| d.path().display().to_string()),
        passed: failed.is_empty(),
        failed_criteria: failed,
        ..document
    };
    Ok(DrivenCourse {
        outcome,
        record,
        scorecard,
        criteria,
        document,
    })
}

/// A drive of which nothing is known yet.
pub(crate) fn blank(course: &Course, config: &RunConfig, stack: &Stack) -> DriveDocument {
    DriveDocument {
        schema: 1,
        scenario: course.name().to_owned(),
        group: course.group().to_owned(),
        seed: config.seed(),
        run_dir: None,
        ending: None,
        simulated_s: 0.0,
        wall_s: 0.0,
        modules: stack.modules(),
        oracles: stack.oracles(),
        scores: Scores::default(),
        at_fault_collisions: 0,
        route_completion: 0.0,
        data_age_ms: None,
        latency_ms: Default::default(),
        passed: false,
        failed_criteria: Vec::new(),
    }
}

/// What was asked of a drive, and what came of it, one by one; see [`failed_criteria`].
pub fn judge(criteria: &Criteria, card: &Scorecard) -> Vec<Criterion> {
    let at_fault = card.at_fault_collisions();
    let completion = card.route.completion;
    let red_lights = card.route.violations.iter();
    let red_lights = red_lights
        .filter(|v| v.kind == trunkline_interfaces::SignalKind::TrafficLight)
        .count();
    let is_at_most = |n: usize, most: u32| n <= most as usize;
    let mut judged = vec![
        Criterion {
            asked: format!(
                "collisions by our fault at most {}",
                criteria.max_at_fault_collisions
            ),
            got: at_fault.to_string(),
            is_met: is_at_most(at_fault, criteria.max_at_fault_collisions),
        },
        Criterion {
            asked: format!("red lights run at most {}", criteria.max_red_lights_run),
            got: red_lights.to_string(),
            is_met: is_at_most(red_lights, criteria.max_red_lights_run),
        },
    ];
    if criteria.min_route_completion > 0.0 {
        judged.push(Criterion {
            asked: format!(
                "route completion at least {:.0} %",
                100.0 * criteria.min_route_completion
            ),
            got: format!("{:.0} %", 100.0 * completion),
            is_met: completion >= criteria.min_route_completion,
        });
    }
    if let Some(least) = criteria.min_nuplan {
        let score = card.nuplan_score();
        judged.push(Criterion {
            asked: format!("nuPlan score at least {least:.0}"),
            got: score.map_or("not evaluated".into(), |s| format!("{s:.1}")),
            is_met: score.is_some_and(|s| s >= least),
        });
    }
    judged
}
