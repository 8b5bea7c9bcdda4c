//! Names of the stages, as configs, results and messages write them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One stage of the stack, in the order of the data's flow.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Images to segmentation, depth and detections.
    Perceiver,
    /// Perception to 3D boxes.
    Lifter,
    /// Boxes to tracks.
    Tracker,
    /// Tracks to forecasts.
    Forecaster,
    /// Forecasts to a plan.
    Planner,
    /// Plan to a command.
    Controller,
    /// Last check of the command.
    Gate,
}

impl Stage {
    /// Every stage, in the order of the data's flow.
    pub const ALL: [Self; 7] = [
        Self::Perceiver,
        Self::Lifter,
        Self::Tracker,
        Self::Forecaster,
        Self::Planner,
        Self::Controller,
        Self::Gate,
    ];

    /// The name in configs and results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Perceiver => "perceiver",
            Self::Lifter => "lifter",
            Self::Tracker => "tracker",
            Self::Forecaster => "forecaster",
            Self::Planner => "planner",
            Self::Controller => "controller",
            Self::Gate => "gate",
        }
    }

    /// The stage of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_stands_at_its_place_and_is_found_by_its_name() {
        for (i, stage) in Stage::ALL.into_iter().enumerate() {
            assert_eq!(stage as usize, i);
            assert_eq!(Stage::from_name(stage.name()), Some(stage));
            assert_eq!(stage.to_string(), stage.name());
            let json = serde_json::to_string(&stage).unwrap();
            assert_eq!(
                json,
                format!("\"{stage}\""),
                "configs and messages write one name"
            );
        }
        assert_eq!(Stage::from_name("cook"), None);
    }
}
