//! Recorded real scenes as worlds.
