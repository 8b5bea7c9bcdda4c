//! From light to the numbers of an image: what lens and sensor do.

mod blur; // smearing by the lens
mod exposure; // how long to expose
mod glow; // light that spills from what is very bright
mod image; // tone, noise, eight bits
mod rain; // drops before the lens
mod tone; // from light to brightness

pub(crate) use image::{Darkroom, Frame};
