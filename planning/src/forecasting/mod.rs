//! Forecasting: tracks in, possible futures out.

mod constant_turn_rate; // the turn fades out
mod constant_velocity; // straight on
mod horizon; // how far, in which steps
mod lane_following; // along the lanes of the map, branching
mod lane_grid; // which lanes are near a point
mod oracle; // what really is going to happen
mod track_by_track; // what all forecasters do alike
mod uncertainty; // how sure a forecast is after a time

pub use constant_turn_rate::{ConstantTurnRate, ConstantTurnRateConfig};
pub use constant_velocity::{ConstantVelocity, ConstantVelocityConfig};
pub use lane_following::{LaneFollowing, LaneFollowingConfig};
pub use oracle::{OracleForecaster, OracleForecasterConfig};

pub(crate) use oracle::true_points;
