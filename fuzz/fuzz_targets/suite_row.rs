//! Rows of a suite that goes on (`--resume`), as they were kept. Accepted ones are summed up and
//! put on a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trunkline_harness::documents::{DriveDocument, SuiteDocument, Versus};
use trunkline_harness::report::{SuiteInput, suite_html};

fuzz_target!(|json: &[u8]| {
    let Ok(rows) = serde_json::from_slice::<Vec<DriveDocument>>(json) else {
        return;
    };
    let planned = rows.len();
    let versus = Versus::new("fuzz", &rows, rows.clone());
    let suite = SuiteDocument {
        versus: Some(versus),
        ..SuiteDocument::new(rows, planned, 1.0)
    };
    let input = SuiteInput {
        title: "fuzz",
        suite: &suite,
        config_toml: "",
    };
    drop(suite_html(&input).expect("a page"));
    drop(serde_json::to_string(&suite).expect("plain data"));
});
