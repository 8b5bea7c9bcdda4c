//! `trunkline drive`: one run, recorded, measured, shown.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use trunkline_harness::report::{self, ReportInput};
use trunkline_harness::{
    Course, CourseDrive, DriveEnding, DrivenCourse, Record, RunConfig, RunDir, Sink, check_course,
    drive_course, read_recording,
};
use trunkline_interfaces::ConfigSource;

use crate::finish::complain_about_sinks;
use crate::options::{RUNS, RecordOptions, StackOptions, out_folder, set_text};
use crate::scorecard_text::scorecard_text;
use crate::session::Session;
use crate::showing::{self, Rerun};
use crate::ui::advance;
use crate::verdict::Verdict;

/// Drive one scenario in the simulator, record it, print a scorecard
#[derive(Debug, Args)]
pub(crate) struct Drive {
    /// A shipped scenario by name, or a scenario's file [default: cut_in]
    scenario: Option<String>,
    /// A recorded real scene as the world (trunkline-scene-1)
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    log: Option<PathBuf>,
    /// Seed of everything random
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The run's folder [default: the next number below runs/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    stack: StackOptions,
    #[command(flatten)]
    record: RecordOptions,
}

impl Drive {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let source = self.source()?;
        let config = RunConfig::from_source(&session.registry, &source)?;
        let course = Course::open(&config.world)?;
        let mode = Rerun::or_default(self.record.rerun.as_ref());
        self.check(session, &source, &config, &course, &mode)?;
        let folder = out_folder(self.out.as_deref(), RUNS)?;
        let run = folder.path().display().to_string();
        let opened = showing::open(&mode, &folder.rerun(), &run);
        if opened.is_err() && self.out.is_none() {
            // The number is free again. If the folder cannot go away, it stays, empty.
            drop(std::fs::remove_dir(folder.path()));
        }
        let mut shown = opened?;
        let bar = session.ui.progress(0, course.name());
        let driven = drive_course(CourseDrive {
            course: &course,
            registry: &session.registry,
            source: &source,
            config: &config,
            run_dir: Some(&folder),
            sinks: shown
                .iter_mut()
                .map(|sink| sink.as_mut() as &mut dyn Sink)
                .collect(),
            abort: &session.interrupted,
            progress: &mut |run| advance(&bar, run),
        })?;
        bar.finish_and_clear();
        // Closes the recording before anybody is told to open it.
        drop(shown);
        let reported = write_report(&course, &config, &folder, &driven);
        tell(session, &folder, &driven)?;
        // A full disk takes them all: what was recorded matters more than the page.
        let is_whole = driven.outcome.ending != DriveEnding::Aborted;
        complain_about_sinks(session.ui, driven.outcome.sink_errors)?;
        driven.metrics_written?;
        reported?;
        Ok(Verdict::of(driven.document.passed && is_whole))
    }

    /// What can be refused before a folder is made: a stack that the world does not suit, say.
    fn check(
        &self,
        session: &Session,
        source: &ConfigSource,
        config: &RunConfig,
        course: &Course,
        mode: &Rerun,
    ) -> anyhow::Result<()> {
        if let Some(path) = &self.out {
            RunDir::check_new(path)?;
        }
        showing::check(mode)?;
        Ok(check_course(course, &session.registry, source, config)?)
    }

    fn source(&self) -> anyhow::Result<ConfigSource> {
        let mut source = self.record.with_record(self.stack.source()?)?;
        if let Some(seed) = self.seed {
            source = source.set(&format!("run.seed={seed}"))?;
        }
        if let Some(name) = &self.scenario {
            source = set_text(source, "world.scenario", name)?;
        }
        if let Some(file) = &self.log {
            source = set_text(source, "world.log", &file.display().to_string())?;
        }
        Ok(source)
    }
}

fn write_report(
    course: &Course,
    config: &RunConfig,
    folder: &RunDir,
    driven: &DrivenCourse,
) -> anyhow::Result<()> {
    // What the car saw is in the recording only. One that cannot be read has been told of.
    let has_pictures = config.run.record == Record::Full && !config.mounted_cameras().is_empty();
    let recording = match has_pictures {
        true => read_recording(folder.path()).ok(),
        false => None,
    };
    let input = ReportInput {
        record: &driven.record,
        scorecard: &driven.scorecard,
        scene: &course.scoring_scene(&driven.record, config.seed()),
        seed: config.seed(),
        modules: &driven.document.modules,
        oracles: &driven.document.oracles,
        criteria: &driven.criteria,
        config_toml: &config.effective(),
        run_dir: driven.document.run_dir.as_deref(),
        recording: recording.as_ref(),
    };
    report::write(&folder.report(), &input).context("the run is recorded, but has no report")
}

fn tell(session: &Session, folder: &RunDir, driven: &DrivenCourse) -> anyhow::Result<()> {
    let ui = session.ui;
    ui.result(scorecard_text(driven))?;
    ui.document(&driven.document)?;
    if driven.outcome.ending == DriveEnding::Aborted {
        let simulated_s = driven.outcome.simulated.s();
        ui.warning(format!(
            "interrupted at {simulated_s:.1} s: the scores are of what was driven until then"
        ));
    }
    ui.note(format!("  run:    {}", folder.path().display()));
    if folder.report().exists() {
        ui.note(format!("  report: {}", folder.report().display()));
    }
    if folder.rerun().exists() {
        ui.note(format!(
            "  look:   {}",
            showing::how_to_look(&folder.rerun())
        ));
    }
    Ok(())
}
