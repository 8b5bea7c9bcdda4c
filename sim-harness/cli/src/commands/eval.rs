//! `trunkline eval TASK`: a module against labelled data.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use trunkline_harness::eval::{
    EvalDocument, KittiSplit, LifterEval, LifterOutcome, Sample, eval_lifter, kitti_objects,
};
use trunkline_interfaces::{AgentClass, ConfigSource};

use crate::options::StackOptions;
use crate::session::Session;
use crate::ui::{table, three_digits};
use crate::verdict::Verdict;

/// Depth of the KITTI frames comes from a lidar: the clusters need not allow for a network's.
const KITTI_DEFAULTS: &str = "lifter.clusters.depth_noise=0.003";

/// Judge a module on labelled data
#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    Lifter(Lifter),
}

/// 3D boxes against truth: errors by class and distance
#[derive(Debug, Args)]
pub(crate) struct Lifter {
    /// Where the frames come from
    #[arg(long)]
    dataset: Dataset,
    /// Folder of the data set: for kitti with object/depth, object/label_2 and object/calib
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Which of the frames
    #[arg(long, default_value = "all")]
    split: Split,
    /// Name of the lifter
    #[arg(long, value_name = "NAME", default_value = "clusters")]
    lifter: String,
    #[command(flatten)]
    stack: StackOptions,
}

/// The data sets that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dataset {
    /// Real frames with lidar depth and labelled 2D boxes, no class mask
    Kitti,
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

impl Eval {
    pub(crate) fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        match self {
            Self::Lifter(lifter) => lifter.run(session),
        }
    }
}

impl Lifter {
    fn run(&self, session: &Session) -> anyhow::Result<Verdict> {
        let (samples, source) = match self.dataset {
            Dataset::Kitti => self.kitti()?,
        };
        let eval = LifterEval {
            registry: &session.registry,
            source: &source,
            lifter: &self.lifter,
        };
        let outcome = eval_lifter(&eval, &samples)?;
        let document = EvalDocument {
            schema: 1,
            task: "lifter".into(),
            data: format!("kitti, {}", self.split.name()),
            samples: samples.len(),
            module: self.lifter.clone(),
            perceiver: None,
            metrics: outcome.table.metrics(),
        };
        session.ui.result(in_words(&document, &outcome))?;
        session.ui.document(&document)?;
        Ok(Verdict::of(true))
    }

    fn kitti(&self) -> anyhow::Result<(Vec<Sample>, ConfigSource)> {
        let Some(data) = &self.data else {
            anyhow::bail!(
                "eval lifter --dataset kitti needs the frames\n\nhint: --data DIR, as ../shared/data/kitti_depth"
            );
        };
        let split = match self.split {
            Split::Tuned => KittiSplit::Tuned,
            Split::HeldOut => KittiSplit::HeldOut,
            Split::All => KittiSplit::All,
        };
        let defaults = match self.lifter.as_str() {
            "clusters" => ConfigSource::new().set(KITTI_DEFAULTS)?,
            _ => ConfigSource::new(),
        };
        Ok((
            kitti_objects(data, split)?,
            self.stack.source_over(defaults)?,
        ))
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
        let figure = |(name, _, factor): (&str, &str, f64)| match row.quantities.get(name) {
            Some(value) => three_digits(factor * value),
            None => "–".to_owned(),
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
