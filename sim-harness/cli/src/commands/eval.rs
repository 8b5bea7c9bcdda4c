//! `trunkline eval TASK`: a module against labelled data.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use trunkline_harness::RunConfig;
use trunkline_harness::eval::{
    EvalDocument, KittiSplit, LifterEval, LifterOutcome, RenderedFrames, Sample, kitti_objects,
    rendered_frames,
};
use trunkline_interfaces::{AgentClass, ConfigSource};
use trunkline_world::generate;

use crate::figures::{or_none, three_digits};
use crate::options::StackOptions;
use crate::session::Session;
use crate::tables::table;
use crate::verdict::Verdict;

/// Judge a module on labelled data
#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    Lifter(Lifter),
}

/// 3D boxes against truth: errors by class and distance. The lifter, and the perceiver of rendered
/// frames, are those of [stack]: --set stack.perceiver=noisy_oracle
#[derive(Debug, Args)]
pub(crate) struct Lifter {
    /// Where the frames come from
    #[arg(long)]
    dataset: Dataset,
    /// Folder of a recorded data set: for kitti with object/depth, object/label_2 and object/calib
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Which of the frames [default: all recorded ones, rendered ones that are held out]
    #[arg(long)]
    split: Option<Split>,
    /// Rendered worlds of each kind and split: odd seeds are held out, even ones are for tuning [default: 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000))]
    seeds: Option<u64>,
    #[command(flatten)]
    stack: StackOptions,
}

/// The data sets that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dataset {
    /// Real frames with lidar depth and labelled 2D boxes, no class mask
    Kitti,
    /// Drives in generated worlds, seen by the ego's cameras
    Rendered,
}

/// Which of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Split {
    /// Those that the lifter was tuned on
    Tuned,
    /// Those that it was not
    HeldOut,
    /// Both
    All,
}

impl Split {
    fn name(self) -> &'static str {
        match self {
            Self::Tuned => "tuned on",
            Self::HeldOut => "not tuned on",
            Self::All => "all",
        }
    }
}

/// Frames, and what is said of them.
struct Given {
    samples: Vec<Sample>,
    data: String,
    perceiver: Option<String>,
}

impl Eval {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        match self {
            Self::Lifter(lifter) => lifter.run(session),
        }
    }
}

impl Lifter {
    fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let source = self.stack.source()?;
        let mut eval = LifterEval::new(&session.registry, &source)?;
        let given = match self.dataset {
            Dataset::Kitti => self.kitti(&eval, &source)?,
            Dataset::Rendered => self.rendered(session, &eval, &source)?,
        };
        let outcome = eval.judge(&given.samples)?;
        let document = EvalDocument {
            schema: 1,
            task: "lifter".into(),
            data: given.data,
            samples: given.samples.len(),
            module: eval.name().to_owned(),
            perceiver: given.perceiver,
            metrics: outcome.table.metrics(),
        };
        session.ui.result(in_words(&document, &outcome))?;
        session.ui.document(&document)?;
        Ok(Verdict::Passed)
    }

    fn kitti(&self, eval: &LifterEval, source: &ConfigSource) -> anyhow::Result<Given> {
        let names_perceiver = source.keys("stack").iter().any(|s| s.key == "perceiver");
        if self.seeds.is_some() || names_perceiver {
            anyhow::bail!(
                "--seeds and stack.perceiver have no effect on recorded frames\n\nhint: leave them out, or take --dataset rendered"
            );
        }
        eval.check_recorded()?;
        let Some(data) = &self.data else {
            anyhow::bail!(
                "eval lifter --dataset kitti needs the frames\n\nhint: --data DIR, as ../shared/data/kitti_depth"
            );
        };
        let split = self.split.unwrap_or(Split::All);
        let samples = match split {
            Split::Tuned => kitti_objects(data, KittiSplit::Tuned),
            Split::HeldOut => kitti_objects(data, KittiSplit::HeldOut),
            Split::All => kitti_objects(data, KittiSplit::All),
        };
        Ok(Given {
            samples: samples?,
            data: format!("kitti, {}", split.name()),
            perceiver: None,
        })
    }

    fn rendered(
        &self,
        session: &Session,
        eval: &LifterEval,
        source: &ConfigSource,
    ) -> anyhow::Result<Given> {
        if self.data.is_some() {
            anyhow::bail!(
                "--data has no effect on rendered frames\n\nhint: leave it out, or take --dataset kitti"
            );
        }
        let worlds = self.seeds.unwrap_or(20);
        let split = self.split.unwrap_or(Split::HeldOut);
        let is_wanted = |seed: &u64| match split {
            Split::All => true,
            Split::Tuned => generate::Split::of(*seed) == generate::Split::Training,
            Split::HeldOut => generate::Split::of(*seed) == generate::Split::HeldOut,
        };
        let seeds: Vec<u64> = (0..2 * worlds).filter(is_wanted).collect();
        let config = RunConfig::from_source(&session.registry, source)?;
        let bar = session.ui.progress(0, "frames");
        let samples = rendered_frames(RenderedFrames {
            registry: &session.registry,
            source,
            seeds: &seeds,
            with_images: eval.looks_at_images(),
            interrupted: &session.interrupted,
            progress: &mut |samples| bar.set_position(samples as u64),
        });
        bar.finish_and_clear();
        Ok(Given {
            samples: samples?,
            data: format!(
                "rendered, {}, {} worlds of each kind",
                split.name(),
                seeds.len()
            ),
            perceiver: Some(config.stack.perceiver),
        })
    }
}

