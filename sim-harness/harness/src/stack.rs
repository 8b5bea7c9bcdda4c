//! The stack: one field per stage. No graph, no dynamic topology.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use trunkline_interfaces::stages::{
    Controller, Forecaster, Gate, Lifter, Perceiver, Planner, Tracker,
};
use trunkline_interfaces::{Built, ConfigError, ConfigSource, Registry, Stage, WorldInfo};

use crate::config::{NO_PERCEIVER, StackSection};

/// A module in its place in the stack.
pub struct Seat<S: ?Sized> {
    /// Name under which it is registered.
    pub name: String,
    /// Whether it gets ground truth.
    pub is_oracle: bool,
    /// The module.
    pub module: Box<S>,
}

impl<S: ?Sized> fmt::Debug for Seat<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat")
            .field("name", &self.name)
            .field("is_oracle", &self.is_oracle)
            .finish_non_exhaustive()
    }
}

impl<S: ?Sized> Seat<S> {
    fn new(name: &str, built: Built<S>) -> Self {
        Self {
            name: name.into(),
            is_oracle: built.is_oracle,
            module: built.module,
        }
    }
}

/// Every stage, ready to run.
#[derive(Debug)]
pub struct Stack {
    /// Images to what is in them; `None` where no camera is used.
    pub perceiver: Option<Seat<dyn Perceiver>>,
    /// Perception to boxes.
    pub lifter: Seat<dyn Lifter>,
    /// Boxes to tracks.
    pub tracker: Seat<dyn Tracker>,
    /// Tracks to futures.
    pub forecaster: Seat<dyn Forecaster>,
    /// The scene to a plan.
    pub planner: Seat<dyn Planner>,
    /// The plan to a wish.
    pub controller: Seat<dyn Controller>,
    /// The wish to a command.
    pub gate: Seat<dyn Gate>,
}

/// A stack that needs what a world lacks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{world} gives no {lacking}, which {stage} `{module}` needs\n\nhint: choose another with --set stack.{stage}=NAME (the command `modules {stage}` lists them)"
)]
pub struct Unfit {
    /// Scenario, scene or peer.
    pub world: String,
    /// What it lacks.
    pub lacking: &'static str,
    /// Who needs it.
    pub stage: Stage,
    /// The module in that stage.
    pub module: String,
}

impl Stack {
    /// Builds every stage: the modules of these names, with their parameters from a config.
    ///
    /// # Errors
    /// [`ConfigError`] for anything in the config that is unknown, ill-typed or out of range.
    pub fn build(
        registry: &Registry,
        source: &ConfigSource,
        names: &StackSection,
    ) -> Result<Self, ConfigError> {
        let perceiver = if names.perceiver == NO_PERCEIVER {
            None
        } else {
            let built = registry.build_perceiver(&names.perceiver, source)?;
            Some(Seat::new(&names.perceiver, built))
        };
        Ok(Self {
            perceiver,
            lifter: Seat::new(&names.lifter, registry.build_lifter(&names.lifter, source)?),
            tracker: Seat::new(
                &names.tracker,
                registry.build_tracker(&names.tracker, source)?,
            ),
            forecaster: Seat::new(
                &names.forecaster,
                registry.build_forecaster(&names.forecaster, source)?,
            ),
            planner: Seat::new(
                &names.planner,
                registry.build_planner(&names.planner, source)?,
            ),
            controller: Seat::new(
                &names.controller,
                registry.build_controller(&names.controller, source)?,
            ),
            gate: Seat::new(&names.gate, registry.build_gate(&names.gate, source)?),
        })
    }

    /// Name of the module in each stage.
    pub fn modules(&self) -> BTreeMap<Stage, String> {
        self.seats()
            .into_iter()
            .map(|(stage, name, _)| (stage, name.to_owned()))
            .collect()
    }

    /// Stages whose module gets ground truth.
    pub fn oracles(&self) -> Vec<Stage> {
        let seats = self.seats();
        let oracles = seats.into_iter().filter(|(_, _, is_oracle)| *is_oracle);
        oracles.map(|(stage, _, _)| stage).collect()
    }

    /// Refuses a world that lacks what a module needs.
    ///
    /// # Errors
    /// [`Unfit`] with the stage, the module and what is lacking.
    pub(crate) fn check_world(&self, world: &WorldInfo) -> Result<(), Unfit> {
        let offers = &world.capabilities;
        let refuse = |lacking, stage, module: &str| {
            Err(Unfit {
                world: world.name.clone(),
                lacking,
                stage,
                module: module.to_owned(),
            })
        };
        if let Some(perceiver) = &self.perceiver
            && self.looks_at_images()
            && !offers.images
        {
            return refuse("camera images", Stage::Perceiver, &perceiver.name);
        }
        if let Some(perceiver) = &self.perceiver
            && perceiver.is_oracle
            && !offers.labels
        {
            return refuse("labels of its images", Stage::Perceiver, &perceiver.name);
        }
        for (stage, name, is_oracle) in self.seats() {
            if is_oracle && !offers.truth {
                return refuse("ground truth", stage, name);
            }
            let looks_ahead = matches!(stage, Stage::Forecaster | Stage::Planner);
            if is_oracle && looks_ahead && !offers.future {
                return refuse("future of its agents", stage, name);
            }
        }
        Ok(())
    }

    /// Whether a stage looks at the pixels of camera frames.
    pub fn looks_at_images(&self) -> bool {
        let perceiver = self.perceiver.as_ref();
        perceiver.is_some_and(|seat| {
            seat.module.looks_at_images() || self.lifter.module.looks_at_images()
        })
    }

    /// Makes every module forget: a new run begins.
    pub fn reset(&mut self) {
        if let Some(perceiver) = &mut self.perceiver {
            perceiver.module.reset();
        }
        self.lifter.module.reset();
        self.tracker.module.reset();
        self.forecaster.module.reset();
        self.planner.module.reset();
        self.controller.module.reset();
        self.gate.module.reset();
    }

    fn seats(&self) -> [(Stage, &str, bool); 7] {
        fn seat<S: ?Sized>(stage: Stage, seat: &Seat<S>) -> (Stage, &str, bool) {
            (stage, &seat.name, seat.is_oracle)
        }
        let none = (Stage::Perceiver, NO_PERCEIVER, false);
        [
            self.perceiver
                .as_ref()
                .map_or(none, |p| seat(Stage::Perceiver, p)),
            seat(Stage::Lifter, &self.lifter),
            seat(Stage::Tracker, &self.tracker),
            seat(Stage::Forecaster, &self.forecaster),
            seat(Stage::Planner, &self.planner),
            seat(Stage::Controller, &self.controller),
            seat(Stage::Gate, &self.gate),
        ]
    }
}
