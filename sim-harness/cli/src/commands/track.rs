//! `trunkline track kitti`: recorded KITTI drives through tracker, forecaster and planner.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use indicatif::ProgressBar;
use serde::Serialize;
use trunkline_harness::kitti::{ClassCounts, Identities, KittiDrive, KittiOutcome, check, track};
use trunkline_harness::{RunDir, Sink, write_whole};
use trunkline_interfaces::{AgentClass, ConfigSource};
use trunkline_tracking::kitti::{Sequence, sequences};

use crate::figures::{or_none, three_digits};
use crate::finish::complain_about_sinks;
use crate::options::{RUNS, RecordOptions, StackOptions, out_folder, set_text};
use crate::session::Session;
use crate::showing::{self, Rerun};
use crate::tables::table;
use crate::verdict::Verdict;

/// Take recorded drives through the stack
#[derive(Debug, Subcommand)]
pub(crate) enum Track {
    Kitti(Kitti),
}

/// Recorded KITTI drives: tracks in the world frame, counts and identity statistics
#[derive(Debug, Args)]
pub(crate) struct Kitti {
    /// Folder with detections/, calib/, poses/ and, where there are any, labels/
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Only this sequence, as in 12 or 0012
    #[arg(long, value_name = "N")]
    sequence: Option<String>,
    /// Name of the tracker; short for --set stack.tracker=NAME
    #[arg(long, value_name = "NAME")]
    tracker: Option<String>,
    /// Only detections of these classes
    #[arg(long, value_delimiter = ',')]
    class: Vec<KittiClass>,
    /// Folder for recordings and result files [default: the next number below runs/]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    stack: StackOptions,
    #[command(flatten)]
    record: RecordOptions,
}

/// Why counts are partial: somebody stopped the run …
const INTERRUPTED: &str = "interrupted";
/// … or a recording could not be written.
const NOT_RECORDED: &str = "not recorded to the end";

/// The classes that KITTI's detections have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KittiClass {
    Car,
    Pedestrian,
    Cyclist,
}

impl KittiClass {
    fn class(self) -> AgentClass {
        match self {
            Self::Car => AgentClass::Car,
            Self::Pedestrian => AgentClass::Pedestrian,
            Self::Cyclist => AgentClass::Bicycle,
        }
    }
}

/// The `--json` document.
#[derive(Debug, Serialize)]
struct Document {
    schema: u32,
    tracker: String,
    sequences: Vec<String>,
    frames: usize,
    frames_per_s: f64,
    run_dir: String,
    complete: bool,
    /// Why not all sequences are counted; absent if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<&'static str>,
    /// Counts of each class over all sequences.
    classes: BTreeMap<&'static str, ClassCounts>,
    /// Those of all classes together.
    all: ClassCounts,
    by_sequence: BTreeMap<String, Identities>,
}

impl Track {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        match self {
            Self::Kitti(kitti) => kitti.run(session),
        }
    }
}

impl Kitti {
    fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let source = self.source()?;
        if let Some(path) = &self.out {
            RunDir::check_new(path)?;
        }
        let names = match &self.sequence {
            Some(name) => vec![whole_name(name)],
            None => sequences(&self.data)?,
        };
        // Everything is read before anything is made: a broken line ends here.
        let drives = names.iter().map(|name| Sequence::load(&self.data, name));
        let drives = drives.collect::<Result<Vec<_>, _>>()?;
        let mode = Rerun::or_default(self.record.rerun.as_ref());
        showing::check(&mode)?;
        for drive in &drives {
            check(&session.registry, &source, drive)
                .with_context(|| format!("sequence {}", drive.name))?;
        }
        let folder = out_folder(self.out.as_deref(), RUNS)?;
        let frames: usize = drives.iter().map(|d| d.frames.len()).sum();
        let bar = session.ui.progress(frames as u64, "frames");
        let mut outcomes = Vec::new();
        for drive in &drives {
            if session.interrupted.load(Ordering::SeqCst) {
                break;
            }
            let outcome = self.track(session, &source, drive, folder.path(), &mode, &bar)?;
            let is_kept = outcome.drive.sink_errors.is_empty();
            outcomes.push((drive, outcome));
            if !is_kept {
                break; // where one recording does not fit, the next does not either
            }
        }
        bar.finish_and_clear();
        let is_recorded = outcomes.iter().all(|(_, o)| o.drive.sink_errors.is_empty());
        let incomplete = match session.interrupted.load(Ordering::SeqCst) {
            _ if !is_recorded => Some(NOT_RECORDED),
            true => Some(INTERRUPTED),
            false => None,
        };
        tell(session, &outcomes, folder.path(), incomplete)?;
        let errors = outcomes.into_iter().flat_map(|(_, o)| o.drive.sink_errors);
        complain_about_sinks(session.ui, errors)?;
        Ok(Verdict::of(incomplete.is_none()))
    }

    fn source(&self) -> anyhow::Result<ConfigSource> {
        let source = self.record.with_record(self.stack.source()?)?;
        Ok(match &self.tracker {
            Some(name) => set_text(source, "stack.tracker", name)?,
            None => source,
        })
    }

    fn track(
        &self,
        session: &Session,
        source: &ConfigSource,
        drive: &Sequence,
        out: &Path,
        mode: &Rerun,
        bar: &ProgressBar,
    ) -> anyhow::Result<KittiOutcome> {
        let folder = RunDir::new(&out.join(&drive.name))?;
        let mut shown = showing::open(mode, &folder.rerun(), &drive.name)?;
        let sinks = shown.iter_mut().map(|sink| sink.as_mut() as &mut dyn Sink);
        let done = bar.position();
        let classes: Vec<AgentClass> = self.class.iter().map(|c| c.class()).collect();
        let outcome = track(KittiDrive {
            sequence: drive,
            classes: &classes,
            registry: &session.registry,
            source,
            recording: Some(&folder.recording()),
            sinks: sinks.collect(),
            abort: &session.interrupted,
            progress: &mut |p| bar.set_position(done + (p.simulated.s() * 10.0).round() as u64),
        })
        .with_context(|| format!("sequence {}", drive.name))?;
        // Of a recording that is not whole the caller tells; what else there is would not fit.
        if outcome.drive.sink_errors.is_empty() {
            write_whole(&folder.config(), &outcome.config)?;
            write_results(&out.join("results"), drive, &outcome)?;
        }
        Ok(outcome)
    }
}

