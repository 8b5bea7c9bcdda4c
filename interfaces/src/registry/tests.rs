//! The registry: names, builders, errors.

use std::sync::Arc;

use serde::Deserialize;

use super::*;
use crate::messages::{CameraFrame, Command, Detections3d, Forecasts, Perception, Plan, Tracks};
use crate::stages::{
    ControllerInput, ForecasterInput, GateInput, LifterInput, PlannerInput, StageError,
    StepContext, TrackerInput,
};

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Config {
    gate_m: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self { gate_m: 3.0 }
    }
}

struct Nothing;

impl Nothing {
    fn from_config(config: Config) -> Result<Self, ConfigError> {
        ConfigError::require(
            config.gate_m > 0.0,
            "gate_m",
            config.gate_m,
            "must be > 0 m",
        )?;
        Ok(Self)
    }
}

impl Tracker for Nothing {
    fn track(&mut self, _: TrackerInput<'_>, _: &StepContext<'_>) -> Result<Tracks, StageError> {
        Ok(Tracks::default())
    }
    fn reset(&mut self) {}
}

fn registry() -> Registry {
    Registry::new().tracker("kalman", Nothing::from_config)
}

#[test]
fn an_unknown_name_lists_the_choices() {
    let error = registry()
        .build_tracker("kallman", &ConfigSource::new())
        .unwrap_err();
    assert!(
        error.to_string().contains("did you mean `kalman`?"),
        "{error}"
    );
}

#[test]
fn a_second_module_of_one_name_is_refused() {
    let registry = registry().tracker("kalman", Nothing::from_config);
    let error = registry
        .build_tracker("kalman", &ConfigSource::new())
        .unwrap_err();
    assert_eq!(
        error,
        ConfigError::Duplicate {
            stage: "tracker".into(),
            name: "kalman".into()
        }
    );
}

#[test]
fn a_value_out_of_range_is_shown_where_it_was_given() {
    let source = ConfigSource::new()
        .text("a.toml", "[tracker.kalman]\ngate_m = nan\n")
        .unwrap();
    let text = registry()
        .build_tracker("kalman", &source)
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("line 2") && text.contains("must be > 0 m"),
        "{text}"
    );
}

#[test]
fn effective_parameters_are_complete() {
    let built = registry()
        .build_tracker("kalman", &ConfigSource::new())
        .unwrap();
    assert_eq!(built.params.to_string().trim(), "gate_m = 3.0");
    assert!(!built.is_oracle);
}

/// Fits every stage and does nothing.
struct Idle;

macro_rules! idle {
    ($($stage:ident, $method:ident, $input:ty => $output:ty;)*) => {$(
        impl $stage for Idle {
            fn $method(&mut self, _: $input, _: &StepContext<'_>) -> Result<$output, StageError> {
                Err(StageError::NoTruth)
            }
            fn reset(&mut self) {}
        }
    )*};
}

idle! {
    Perceiver, perceive, &[Arc<CameraFrame>] => Vec<Perception>;
    Lifter, lift, LifterInput<'_> => Detections3d;
    Tracker, track, TrackerInput<'_> => Tracks;
    Forecaster, forecast, ForecasterInput<'_> => Forecasts;
    Planner, plan, PlannerInput<'_> => Plan;
    Controller, control, ControllerInput<'_> => Command;
    Gate, check, GateInput<'_> => Command;
}

#[test]
fn every_stage_lists_its_modules_by_name() {
    let make = |_: Config| Ok(Idle);
    let registry = Registry::new()
        .perceiver("eyes", make)
        .lifter("lift", make)
        .tracker("follow", make)
        .tracker_as("all", make, true)
        .forecaster("guess", make)
        .planner("plan", make)
        .controller("drive", make)
        .gate("guard", make);
    let listed: Vec<_> = registry
        .modules()
        .into_iter()
        .map(|m| {
            (
                m.stage,
                m.name,
                m.is_oracle,
                m.defaults.to_string().trim().to_owned(),
            )
        })
        .collect();
    let defaults = "gate_m = 3.0".to_owned();
    let row = |stage, name, is_oracle| (stage, name, is_oracle, defaults.clone());
    let expected = [
        row(Stage::Perceiver, "eyes", false),
        row(Stage::Lifter, "lift", false),
        row(Stage::Tracker, "all", true),
        row(Stage::Tracker, "follow", false),
        row(Stage::Forecaster, "guess", false),
        row(Stage::Planner, "plan", false),
        row(Stage::Controller, "drive", false),
        row(Stage::Gate, "guard", false),
    ];
    assert_eq!(listed, expected);
    for stage in Stage::ALL {
        let names = expected
            .iter()
            .filter(|row| row.0 == stage)
            .map(|row| row.1);
        assert_eq!(registry.names(stage), names.collect::<Vec<_>>());
    }
    let source = ConfigSource::new();
    assert!(registry.build_tracker("all", &source).unwrap().is_oracle);
    assert!(
        registry
            .build_perceiver("eyes", &source)
            .unwrap()
            .module
            .looks_at_images()
    );
    assert!(
        registry
            .build_lifter("lift", &source)
            .unwrap()
            .module
            .looks_at_images()
    );
    assert!(registry.build_forecaster("guess", &source).is_ok());
    assert!(registry.build_planner("plan", &source).is_ok());
    assert!(registry.build_controller("drive", &source).is_ok());
    assert!(registry.build_gate("guard", &source).is_ok());
    let error = registry
        .build_gate("guards", &source)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no gate is named `guards`") && error.contains("did you mean `guard`?"),
        "{error}"
    );
    assert!(
        error.ends_with("command alone; `modules gate` lists those of this one"),
        "{error}"
    );
}
