//! Samples through a lifter.

use trunkline_interfaces::messages::{Detections3d, Validate as _};
use trunkline_interfaces::stages::LifterInput;
use trunkline_interfaces::{
    ConfigSource, Duration, Registry, Stage, StageError, StepContext, VehicleParams,
};

use super::error::EvalError;
use super::lifter_table::LifterTable;
use super::sample::Sample;

/// What to evaluate, on what.
pub struct LifterEval<'a> {
    /// Every module.
    pub registry: &'a Registry,
    /// Their parameters.
    pub source: &'a ConfigSource,
    /// Name of the lifter.
    pub lifter: &'a str,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct LifterOutcome {
    /// Boxes against truth.
    pub table: LifterTable,
    /// Time of each step, ms.
    pub step_ms: Vec<f64>,
    /// The boxes of each sample.
    pub detections: Vec<Detections3d>,
}

/// Takes every sample through a lifter, each as a run of its own.
///
/// # Errors
/// [`EvalError`] if the lifter cannot be built or fails.
pub fn eval_lifter(eval: &LifterEval<'_>, samples: &[Sample]) -> Result<LifterOutcome, EvalError> {
    let mut lifter = eval.registry.build_lifter(eval.lifter, eval.source)?.module;
    let mut outcome = LifterOutcome {
        table: LifterTable::default(),
        step_ms: Vec::new(),
        detections: Vec::new(),
    };
    let vehicle = VehicleParams::default();
    for sample in samples {
        lifter.reset();
        let stamp = sample.ego.header.stamp;
        let ctx = StepContext {
            stage: Stage::Lifter,
            now: stamp,
            step: 0,
            period: Duration::from_ms(100),
            vehicle: &vehicle,
            map: &sample.map,
            truth: None,
            seed: 0,
        };
        let input = LifterInput {
            perception: &sample.perception,
            frames: &sample.frames,
            ego: &sample.ego,
        };
        let failed = |source: StageError| EvalError::Stage {
            stage: Stage::Lifter.name(),
            module: eval.lifter.to_owned(),
            sample: sample.name.clone(),
            source: Box::new(source),
        };
        // The first step of a run sets up what depends on map and lens; the second is timed.
        lifter.lift(input, &ctx).map_err(failed)?;
        let begin = std::time::Instant::now();
        let detections = lifter.lift(input, &ctx).map_err(failed)?;
        outcome.step_ms.push(1e3 * begin.elapsed().as_secs_f64());
        detections.validate().map_err(|e| failed(e.into()))?;
        outcome.table.add(&sample.truth, &detections.detections);
        outcome.detections.push(detections);
    }
    Ok(outcome)
}
