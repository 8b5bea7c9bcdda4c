//! The subcommands, one file each, nothing clever.

pub(crate) mod config;
pub(crate) mod map;
pub(crate) mod modules;
