//! Metrics: one file each.
