//! The JSON documents that scripts rely on. Keys are never renamed; more may be added.

mod bench; // `trunkline bench NAME --json`
mod drive; // `trunkline drive --json`
mod suite; // `trunkline suite --json`

pub use bench::{BenchDocument, BenchRow, Machine};
pub use drive::{DriveDocument, Quantiles, Scores};
pub use suite::{SuiteDocument, SuiteSummary, Versus};
