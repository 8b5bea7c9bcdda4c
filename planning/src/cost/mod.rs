//! What makes one candidate better than another: a sum of named terms, one file each. The
//! weights are those of nuPlan's closed-loop score (docs/METRICS.md 2: progress 5, time to
//! collision 5, comfort 2), its multipliers become weights that no sum of the others reaches.

mod change; // away from what was chosen last
mod collision; // hitting somebody
mod comfort; // beyond what passengers like
mod drivable; // leaving the road
mod oncoming; // in the lane of oncoming traffic
mod progress; // not getting on
mod speed_limit; // too fast
mod stop_lines; // over a stop line
mod sum; // all terms together
mod term; // the trait
mod time_to_collision; // too close for the speed
mod urgency; // braking at full force

pub(crate) use collision::first_hit;
pub use sum::CostConfig;
pub(crate) use term::Context;
pub(crate) use time_to_collision::nearest;
