//! Trees, bushes, hedges, forests.

mod crown; // lumps of leaves
mod growth; // what all plants share
mod low; // bushes, hedges
mod species; // one tree each
mod tree; // a tree of a kind
mod wood; // the edge of a wood

pub use low::{bush, hedge};
pub use tree::{TreeKind, tree};
pub use wood::forest_edge;
