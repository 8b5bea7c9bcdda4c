//! One type per table of a config file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use trunkline_interfaces::{Duration, Stage};

/// How much of a run is recorded.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// Every message, as replay needs it.
    #[default]
    Full,
    /// Map, ego, route, plan, command and health: what was driven and why.
    Light,
    /// Nothing.
    Off,
}

/// `[run]`: what holds for the run as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RunSection {
    /// Seed of everything random; equal seeds give equal bytes. Absent: the scenario's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How much is recorded: "full", "light" or "off".
    pub record: Record,
}

/// `[world]`: where to drive, and what with. One of `scenario` and `log`; neither means the default
/// scenario.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WorldSection {
    /// Name of a shipped scenario, or a file of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// File of a recorded scene.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// Names of the ego's cameras, each with its table `[cameras.NAME]`. Absent: those of the default
    /// rig (front, left, right) and all that have a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cameras: Option<Vec<String>>,
}

/// The module of each stage, by the name under which it is registered. As a default: the stack of
/// a world without images.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StackSection {
    /// Images to segmentation, depth, detections; "none" where no camera is used.
    pub perceiver: String,
    /// Perception to boxes in space.
    pub lifter: String,
    /// Boxes to tracks.
    pub tracker: String,
    /// Tracks to their futures.
    pub forecaster: String,
    /// The scene to a plan.
    pub planner: String,
    /// The plan to steering and acceleration.
    pub controller: String,
    /// The last check before actuation.
    pub gate: String,
}

impl Default for StackSection {
    fn default() -> Self {
        Self {
            perceiver: "none".into(),
            lifter: "oracle".into(),
            tracker: "kalman".into(),
            forecaster: "lane_following".into(),
            planner: "proposal".into(),
            controller: "lqr".into(),
            gate: "safety".into(),
        }
    }
}

impl StackSection {
    /// The module of a stage.
    pub fn name(&self, stage: Stage) -> &str {
        match stage {
            Stage::Perceiver => &self.perceiver,
            Stage::Lifter => &self.lifter,
            Stage::Tracker => &self.tracker,
            Stage::Forecaster => &self.forecaster,
            Stage::Planner => &self.planner,
            Stage::Controller => &self.controller,
            Stage::Gate => &self.gate,
        }
    }
}

/// `[rates]`: how often the stages run, by group. A world that steps more slowly than a rate
/// gives one step of the stage per step of the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    /// Observation of the world, perceiver and lifter, Hz. Tracker and forecaster follow: they run
    /// whenever their input is new. In (0, 1000].
    pub sensing_hz: f64,
    /// Planner, Hz. In (0, 1000].
    pub planning_hz: f64,
    /// Controller and gate, Hz. In (0, 1000].
    pub control_hz: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            sensing_hz: 10.0,
            planning_hz: 10.0,
            control_hz: 50.0,
        }
    }
}

/// `[latency]`: how long after its step a stage's output becomes visible to others, ms in
/// [0, 10000]. 0 is at once. It takes effect at the next step of the world.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Latency {
    /// Of the perceiver, ms.
    pub perceiver: f64,
    /// Of the lifter, ms.
    pub lifter: f64,
    /// Of the tracker, ms.
    pub tracker: f64,
    /// Of the forecaster, ms.
    pub forecaster: f64,
    /// Of the planner, ms.
    pub planner: f64,
    /// Of the controller, ms.
    pub controller: f64,
    /// Of the gate, ms.
    pub gate: f64,
}

impl Latency {
    /// The latency of a stage, ms.
    pub(crate) fn ms(&self, stage: Stage) -> f64 {
        match stage {
            Stage::Perceiver => self.perceiver,
            Stage::Lifter => self.lifter,
            Stage::Tracker => self.tracker,
            Stage::Forecaster => self.forecaster,
            Stage::Planner => self.planner,
            Stage::Controller => self.controller,
            Stage::Gate => self.gate,
        }
    }

    /// The latency of a stage.
    pub(crate) fn of(&self, stage: Stage) -> Duration {
        Duration::from_s(1e-3 * self.ms(stage))
    }
}
