//! Samples through a lifter.

use trunkline_interfaces::messages::Validate as _;
use trunkline_interfaces::stages::{Lifter, LifterInput, TruthView};
use trunkline_interfaces::{
    Built, ConfigSource, Registry, Stage, StageError, StepContext, VehicleParams,
};

use super::error::EvalError;
use super::lifter_table::LifterTable;
use super::sample::Sample;
use crate::config::RunConfig;

/// A lifter, ready to be held against labels.
pub struct LifterEval {
    name: String,
    lifter: Built<dyn Lifter>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct LifterOutcome {
    /// Boxes against truth.
    pub table: LifterTable,
    /// Time of each step, ms.
    pub step_ms: Vec<f64>,
}

impl LifterEval {
    /// The lifter that a config names.
    ///
    /// # Errors
    /// [`EvalError::Config`] if the config does not hold.
    pub fn new(registry: &Registry, source: &ConfigSource) -> Result<Self, EvalError> {
        let name = RunConfig::from_source(registry, source)?.stack.lifter;
        let lifter = registry.build_lifter(&name, source)?;
        Ok(Self { name, lifter })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it looks at pictures.
    pub fn looks_at_images(&self) -> bool {
        self.lifter.module.looks_at_images()
    }

    /// That frames without truth and pictures are enough for it.
    ///
    /// # Errors
    /// [`EvalError::Needs`] with what is missing.
    pub fn check_recorded(&self) -> Result<(), EvalError> {
        let need = match (self.lifter.is_oracle, self.looks_at_images()) {
            (true, _) => "the truth",
            (_, true) => "pictures",
            _ => return Ok(()),
        };
        Err(EvalError::Needs {
            module: self.name.clone(),
            need,
        })
    }

    /// Takes every sample through the lifter, each as a run of its own.
    ///
    /// # Errors
    /// [`EvalError`] if the lifter fails.
    pub fn judge(&mut self, samples: &[Sample]) -> Result<LifterOutcome, EvalError> {
        let mut outcome = LifterOutcome {
            table: LifterTable::default(),
            step_ms: Vec::new(),
        };
        let vehicle = VehicleParams::default();
        let is_oracle = self.lifter.is_oracle;
        let lifter = &mut self.lifter.module;
        for sample in samples {
            lifter.reset();
            let view = sample
                .truth
                .as_ref()
                .map(|now| TruthView { now, future: None });
            let now = sample.ego.header.stamp;
            let ctx = StepContext {
                truth: view.filter(|_| is_oracle),
                ..StepContext::new(Stage::Lifter, now, &vehicle, &sample.map)
            };
            let input = LifterInput {
                perception: &sample.perception,
                frames: &sample.frames,
                ego: &sample.ego,
            };
            let failed = |source: StageError| {
                EvalError::stage(Stage::Lifter, &self.name, &sample.name, source)
            };
            // The first step of a run sets up what depends on map and lens; the second is timed.
            lifter.lift(input, &ctx).map_err(failed)?;
            let begin = std::time::Instant::now();
            let detections = lifter.lift(input, &ctx).map_err(failed)?;
            outcome.step_ms.push(1e3 * begin.elapsed().as_secs_f64());
            detections.validate().map_err(|e| failed(e.into()))?;
            outcome.table.add(&sample.boxes, &detections.detections);
        }
        Ok(outcome)
    }
}
