//! Which perceiver and lifter a stack has if a config does not name them: where the world shows
//! images, the car drives from what it sees; where it shows none, detections come from the truth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use trunkline_interfaces::{ConfigError, ConfigSource, Registry, Stage};

use super::sections::{StackSection, WorldSection};

/// The entry of `[stack]` that stands for no perceiver.
pub(crate) const NO_PERCEIVER: &str = "none";
/// The perceiver where there are images, and the lifter of what it saw.
const WITH_IMAGES: (&str, &str) = ("oracle", "clusters");
/// The lifter where nothing is seen.
const TRUTH_LIFTER: &str = "oracle";

/// `[stack]` as it is written: perceiver and lifter may be left to the world.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ChosenStack {
    /// Images to segmentation, depth, detections; "none" where no camera is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    perceiver: Option<String>,
    /// Perception to boxes in space.
    #[serde(skip_serializing_if = "Option::is_none")]
    lifter: Option<String>,
    /// Boxes to tracks.
    tracker: String,
    /// Tracks to their futures.
    forecaster: String,
    /// The scene to a plan.
    planner: String,
    /// The plan to steering and acceleration.
    controller: String,
    /// The last check before actuation.
    gate: String,
}

impl Default for ChosenStack {
    fn default() -> Self {
        let StackSection {
            perceiver: _,
            lifter: _,
            tracker,
            forecaster,
            planner,
            controller,
            gate,
        } = StackSection::default();
        Self {
            perceiver: None,
            lifter: None,
            tracker,
            forecaster,
            planner,
            controller,
            gate,
        }
    }
}

impl ChosenStack {
    /// The whole stack in a world.
    ///
    /// # Errors
    /// [`ConfigError`] if the lifter needs what no perceiver gives.
    pub(super) fn in_world(
        self,
        registry: &Registry,
        source: &ConfigSource,
        world: &WorldSection,
    ) -> Result<StackSection, ConfigError> {
        let (seeing, lifting) = WITH_IMAGES;
        let knows = |stage, name: &str| registry.names(stage).contains(&name);
        let is_offered = knows(Stage::Perceiver, seeing) && knows(Stage::Lifter, lifting);
        let has_images = world.log.is_none();
        // An oracle is told where everybody is; every other lifter lifts what a perceiver saw.
        let lifters = registry.modules().into_iter();
        let told: Vec<&str> = lifters
            .filter(|m| m.stage == Stage::Lifter && m.is_oracle)
            .map(|m| m.name)
            .collect();
        let is_told = |lifter: &str| told.contains(&lifter);
        let perceiver = match (self.perceiver, &self.lifter) {
            (Some(perceiver), _) => perceiver,
            (None, Some(lifter)) if is_told(lifter) => NO_PERCEIVER.into(),
            (None, _) if has_images && is_offered => seeing.into(),
            (None, _) => NO_PERCEIVER.into(),
        };
        let is_blind = perceiver == NO_PERCEIVER;
        let lifter = match self.lifter {
            Some(lifter) => lifter,
            None if is_blind => TRUTH_LIFTER.into(),
            None => lifting.into(),
        };
        if is_blind && knows(Stage::Lifter, &lifter) && !is_told(&lifter) {
            let why = if has_images {
                ""
            } else {
                ": a recorded scene has no images"
            };
            let problem = format!(
                "lifter `{lifter}` lifts what a perceiver saw, but there is no perceiver{why}"
            );
            let mut hint = format!("stack.lifter={TRUTH_LIFTER} takes detections from the truth");
            if has_images {
                hint.push_str(&format!(", stack.perceiver={seeing} lets the car see"));
            }
            return Err(source.problem("stack", Stage::Lifter.name(), problem, hint));
        }
        Ok(StackSection {
            perceiver,
            lifter,
            tracker: self.tracker,
            forecaster: self.forecaster,
            planner: self.planner,
            controller: self.controller,
            gate: self.gate,
        })
    }
}
