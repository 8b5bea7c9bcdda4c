//! Benchmarks of the whole loop. They print, they do not assert.

mod growth; // how time grows with triangles, and memory with pictures
mod lockstep; // how much faster than time, and where the time goes
mod render; // pictures per second, and where the time goes
mod render_setup; // what is rendered, and from where

pub use lockstep::{LockstepBench, LockstepBenchError, bench_lockstep};
pub use render::bench_render;
pub use render_setup::{RenderBench, RenderBenchError};
