//! The whole stack in the simulator: every scenario finds out what it is there for, every module
//! that can be named drives.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: what fails there fails the test"
)]

mod blind; // who does not look
mod every_module; // each module in its place in the stack
mod pixels; // who looks
mod stack; // driving a scenario with a config
mod teeth; // scenarios fail those who should fail
mod traffic; // the others among themselves
