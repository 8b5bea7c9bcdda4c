//! What a drive was worth: one metric per file, each a pure function of what happened.
//!
//! Start at [`score`] with a [`DriveRecord`] and a [`ScoringScene`]; it gives
//! the [`Scorecard`] that becomes `metrics.json`. "Not applicable" is `None`; no metric fails on
//! a short drive.

pub mod carla; // driving score 2.0 and 2.1
pub mod collisions; // contacts and whose fault they were
pub mod comfort; // accelerations and jerks
mod contact; // the moment of first contact
mod criteria; // passed or failed
pub mod data_age; // age of the data at the command
pub mod drivable_area; // on the road or off
pub mod driving_direction; // with the traffic or against it
mod ego_series; // the ego, step by step
#[cfg(test)]
pub(crate) mod fixtures; // small drives for tests
pub mod forecasting; // forecasts against what happened
mod lane_index; // lanes by place
#[cfg(test)]
mod laws; // what holds for every drive
pub mod nuplan; // the closed-loop score
pub mod progress; // how far, against the expert
pub mod proximity; // how near it got
mod recorded; // the recorded drivers, scored
pub mod route_events; // completion and signals
pub mod rss; // responsibility-sensitive safety
pub mod safety; // safety measures together
pub mod savitzky_golay; // smoothing and derivatives
mod scorecard; // everything together
mod scoring_scene; // what a score needs beyond the record
pub mod speed_limit; // too fast, how much and how long
pub mod statistics; // means, quantiles, intervals
pub mod time_to_collision; // along straight lines
pub(crate) mod track_matching; // which track is which road user
pub mod tracking; // tracks against truth
mod truth_lookup; // truths by time
pub mod worst_moments; // when to look

pub use crate::DriveRecord;
pub use criteria::{Criterion, judge, unmet};
pub use ego_series::{EgoSample, EgoSeries};
pub use lane_index::{LaneIndex, LanePlace};
pub use recorded::score_recorded_scene;
pub use scorecard::{Scorecard, score};
pub use scoring_scene::{DrivableTest, ProgressReference, ScoringScene};