/// Numbers may be given without their zeros.
fn whole_name(sequence: &str) -> String {
    if sequence.chars().all(|c| c.is_ascii_digit()) {
        format!("{sequence:0>4}")
    } else {
        sequence.to_owned()
    }
}

/// The tracks in KITTI's own format, for its evaluators.
fn write_results(folder: &Path, drive: &Sequence, outcome: &KittiOutcome) -> anyhow::Result<()> {
    let mut text = String::new();
    for (frame, tracks) in outcome.record.tracks.iter().enumerate() {
        for track in &tracks.tracks {
            if let Some(line) = drive.result_line(frame, track) {
                writeln!(text, "{line}").context("cannot write a line")?;
            }
        }
    }
    RunDir::at(folder)?;
    Ok(write_whole(
        &folder.join(format!("{}.txt", drive.name)),
        &text,
    )?)
}

fn tell(
    session: &Session,
    outcomes: &[(&Sequence, KittiOutcome)],
    folder: &Path,
    incomplete: Option<&'static str>,
) -> anyhow::Result<()> {
    let all = Identities::sum(outcomes.iter().map(|(_, o)| &o.identities));
    let seconds: f64 = outcomes
        .iter()
        .map(|(_, o)| o.identities.frames as f64 / o.tracker_frames_per_s.max(1e-9))
        .sum();
    let document = Document {
        schema: 1,
        tracker: outcomes
            .first()
            .map_or_else(String::new, |(_, o)| o.tracker.clone()),
        sequences: outcomes.iter().map(|(d, _)| d.name.clone()).collect(),
        frames: all.frames,
        frames_per_s: all.frames as f64 / seconds.max(1e-9),
        run_dir: folder.display().to_string(),
        complete: incomplete.is_none(),
        incomplete,
        by_sequence: outcomes
            .iter()
            .map(|(d, o)| (d.name.clone(), o.identities.clone()))
            .collect(),
        all: all.total(),
        classes: all.classes,
    };
    session.ui.result(in_words(&document))?;
    session.ui.document(&document)?;
    if let Some((drive, _)) = outcomes.first() {
        let recording = RunDir::at(&folder.join(&drive.name))?.rerun();
        if recording.exists() {
            session
                .ui
                .note(format!("look: {}", showing::how_to_look(&recording)));
        }
    }
    Ok(())
}

fn in_words(document: &Document) -> String {
    let head = [
        "sequence",
        "frames",
        "detections",
        "tracks",
        "mean length",
        "labels",
        "matched",
        "unmatched",
        "id switches",
    ];
    let mut rows: Vec<Vec<String>> = document
        .by_sequence
        .iter()
        .map(|(name, found)| row(name, Some(found.frames), &found.total()))
        .collect();
    let classes = document.classes.iter();
    rows.extend(classes.map(|(name, counts)| row(name, None, counts)));
    rows.push(row("all", Some(document.frames), &document.all));
    let partial = document.incomplete.map_or(String::new(), |why| {
        format!("\n{why}: these are partial counts")
    });
    format!(
        "track kitti · tracker {} · {} frames/s in the tracker\n{}\n\
         matched: labels with a track of their class within 2 m; unmatched: tracks without such a label\n\
         run: {}{partial}",
        document.tracker,
        three_digits(document.frames_per_s),
        table(&head, rows),
        document.run_dir
    )
}

fn row(name: &str, frames: Option<usize>, counts: &ClassCounts) -> Vec<String> {
    let against = counts.against_labels;
    let share = |matched: usize, labels: usize| {
        (labels > 0).then(|| format!("{:.1} %", 100.0 * matched as f64 / labels as f64))
    };
    vec![
        name.to_owned(),
        or_none(frames.map(|n| n.to_string())),
        counts.detections.to_string(),
        counts.tracks.to_string(),
        or_none(counts.mean_length_frames.map(three_digits)),
        or_none(against.map(|l| l.labels.to_string())),
        or_none(against.and_then(|l| share(l.matched, l.labels))),
        or_none(against.map(|l| l.unmatched_tracks.to_string())),
        or_none(against.map(|l| l.id_switches.to_string())),
    ]
}
