//! Imports run one way (ARCHITECTURE.md): between crates, and between the files of a crate.

mod crates; // a forbidden edge between crates, by name
mod files; // circles between files of a crate
mod module_tree; // where a path in the code leads
mod source; // what one file declares, imports and names
mod tokens; // words and signs of a file
mod workspace; // the crates that there are
