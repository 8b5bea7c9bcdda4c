//! The harness from outside, with a world and modules that are small enough to know by heart.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod bench; // whole repetitions only
mod cameras; // pictures and maps: recorded to the bit, replayed, compared
mod config; // what a config may say
mod course_drive; // what could not be kept of a drive
mod lockstep; // the executor's promises
mod logs; // recorded scenes: the stack beside the recorded drivers
mod recording; // what is written reads back, whole or broken off
mod replay; // a run again: equal, or the change is named
mod suite; // many runs, one table
mod toy_modules; // one module per stage
mod toy_world; // a straight road, the ego, one car ahead
