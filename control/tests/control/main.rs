//! Controllers on a vehicle with lag, and the safety gate.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod controllers; // every controller on courses that it must master
mod safety_gate; // limits, emergency braking, minimal-risk stop
mod vehicle; // what drives the courses, and what people felt
