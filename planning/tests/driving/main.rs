//! Forecaster and planner in a closed loop: the ego follows its plans exactly, agents follow
//! scripts. Small scenes with a known right answer.

mod closed_loop; // the loop
mod comfort; // plans that passengers like
mod degenerate; // inputs that no road has
#[path = "../../src/fixtures.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the unit tests' file; a failure there is a failed test"
)]
mod fixtures; // what unit tests use too
mod following; // cars ahead
mod invariance; // under motions of the world and orders of tracks
mod right_of_way; // signals, signs, traffic that goes first, people who cross
mod road; // curves, limits, the goal
mod scenes; // routes and agents
