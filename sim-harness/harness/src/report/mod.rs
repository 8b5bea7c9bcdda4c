//! The HTML page of a run or suite: one file, no network, no scripts, readable on a phone.
//!
//! Start at [`write()`] for a run and [`write_suite()`] for a suite.

mod base64; // bytes as text
mod birds_eye; // pictures of the scene from above
mod drive_page; // the page of one run
mod error; // what can go wrong
mod format; // numbers for people
mod histogram; // how scores are spread
mod line_plot; // lines over time
mod lines; // what is plotted
mod page; // templates to HTML
mod pictures; // which moments are drawn
mod score_strip; // values with their mean and interval
mod score_tables; // scores as rows of tables
mod sight; // what the car saw at a moment
mod suite_logs; // recorded scenes by set and kind
mod suite_page; // the page of many runs
mod suite_pairs; // two configurations, run by run
mod suite_parts; // many runs in a few figures
mod suite_runs; // single runs, the worst first

pub use drive_page::{ReportInput, html, write};
pub use error::ReportError;
pub use format::{difference, one_decimal};
pub use suite_page::{SuiteInput, suite_html, write_suite};
