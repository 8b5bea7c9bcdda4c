//! What a drive was worth: one metric per file, each a pure function of what happened.
//!
//! Start at [`score`] with a [`DriveRecord`](crate::DriveRecord) and a [`ScoringScene`]; it gives
//! the [`Scorecard`] that becomes `metrics.json`. "Not applicable" is `None`; no metric fails on
//! a short drive.

mod carla; // driving score 2.0 and 2.1
mod collisions; // contacts and whose fault they were
mod comfort; // accelerations and jerks
mod contact; // the moment of first contact
mod criteria; // passed or failed
pub(crate) mod data_age; // age of the data at the command
mod drivable_area; // on the road or off
mod driving_direction; // with the traffic or against it
mod ego_series; // the ego, step by step
#[cfg(test)]
pub(crate) mod fixtures; // small drives for tests
mod forecasting; // forecasts against what happened
mod lane_index; // lanes by place
#[cfg(test)]
mod laws; // what holds for every drive
mod nuplan; // the closed-loop score
mod progress; // how far, against the expert
mod proximity; // how near it got
mod recorded; // the recorded drivers, scored
mod route_events; // completion and signals
mod rss; // responsibility-sensitive safety
mod safety; // safety measures together
mod savitzky_golay; // smoothing and derivatives
mod scorecard; // everything together
mod scoring_scene; // what a score needs beyond the record
mod speed_limit; // too fast, how much and how long
mod stage_failures; // stages that did not work
pub(crate) mod statistics; // means, quantiles, intervals
pub(crate) mod time_to_collision; // along straight lines
pub(crate) mod track_matching; // which track is which road user
mod tracking; // tracks against truth
mod truth_lookup; // truths by time
mod worst_moments; // when to look

pub use carla::{CarlaScore, Infractions};
pub use collisions::{CollisionEvent, CollisionKind};
pub use comfort::{Comfort, ComfortBound};
pub(crate) use criteria::unmet;
pub use criteria::{Criterion, judge};
pub use data_age::DataAges;
pub use drivable_area::DrivableArea;
pub use driving_direction::DrivingDirection;
pub use forecasting::ForecastScore;
pub use nuplan::{NuPlanScore, Terms};
pub use progress::Progress;
pub use proximity::Nearest;
pub use recorded::score_recorded_scene;
pub use route_events::{RouteEvents, SignalViolation};
pub use rss::Rss;
pub use safety::Safety;
pub use scorecard::{Scorecard, score};
pub use scoring_scene::ScoringScene;
pub use speed_limit::SpeedLimit;
pub use stage_failures::StageFailure;
pub use statistics::Spread;
pub use time_to_collision::TimeToCollision;
pub use tracking::TrackingScore;
pub use worst_moments::{MomentKind, WorstMoment};
