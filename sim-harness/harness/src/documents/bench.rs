//! `trunkline bench NAME --json`.

use serde::{Deserialize, Serialize};

use crate::metrics::statistics::quantile;

/// The machine that figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Model of the processor.
    pub cpu: String,
    /// Its physical cores, as far as the system tells.
    pub cores: usize,
    /// Threads that may run at once.
    pub threads: usize,
}

impl Machine {
    /// This one.
    pub(crate) fn this() -> Self {
        let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let value = |key: &str| {
            let line = info.lines().find(|line| line.starts_with(key))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            cpu: value("model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: value("cpu cores")
                .and_then(|n| n.parse().ok())
                .unwrap_or(threads),
            threads,
        }
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchRow {
    /// What was measured.
    pub case: String,
    /// Which quantity.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// Median over the repetitions.
    pub median: f64,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// Number of repetitions.
    pub n: usize,
}

impl BenchRow {
    /// The median, smallest and largest of some values.
    pub fn new(case: &str, metric: &str, unit: &str, mut values: Vec<f64>) -> Self {
        let mut at = |share: f64| quantile(&mut values, share).unwrap_or(0.0);
        Self {
            case: case.into(),
            metric: metric.into(),
            unit: unit.into(),
            median: at(0.5),
            min: at(0.0),
            max: at(1.0),
            n: values.len(),
        }
    }
}

/// What a benchmark measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchDocument {
    /// Version of this document.
    pub schema: u32,
    /// Name of the benchmark.
    pub bench: String,
    /// Whether every repetition was made; figures of an interrupted benchmark are of those that
    /// were.
    pub complete: bool,
    /// Where it ran.
    pub machine: Machine,
    /// The figures.
    pub rows: Vec<BenchRow>,
    /// What follows from them, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        let row = BenchRow::new("case", "rate", "1/s", vec![4.0, 1.0, 3.0, 2.0]);
        assert_eq!((row.median, row.min, row.max, row.n), (2.5, 1.0, 4.0, 4));
        assert_eq!(BenchRow::new("", "", "", vec![7.0]).median, 7.0);
    }
}
