//! Wall time per part of a run. Never in a message: messages are the same on every machine.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

use serde::Serialize;

use trunkline_interfaces::Stage;

use crate::metrics::Spread;

/// What wall time is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Once, before the first step: the world's start, the heads of recordings.
    SetUp,
    /// Steps, futures and observations without pictures of the world.
    World,
    /// Observations with pictures: rendering, nearly all of it.
    Cameras,
    /// One stage.
    Stage(Stage),
    /// Handing messages to sinks: recording, viewer, metrics.
    Sinks,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetUp => f.write_str("set-up"),
            Self::World => f.write_str("world"),
            Self::Cameras => f.write_str("cameras"),
            Self::Stage(stage) => stage.fmt(f),
            Self::Sinks => f.write_str("sinks"),
        }
    }
}

/// Quantiles of the durations of one part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// Median, ms.
    pub p50: f64,
    /// 99 of 100 are below, ms.
    pub p99: f64,
    /// Largest, ms.
    pub max: f64,
    /// All together, ms.
    pub total: f64,
    /// How many.
    pub n: usize,
}

/// Wall times of one run, by part, ms.
#[derive(Debug, Clone, Default)]
pub struct StageTimes(BTreeMap<Part, Vec<f64>>);

impl StageTimes {
    /// Does something and counts how long it took.
    pub(crate) fn measure<T>(&mut self, part: Part, what: impl FnOnce() -> T) -> T {
        self.measure_as(what, |_| part)
    }

    /// Does something and counts how long it took for the part that its result belongs to.
    pub(crate) fn measure_as<T>(
        &mut self,
        what: impl FnOnce() -> T,
        part: impl FnOnce(&T) -> Part,
    ) -> T {
        let start = Instant::now();
        let result = what();
        let elapsed_ms = 1e3 * start.elapsed().as_secs_f64();
        self.0.entry(part(&result)).or_default().push(elapsed_ms);
        result
    }

    /// Quantiles of each part that took place.
    pub fn summaries(&self) -> BTreeMap<Part, Summary> {
        let one = |ms: &Vec<f64>| {
            let spread = Spread::of(ms.clone())?;
            Some(Summary {
                p50: spread.p50,
                p99: spread.p99,
                max: spread.max,
                total: ms.iter().sum(),
                n: spread.n,
            })
        };
        let parts = self.0.iter();
        parts
            .filter_map(|(part, ms)| Some((*part, one(ms)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_summed_up() {
        let mut times = StageTimes::default();
        times
            .0
            .insert(Part::World, (1..=200).map(f64::from).collect());
        let world = times.summaries()[&Part::World];
        // Between the 100th and the 101st, the 198th and the 199th.
        assert_eq!((world.p50, world.max), (100.5, 200.0));
        assert!((198.0..199.0).contains(&world.p99), "{world:?}");
        assert_eq!((world.total, world.n), (20_100.0, 200));
    }
}
