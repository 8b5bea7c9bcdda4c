//! Many independent runs: on all cores, resumable, with a table whose order never depends on
//! threads.

mod plan; // which runs
mod reference; // expert progress, to be written into scenarios
mod row_store; // finished rows on disk
mod run; // all of them

pub use plan::{SuitePlan, SuiteRun};
pub use reference::{ReferenceError, write_reference};
pub use row_store::RowStoreError;
pub use run::{Suite, SuiteError, run_suite};
