//! Rows and tables as the page shows them.

use serde::Serialize;

use crate::report::format::NOT_APPLICABLE;

/// One row: what, how it counts, its value, and what lies behind it.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Row {
    name: String,
    role: String,
    value: String,
    pub(super) detail: String,
    is_applicable: bool,
    is_bad: bool,
}

impl Row {
    pub(super) fn new(name: &str, role: &str, value: String, detail: String) -> Self {
        Self {
            is_applicable: value != NOT_APPLICABLE,
            is_bad: false,
            name: name.to_owned(),
            role: role.to_owned(),
            value,
            detail,
        }
    }

    pub(super) fn bad_if(mut self, is_bad: bool) -> Self {
        self.is_bad = is_bad;
        self
    }
}

/// A titled table.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Table {
    pub(super) title: &'static str,
    pub(super) note: &'static str,
    pub(super) rows: Vec<Row>,
}
