//! The intelligent driver model: how to follow, and how to approach what stands.

mod model; // the formula
pub use model::{IdmConfig, idm_acceleration_mps2};
