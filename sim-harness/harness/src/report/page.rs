//! From a template beside this file and its values to one self-contained page.

use std::path::Path;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;

use super::error::ReportError;
use crate::fault::Fault;
use crate::recording::write_whole;

const STYLE: &str = include_str!("style.css");
/// What every page is made of besides its own template.
const PARTS: [(&str, &str); 3] = [
    ("frame.html", include_str!("frame.html")),
    ("what_drove.html", include_str!("what_drove.html")),
    ("who_saw_truth.html", include_str!("who_saw_truth.html")),
];

/// Fills a template. Every value is escaped but pictures, which are marked as safe.
pub(super) fn render(template: &str, values: &impl Serialize) -> Result<String, Fault> {
    filled(template, values).map_err(|e| Fault::new("the report", e))
}

fn filled(template: &str, values: &impl Serialize) -> Result<String, minijinja::Error> {
    let mut pages = Environment::new();
    pages.set_auto_escape_callback(|_| AutoEscape::Html);
    // A value that a template names and nobody gives is a mistake, not an empty string.
    pages.set_undefined_behavior(UndefinedBehavior::Strict);
    pages.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    for (name, part) in PARTS {
        pages.add_template(name, part)?;
    }
    pages.add_template("page.html", template)?;
    pages.get_template("page.html")?.render(Serde(values))
}

/// A picture of ours, which goes into the page as it is.
pub(super) fn picture(svg: String) -> Value {
    Value::from_safe_string(svg)
}

/// Writes a page, whole or not at all.
pub(super) fn write(path: &Path, html: &str) -> Result<(), ReportError> {
    Ok(write_whole(path, html)?)
}
