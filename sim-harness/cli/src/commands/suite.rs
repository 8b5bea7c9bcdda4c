//! `trunkline suite`: many scenarios × seeds on all cores, table, report.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use trunkline_harness::documents::{LogScores, SuiteDocument, Versus};
use trunkline_harness::report::{SuiteInput, write_suite};
use trunkline_harness::suite::{
    Suite as SuiteOfRuns, SuitePlan, recorded_drivers, run_suite, suite_config, write_reference,
};
use trunkline_harness::{RunConfig, RunDir, json_text, write_whole};
use trunkline_interfaces::ConfigSource;
use trunkline_world::logs::SceneSet;

use crate::options::{RUNS, RecordLevel, StackOptions, out_folder};
use crate::session::Session;
use crate::suite_text::suite_text;
use crate::verdict::Verdict;

/// The word that stands for the recorded scenes of --data.
const LOGS: &str = "logs";
/// Seeds of each scenario if nothing else is asked for.
const DEFAULT_SEEDS: u64 = 10;
/// Where the shipped scenarios' files are, seen from the workspace's root.
const SHIPPED_SCENARIOS: &str = "sim-harness/world/scenarios";

/// Drive many scenarios with many seeds on all cores: table, report, exit code
#[derive(Debug, Args)]
pub(crate) struct Suite {
    /// Scenarios by name or file [default: all that are shipped]; or `logs`, the recorded scenes of --data
    what: Vec<String>,
    /// Folder of recorded scenes, with its index.json
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Only this set of the recorded scenes; tune on train, quote report
    #[arg(long)]
    split: Option<Split>,
    /// Seeds 1 to N of each scenario [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    seeds: Option<u64>,
    /// Go on with the suite in --out: what is finished there is not driven again
    #[arg(long, requires = "out")]
    resume: bool,
    /// A second configuration on the same scenarios and seeds, as in stack.planner=idm; paired differences
    #[arg(long, value_name = "KEY=VALUE")]
    vs: Vec<String>,
    /// Drive the expert, and write its progress into the scenarios' files
    #[arg(long, conflicts_with_all = ["config", "sets", "vs", "resume", "out", "record", "data", "split"])]
    write_reference: bool,
    /// Runs at a time [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// The suite's folder [default: the next number below runs/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    stack: StackOptions,
    /// How much of each run is recorded [default: light]
    #[arg(long)]
    record: Option<RecordLevel>,
}

/// Sets of recorded scenes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Split {
    Train,
    Report,
}

