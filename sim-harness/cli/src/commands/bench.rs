//! `trunkline bench NAME`: figures; nothing is asserted.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trunkline_harness::bench::{LockstepBench, RenderBench, bench_lockstep, bench_render};
use trunkline_harness::documents::BenchDocument;

use crate::figures::three_digits;
use crate::options::StackOptions;
use crate::session::Session;
use crate::tables::table;
use crate::verdict::Verdict;

/// Measure something, and print the figures with the machine they come from
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// What to measure
    name: Name,
    /// Repetitions of each case, after one to warm up
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    repetitions: u32,
    /// Folder for what lockstep records meanwhile [default: the system's for temporary files]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    stack: StackOptions,
}

/// The benchmarks that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Simulated seconds per second with 10, 100 and 1000 agents, and where the time goes
    Lockstep,
    /// Pictures per second of an urban scene with 40 agents at four sizes, where the time goes, and
    /// how time grows with triangles and memory with pictures
    Render,
}

impl Bench {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let bar = session.ui.progress(0, "case");
        let progress = &mut |case: &str| {
            bar.set_prefix(case.to_owned());
            bar.tick();
        };
        let document = match self.name {
            Name::Lockstep => self.lockstep(session, progress)?,
            Name::Render => self.render(session, progress)?,
        };
        bar.finish_and_clear();
        session.ui.result(in_words(&document))?;
        session.ui.document(&document)?;
        if !document.complete {
            session
                .ui
                .warning("interrupted: partial, the figures are of the repetitions that were made");
        }
        Ok(Verdict::of(document.complete))
    }

    fn lockstep(
        &self,
        session: &Session,
        progress: &mut dyn FnMut(&str),
    ) -> anyhow::Result<BenchDocument> {
        let folder = self.out.clone().unwrap_or_else(std::env::temp_dir);
        Ok(bench_lockstep(LockstepBench {
            registry: &session.registry,
            source: &self.stack.source()?,
            folder: &folder,
            repetitions: self.repetitions as usize,
            abort: &session.interrupted,
            progress,
        })?)
    }

    fn render(
        &self,
        session: &Session,
        progress: &mut dyn FnMut(&str),
    ) -> anyhow::Result<BenchDocument> {
        let StackOptions { config, sets } = &self.stack;
        if self.out.is_some() || config.is_some() || !sets.is_empty() {
            anyhow::bail!(
                "--set, --config and --out have no effect on pictures: no stack runs, nothing is recorded\n\nhint: leave them out, or take bench lockstep"
            );
        }
        Ok(bench_render(RenderBench {
            repetitions: self.repetitions as usize,
            abort: &session.interrupted,
            progress,
        })?)
    }
}

fn in_words(document: &BenchDocument) -> String {
    let machine = &document.machine;
    let rows = document.rows.iter().map(|row| {
        vec![
            row.case.clone(),
            row.metric.clone(),
            row.unit.clone(),
            three_digits(row.median),
            three_digits(row.min),
            three_digits(row.max),
            row.n.to_string(),
        ]
    });
    let columns = ["case", "metric", "unit", "median", "min", "max", "n"];
    let head = format!(
        "bench {} · {}, {} cores, {} threads",
        document.bench, machine.cpu, machine.cores, machine.threads
    );
    let mut lines = vec![head, table(&columns, rows)];
    lines.extend(document.conclusions.iter().cloned());
    lines.join("\n")
}
