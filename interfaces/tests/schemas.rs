//! A message does not change unannounced: its JSON Schema is checked in, and this test compares.
//! Where a change is meant, `TRUNKLINE_BLESS=1 cargo test --release -p trunkline-interfaces --test
//! schemas` writes the schemas anew, and the commit says why.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use trunkline_interfaces::messages::message_schemas;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn text_of(schema: &impl serde::Serialize) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(schema)? + "\n")
}

/// What differs between a schema as generated and as checked in: the first line that does.
fn difference(name: &str, generated: &str, checked_in: &str) -> Option<String> {
    let lines = generated.lines().chain(std::iter::once("<end>"));
    let others = checked_in.lines().chain(std::iter::once("<end>"));
    let (number, (now, then)) = lines.zip(others).enumerate().find(|(_, (a, b))| a != b)?;
    Some(format!(
        "the schema of {name} changed in line {}: was `{}`, is `{}`\n\
         hint: if the change is meant, run this test with TRUNKLINE_BLESS=1 and say why in the commit",
        number + 1,
        then.trim(),
        now.trim()
    ))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test's own switch, read by no run"
)]
fn is_blessing() -> bool {
    std::env::var("TRUNKLINE_BLESS").is_ok()
}

#[test]
fn no_schema_changes_unannounced() {
    let schemas = message_schemas();
    assert!(!schemas.is_empty(), "no schema at all proves nothing");
    for entry in &schemas {
        let path = folder().join(format!("{}.json", entry.name));
        let generated = text_of(&entry.schema).unwrap();
        if is_blessing() {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &generated).unwrap();
        }
        let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
        if let Some(words) = difference(entry.name, &generated, &checked_in) {
            panic!("{words}");
        }
    }
}

#[test]
fn no_schema_is_left_of_a_message_that_is_gone() {
    let known: BTreeSet<String> = message_schemas()
        .iter()
        .map(|entry| format!("{}.json", entry.name))
        .collect();
    let found: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, known);
}

#[test]
fn a_changed_field_is_caught_and_shown() {
    let entry = message_schemas()
        .into_iter()
        .find(|e| e.name == "Plan")
        .unwrap();
    let generated = text_of(&entry.schema).unwrap();
    let perturbed = generated.replacen("\"is_emergency\"", "\"emergency\"", 1);
    assert_ne!(generated, perturbed, "the field to be perturbed is gone");
    let words = difference("Plan", &perturbed, &generated).unwrap();
    assert!(
        words.contains("the schema of Plan changed") && words.contains("\"is_emergency\""),
        "{words}"
    );
}
