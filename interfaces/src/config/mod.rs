//! Configuration: TOML with its places kept, layered defaults < file < `--set`, typed per section.

mod error;
mod layer; // a file or a `--set` argument, with the places of its keys
pub mod range; // of numbers
mod read_text; // files that people write
mod source; // typed sections out of the layers
mod table; // merging TOML tables

pub use error::{ConfigError, Place};
pub use read_text::read_text;
pub use source::{ConfigSource, Section};
