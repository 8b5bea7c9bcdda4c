//! What a step may know besides its input.

use crate::lane_map::LaneMap;
use crate::messages::{Header, Truth, TruthFuture};
use crate::random::Random;
use crate::stage::Stage;
use crate::time::{Duration, Stamp};
use crate::vehicle::VehicleParams;

use super::error::StageError;

/// Ground truth, for modules registered as oracles.
#[derive(Debug, Clone, Copy)]
pub struct TruthView<'a> {
    /// The world now.
    pub now: &'a Truth,
    /// What the agents are going to do, where the world can tell.
    pub future: Option<&'a TruthFuture>,
}

/// What a step may know besides its input.
#[derive(Debug, Clone, Copy)]
pub struct StepContext<'a> {
    /// Which stage is being stepped.
    pub stage: Stage,
    /// The time of this step.
    pub now: Stamp,
    /// Number of this stage's step, from 0.
    pub step: u64,
    /// Time between steps of this stage.
    pub period: Duration,
    /// Our vehicle.
    pub vehicle: &'a VehicleParams,
    /// The map; empty where the world has none.
    pub map: &'a LaneMap,
    /// Ground truth, `None` unless the module is registered as an oracle.
    pub truth: Option<TruthView<'a>>,
    /// Seed of the run.
    pub seed: u64,
}

impl<'a> StepContext<'a> {
    /// A step outside of a run, as tests and tools make it: number 0, 100 ms a step, without truth,
    /// seed 0. `StepContext { step: 7, ..StepContext::new(…) }` is another.
    pub fn new(stage: Stage, now: Stamp, vehicle: &'a VehicleParams, map: &'a LaneMap) -> Self {
        Self {
            stage,
            now,
            step: 0,
            period: Duration::from_ms(100),
            vehicle,
            map,
            truth: None,
            seed: 0,
        }
    }

    /// Random numbers of this stage and step.
    pub fn rng(&self) -> Random {
        Random::new(self.seed, self.stage.name(), self.step)
    }

    /// Header of this step's output: valid at `stamp`, resting on data captured at `captured`.
    pub fn header(&self, stamp: Stamp, captured: Stamp) -> Header {
        Header {
            seq: self.step,
            stamp,
            produced: self.now,
            captured,
        }
    }

    /// Ground truth, for oracles.
    ///
    /// # Errors
    /// [`StageError::NoTruth`] if the module is no oracle or the world gives none.
    pub fn truth(&self) -> Result<TruthView<'a>, StageError> {
        self.truth.ok_or(StageError::NoTruth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_its_own_header_its_own_random_numbers_and_truth_only_if_given() {
        let (vehicle, map) = (VehicleParams::default(), LaneMap::default());
        let context = StepContext {
            step: 9,
            seed: 5,
            ..StepContext::new(Stage::Lifter, Stamp::from_s(2.0), &vehicle, &map)
        };
        let header = context.header(Stamp::from_s(1.9), Stamp::from_s(1.8));
        let expected = Header {
            seq: 9,
            stamp: Stamp::from_s(1.9),
            produced: Stamp::from_s(2.0),
            captured: Stamp::from_s(1.8),
        };
        assert_eq!(header, expected);
        let mut same = Random::new(5, "lifter", 9);
        assert_eq!(context.rng().uniform(), same.uniform());
        assert_eq!(context.truth().err(), Some(StageError::NoTruth));
    }
}
