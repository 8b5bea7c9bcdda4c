//! The binary `trunkline`.
fn main() {}
