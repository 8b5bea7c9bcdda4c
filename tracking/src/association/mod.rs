//! Which detection belongs to which track: gate, split into independent groups, assign.

mod assignment; // the cheapest pairing
mod candidate; // a pair that may belong together
mod components; // groups that share no candidate
mod gate; // which pairs are possible at all

pub(crate) use assignment::assign;
pub(crate) use gate::{Gate, Place, are_alike};
