//! What can be wrong with a recorded scene or an index of scenes.

use std::path::PathBuf;

use thiserror::Error;

/// Why a file of recorded scenes cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LogError {
    /// The system would not give the file.
    #[error("cannot read `{}`: {source}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The file is larger than any scene can be.
    #[error(
        "`{}` is larger than {limit_mib} MiB ({what}): no recorded scene is\n\nhint: check that it is the right file",
        .path.display()
    )]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Compressed or unpacked.
        what: &'static str,
        /// The limit.
        limit_mib: u64,
    },
    /// It is no JSON, or a field is missing or of another type.
    #[error("`{}` is not a readable `{format}` file: {source}", .path.display())]
    Parse {
        /// Which file.
        path: PathBuf,
        /// The format that was expected.
        format: &'static str,
        /// Place and field.
        source: serde_json::Error,
    },
    /// A field holds what it must not.
    #[error("`{}`: field `{field}` {problem}", .path.display())]
    Field {
        /// Which file.
        path: PathBuf,
        /// The field, with its index.
        field: String,
        /// What is wrong with it, and what to do.
        problem: String,
    },
}
