//! What is wrong with a KITTI file, where, and what to do about it.

use thiserror::Error;

/// Why KITTI files cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KittiError {
    /// A file or folder cannot be read.
    #[error("cannot read `{path}`: {reason}\n\nhint: {hint}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// The system's words.
        reason: String,
        /// What to do.
        hint: &'static str,
    },
    /// A line of a file is not as the format says.
    #[error("`{file}` line {line}, column {column}: {problem}\n\nhint: {hint}")]
    Line {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column of the field (character), from 1.
        column: usize,
        /// What is wrong with which value.
        problem: String,
        /// What to do.
        hint: String,
    },
    /// A sequence that is not in the folder.
    #[error("no sequence `{name}` in `{dir}`\n\nhint: known here: {known}")]
    UnknownSequence {
        /// The sequence as given.
        name: String,
        /// The folder.
        dir: String,
        /// Sequences that are there.
        known: String,
    },
    /// A file lacks something that the drive needs.
    #[error("`{file}`: {problem}\n\nhint: {hint}")]
    Incomplete {
        /// The file.
        file: String,
        /// What is missing.
        problem: String,
        /// What to do.
        hint: &'static str,
    },
}
