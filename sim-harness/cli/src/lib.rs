//! The command `trunkline`.
