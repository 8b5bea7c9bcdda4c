//! The command as users meet it: whole outputs, bad input, exit codes, JSON keys, crashes.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests: what fails there fails the test, and a skipped test says why"
)]

mod bad_input; // what is refused, and in which words
mod crashes; // Ctrl-C, kill -9, full disk
mod documents; // the keys that scripts rely on
mod drive; // one run
mod eval; // a module against labelled data
mod kitti; // recorded KITTI drives
mod map; // random worlds as road maps
mod recordings; // messages of a recording, and one with a number changed
mod render; // pictures with labels
mod replay; // a run again
mod run; // starting the binary
mod suite; // many runs
