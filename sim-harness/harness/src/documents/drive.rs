//! `trunkline drive --json`, also a row of a suite.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use trunkline_interfaces::Stage;
use trunkline_world::logs::SceneSet;

use crate::course::Course;
use crate::lockstep::{DriveEnding, DriveOutcome, Part};
use crate::metrics::{Criterion, Scorecard, StageFailure, Terms, unmet};
use crate::stack::Stack;

/// Median and 99 % quantile, ms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// Median.
    pub p50: f64,
    /// 99 of 100 are below.
    pub p99: f64,
}

/// Scores of a drive, 0 to 100; null where they could not be judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// nuPlan's closed-loop score.
    pub nuplan: Option<f64>,
    /// CARLA's driving score, version 2.1.
    pub carla_driving: Option<f64>,
    /// CARLA's driving score, version 2.0.
    pub carla_driving_2_0: Option<f64>,
}

/// The parts of nuPlan's score of a drive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubScores {
    /// Each part, 0 to 1, as it enters the score.
    #[serde(flatten)]
    pub terms: Terms,
    /// Parts that could not be judged; they count as 1.
    pub not_evaluated: Vec<String>,
    /// Share of the steps at which a speed limit is known.
    pub speed_limit_known: f64,
}

impl SubScores {
    /// Of a drive that could not be judged: nothing is worth anything.
    const NOTHING: Self = Self {
        terms: Terms {
            no_collision: 0.0,
            drivable: 0.0,
            making_progress: 0.0,
            direction: 0.0,
            progress: 0.0,
            ttc: 0.0,
            speed: 0.0,
            comfort: 0.0,
        },
        not_evaluated: Vec::new(),
        speed_limit_known: 0.0,
    };

    fn of(card: &Scorecard) -> Option<Self> {
        match (&card.fault, &card.nuplan) {
            (Some(_), _) => Some(Self::NOTHING),
            (None, nuplan) => nuplan.as_ref().map(|n| Self {
                terms: n.terms(),
                not_evaluated: n.not_evaluated.clone(),
                speed_limit_known: n.speed_limit.known_share,
            }),
        }
    }
}

/// What came of one drive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriveDocument {
    /// Version of this document.
    pub schema: u32,
    /// Scenario or scene.
    pub scenario: String,
    /// Kind of scenario or scene.
    pub group: String,
    /// What a recorded scene may be used for; absent for scenarios.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<SceneSet>,
    /// Seed of the run.
    pub seed: u64,
    /// The run's folder; null if nothing was kept.
    pub run_dir: Option<String>,
    /// Why the run ended; null if it could not be finished.
    pub ending: Option<DriveEnding>,
    /// Logical time driven.
    pub simulated_s: f64,
    /// Wall time that it took.
    pub wall_s: f64,
    /// Name of the module in each stage.
    pub modules: BTreeMap<Stage, String>,
    /// Stages that got ground truth.
    pub oracles: Vec<Stage>,
    /// The scores.
    pub scores: Scores,
    /// The parts of nuPlan's score; null where it could not be judged.
    pub sub_scores: Option<SubScores>,
    /// Collisions by the ego's fault.
    pub at_fault_collisions: usize,
    /// Share of the route, 0 to 1.
    pub route_completion: f64,
    /// Age of the data at the command; null without commands.
    pub data_age_ms: Option<Quantiles>,
    /// Wall time per step of each stage.
    pub latency_ms: BTreeMap<Stage, Quantiles>,
    /// Share of the wall time of each part: stages, the world, its cameras, sinks, the set-up.
    #[serde(default)]
    pub time_share: BTreeMap<String, f64>,
    /// Stages of the stack that failed.
    #[serde(default)]
    pub stage_failures: Vec<StageFailure>,
    /// Whether every criterion was met.
    pub passed: bool,
    /// What was not met, in words; a fault of the stack included.
    pub failed_criteria: Vec<String>,
}

impl DriveDocument {
    /// Of a drive of which nothing is known yet; without a stack if somebody else drove.
    pub(crate) fn blank(course: &Course, seed: u64, stack: Option<&Stack>) -> Self {
        Self {
            schema: 1,
            scenario: course.name().to_owned(),
            group: course.group().to_owned(),
            set: course.set(),
            seed,
            run_dir: None,
            ending: None,
            simulated_s: 0.0,
            wall_s: 0.0,
            modules: stack.map(Stack::modules).unwrap_or_default(),
            oracles: stack.map(Stack::oracles).unwrap_or_default(),
            scores: Scores::default(),
            sub_scores: None,
            at_fault_collisions: 0,
            route_completion: 0.0,
            data_age_ms: None,
            latency_ms: BTreeMap::new(),
            time_share: BTreeMap::new(),
            stage_failures: Vec::new(),
            passed: false,
            failed_criteria: Vec::new(),
        }
    }

    /// Puts in what was asked and what came of it.
    pub(crate) fn with_criteria(mut self, judged: &[Criterion]) -> Self {
        self.failed_criteria = unmet(judged);
        self.passed = self.failed_criteria.is_empty();
        self
    }

    /// Puts the measured part of a document in.
    pub(crate) fn with_scorecard(mut self, card: &Scorecard) -> Self {
        self.scores = Scores {
            nuplan: card.nuplan_score(),
            carla_driving: card.carla_driving(),
            carla_driving_2_0: match (&card.fault, &card.carla) {
                (Some(_), _) => Some(0.0),
                (None, carla) => carla.map(|c| c.driving_v2_0),
            },
        };
        self.sub_scores = SubScores::of(card);
        self.stage_failures = card.stage_failures.clone();
        self.at_fault_collisions = card.at_fault_collisions();
        self.route_completion = card.route.completion;
        self.data_age_ms = card.data_age.command_ms.map(|s| Quantiles {
            p50: s.p50,
            p99: s.p99,
        });
        self
    }

    /// Puts the outcome's part of a document in.
    pub(crate) fn with_outcome(mut self, outcome: &DriveOutcome) -> Self {
        self.ending = Some(outcome.ending);
        self.simulated_s = outcome.simulated.s();
        self.wall_s = outcome.wall_s;
        let parts = outcome.times.summaries();
        let share = |total_ms: f64| 1e-3 * total_ms / outcome.wall_s.max(1e-9);
        self.time_share = parts
            .iter()
            .map(|(part, summary)| (part.to_string(), share(summary.total)))
            .collect();
        self.latency_ms = parts
            .into_iter()
            .filter_map(|(part, summary)| match part {
                Part::Stage(stage) => Some((
                    stage,
                    Quantiles {
                        p50: summary.p50,
                        p99: summary.p99,
                    },
                )),
                Part::SetUp | Part::World | Part::Cameras | Part::Sinks => None,
            })
            .collect();
        self
    }
}
