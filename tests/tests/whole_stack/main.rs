//! The whole stack in the simulator: every scenario finds out what it is there for, every module
//! that can be named drives.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: what fails there fails the test"
)]

mod blind; // a planner that sees nobody, a gate that stops nobody
mod every_module; // each module in its place in the stack
mod stack; // driving a scenario with a config
mod teeth; // scenarios fail those who should fail
