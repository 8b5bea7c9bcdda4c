//! The JSON documents that scripts rely on. Keys are never renamed; more may be added.

mod bench; // `trunkline bench NAME --json`
mod drive; // `trunkline drive --json`
mod logs; // recorded scenes in a suite
mod suite; // `trunkline suite --json`
mod summary; // many drives in a few figures
mod versus; // two configurations, pair by pair

pub use bench::{BenchDocument, BenchRow, Machine};
pub use drive::{DriveDocument, Quantiles, Scores, SubScores};
pub use logs::{LogGroup, LogScores};
pub use suite::SuiteDocument;
pub use summary::{PARTS, SuiteSummary};
pub use versus::Versus;
pub(crate) use versus::{Pair, pairs};
