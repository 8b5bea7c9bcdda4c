//! The plan at a time (how fast) and at a place (where to).

mod path; // the plan's geometry, by arc length
mod target; // what to do now

pub(crate) use target::Target;
#[cfg(test)]
pub(crate) use target::{bending_target, test_target};