/// Columns: quantity, head, factor from SI to what is printed.
const COLUMNS: [(&str, &str, f64); 12] = [
    ("recall", "recall %", 100.0),
    ("false_positives_per_frame", "false/frame", 1.0),
    ("center_median_m", "centre m", 1.0),
    ("center_p90_m", "90 %", 1.0),
    ("size_median", "size %", 100.0),
    ("yaw_median_rad", "yaw °", 180.0 / std::f64::consts::PI),
    ("yaw_p90_rad", "90 %", 180.0 / std::f64::consts::PI),
    ("reversed", "reversed %", 100.0),
    ("iou_3d_mean", "3D IoU", 1.0),
    ("normalised_mean", "e²/4", 1.0),
    ("normalised_median", "median", 1.0),
    ("within_95", "in 95 %", 100.0),
];

fn in_words(document: &EvalDocument, outcome: &LifterOutcome) -> String {
    let head: Vec<&str> = ["class", "distance m", "truths"]
        .into_iter()
        .chain(COLUMNS.map(|(_, head, _)| head))
        .collect();
    let rows = outcome.table.rows().into_iter().map(|row| {
        let class = row.class.map_or("all", AgentClass::name).to_owned();
        let figure = |(name, _, factor): (&str, &str, f64)| {
            let value = row.quantities.get(name);
            or_none(value.map(|value| three_digits(factor * value)))
        };
        let mut cells = vec![class, row.distance.clone(), row.wanted.to_string()];
        cells.extend(COLUMNS.map(figure));
        cells
    });
    let mut step_ms = outcome.step_ms.clone();
    step_ms.sort_by(f64::total_cmp);
    let median_ms = step_ms.get(step_ms.len() / 2).copied().unwrap_or(0.0);
    let from = document
        .perceiver
        .as_ref()
        .map_or(String::new(), |name| format!(" · perceiver {name}"));
    format!(
        "eval lifter · {} · {}{from} · {} frames · {} ms a frame (median)\n{}\n\
         a truth is found by a detection of its class with its centre within 2 m from above; \
         errors are of those pairs\n\
         size: largest share; yaw: of the axis; e²/4: mean of eᵀP⁻¹e/4 over [x, y, z, yaw], \
         1 if the covariance is honest; in 95 %: its share within the 95 % bound of χ²",
        document.module,
        document.data,
        document.samples,
        three_digits(median_ms),
        table(&head, rows),
    )
}
