//! The harness from outside, with a world and modules that are small enough to know by heart.

mod lockstep; // the executor's promises
mod recording; // what is written reads back, whole or broken off
mod toy_modules; // one module per stage
mod toy_world; // a straight road, the ego, one car ahead
