//! The subcommands, one file each, nothing clever.

pub(crate) mod bench;
pub(crate) mod config;
pub(crate) mod drive;
pub(crate) mod eval;
pub(crate) mod map;
pub(crate) mod modules;
pub(crate) mod render;
pub(crate) mod replay;
pub(crate) mod suite;
pub(crate) mod track;
pub(crate) mod view;