impl Suite {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let threads = self.threads.map_or(0, usize::from); // 0: one per core
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.context("cannot start the threads")?;
        let plan = self.plan()?;
        if self.write_reference {
            return pool.install(|| self.write_references(session, &plan));
        }
        let source = self.source()?;
        let config = suite_config(&session.registry, &source, &plan)?;
        let changed = self.changed(session, &source, &plan, &config)?;
        let out = match &self.out {
            Some(path) if self.resume => RunDir::at(path)?,
            path => out_folder(path.as_deref(), RUNS)?,
        };
        let mut document = pool.install(|| self.drive(session, &plan, &source, out.path()))?;
        if let Some(changed) = changed {
            let folder = out.path().join("vs");
            let second = pool.install(|| self.drive(session, &plan, &changed, &folder))?;
            document.versus = Some(Versus::new(&self.vs.join(" "), &document.rows, second.rows));
        }
        if self.is_logs() {
            let recorded = pool.install(|| recorded_drivers(&plan));
            let second = document.versus.as_ref().map(|v| v.rows.as_slice());
            document.logs = Some(LogScores::new(&document.rows, second, recorded));
        }
        // The result first: where the disk is full it is all that the user gets.
        session.ui.result(suite_text(&plan.name, &document))?;
        session.ui.document(&document)?;
        self.tell_if_partial(session, &document, out.path());
        let page = SuiteInput {
            title: &plan.name,
            suite: &document,
            config_toml: &config.effective(),
        };
        let json = json_text("the suite's document", &document)?;
        write_whole(&out.path().join("suite.json"), &json)?;
        write_suite(&out.report(), &page).context("the suite is driven, but has no report")?;
        session
            .ui
            .note(format!("  report: {}", out.report().display()));
        let is_passed = document.all.passed == document.planned;
        Ok(Verdict::of(is_passed && !document.is_partial()))
    }

    /// The second configuration, if there is one: known to hold before the first is driven.
    fn changed(
        &self,
        session: &Session,
        source: &ConfigSource,
        plan: &SuitePlan,
        first: &RunConfig,
    ) -> anyhow::Result<Option<ConfigSource>> {
        if self.vs.is_empty() {
            return Ok(None);
        }
        let sets = &mut self.vs.iter();
        let changed = sets.try_fold(source.clone(), |source, set| source.set_by("--vs", set))?;
        if suite_config(&session.registry, &changed, plan)?.drives_as(first) {
            session.ui.warning(format!(
                "--vs {} changes nothing that is used: both configurations drive the same; name a \
                 module of the stack, or choose yours in --vs as well",
                self.vs.join(" ")
            ));
        }
        Ok(Some(changed))
    }

    fn is_logs(&self) -> bool {
        self.what == [LOGS]
    }

    fn plan(&self) -> anyhow::Result<SuitePlan> {
        match (&self.data, self.is_logs()) {
            (_, false) if self.split.is_some() => bail!(
                "--split is for recorded scenes\n\nhint: trunkline suite logs --data DIR --split train"
            ),
            (_, true) if self.seeds.is_some() => bail!(
                "--seeds is for scenarios: a recorded scene is the same with every seed\n\nhint: leave --seeds out"
            ),
            (_, true) if self.write_reference => bail!(
                "recorded scenes need no reference: their expert is the recorded driver\n\nhint: name scenarios, or leave --write-reference out"
            ),
            (Some(data), true) => {
                let set = self.split.map(|split| match split {
                    Split::Train => SceneSet::Train,
                    Split::Report => SceneSet::Report,
                });
                Ok(SuitePlan::logs(data, set)?)
            }
            (None, true) => bail!(
                "`suite logs` needs the recorded scenes\n\nhint: pass --data DIR, the folder with their index.json"
            ),
            (Some(_), false) => {
                bail!("--data is for recorded scenes\n\nhint: trunkline suite logs --data DIR")
            }
            (None, false) => {
                let name = if self.what.is_empty() {
                    "scenarios".to_owned()
                } else {
                    self.what.join(" ")
                };
                let seeds = self.seeds.unwrap_or(DEFAULT_SEEDS);
                Ok(SuitePlan::scenarios(&name, &self.what, seeds)?)
            }
        }
    }

    /// Light recording unless told otherwise: below the file and `--set`.
    fn source(&self) -> anyhow::Result<ConfigSource> {
        let light = ConfigSource::new().text("suite", "[run]\nrecord = \"light\"\n")?;
        let source = self.stack.source_over(light)?;
        Ok(match self.record {
            Some(level) => level.over(source)?,
            None => source,
        })
    }

    fn drive(
        &self,
        session: &Session,
        plan: &SuitePlan,
        source: &ConfigSource,
        out: &Path,
    ) -> anyhow::Result<SuiteDocument> {
        let bar = session.ui.progress(plan.runs.len() as u64, "runs");
        let document = run_suite(&SuiteOfRuns {
            plan,
            registry: &session.registry,
            source,
            out: Some(out),
            resumes: self.resume,
            abort: &session.interrupted,
            progress: &|finished| bar.set_position(finished as u64),
        })?;
        bar.finish_and_clear();
        Ok(document)
    }

    fn tell_if_partial(&self, session: &Session, document: &SuiteDocument, out: &Path) {
        if document.is_partial() {
            let planned = document.planned;
            let rows = document.rows.len();
            let second = document.versus.as_ref().map(|v| v.rows.len());
            let second = second.map(|rows| format!(", of the second configuration {rows}"));
            session.ui.warning(format!(
                "interrupted: partial, {rows} of {planned} runs{}",
                second.unwrap_or_default()
            ));
            session
                .ui
                .hint(format!("go on with: --resume --out {}", out.display()));
        }
    }

    fn write_references(&self, session: &Session, plan: &SuitePlan) -> anyhow::Result<Verdict> {
        let texts = write_reference(&session.registry, plan, &session.interrupted)?;
        if session.interrupted.load(Ordering::SeqCst) {
            bail!("interrupted: nothing was written\n\nhint: run it again");
        }
        for (name, text) in &texts {
            let given = self.what.iter().map(PathBuf::from).find(|p| {
                p.is_file()
                    && p.file_stem()
                        .is_some_and(|stem| stem.to_string_lossy() == *name)
            });
            let path =
                given.unwrap_or_else(|| Path::new(SHIPPED_SCENARIOS).join(format!("{name}.toml")));
            if !path.is_file() {
                bail!(
                    "`{}` is not there to be written\n\nhint: run this in the root of the workspace, or name the scenarios' files",
                    path.display()
                );
            }
            write_whole(&path, text)?;
            session.ui.result(format!("{}: written", path.display()))?;
        }
        let written: Vec<&String> = texts.keys().collect();
        session
            .ui
            .document(&serde_json::json!({ "schema": 1, "written": written }))?;
        Ok(Verdict::Passed)
    }
}
