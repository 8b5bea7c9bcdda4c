//! Many independent runs: on all cores, resumable, with a table whose order never depends on
//! threads.

mod plan; // which runs
mod recorded; // the recorded drivers of the same scenes
mod reference; // expert progress, to be written into scenarios
mod row_store; // finished rows on disk
mod run; // all of them
mod side_by_side; // drives on threads of their own

pub use plan::{SuitePlan, SuiteRun};
pub use recorded::recorded_drivers;
pub use reference::{ReferenceError, write_reference};
pub use run::{Suite, SuiteError, run_suite, suite_config};
