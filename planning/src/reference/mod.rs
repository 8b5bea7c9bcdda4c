//! The route as planners need it: evenly sampled, smooth, with the speed that each place allows.

mod line; // the route's path, evenly sampled
mod speed_profile; // how fast each place of it may be driven
mod vertices; // what the route says along its way

pub(crate) use line::{Line, Place, Sample};
pub(crate) use speed_profile::SpeedProfile;
pub use speed_profile::SpeedProfileConfig;
