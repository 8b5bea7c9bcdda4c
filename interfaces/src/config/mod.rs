//! Configuration: TOML with its places kept, layered defaults < file < `--set`, typed per section.

mod error;
mod source; // the layers, and typed sections out of them
mod table; // merging and writing TOML tables

pub(crate) use error::suggestion;
pub use error::{ConfigError, Place};
pub use source::{ConfigSource, Section};
