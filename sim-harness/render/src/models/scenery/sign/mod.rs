//! Traffic signs on their poles.

mod kind; // what signs there are
mod pictures; // what is painted on them
mod plate; // a sign on its pole

pub use kind::SignKind;
pub(super) use pictures::{BACK, BLACK, BLUE, NAMES, RED, WHITE};
pub use plate::sign;
