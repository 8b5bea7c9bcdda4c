//! How old the data was that a message rested on when it was produced (docs/METRICS.md 10).

use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::Header;

use super::statistics::Spread;
use crate::drive_record::DriveRecord;

/// Age of the oldest sensor capture, in ms, per output of the stack; null where there is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DataAges {
    /// At detections.
    pub detections_ms: Option<Spread>,
    /// At tracks.
    pub tracks_ms: Option<Spread>,
    /// At forecasts.
    pub forecasts_ms: Option<Spread>,
    /// At plans.
    pub plan_ms: Option<Spread>,
    /// At commands: what counts.
    pub command_ms: Option<Spread>,
}

/// Age of a message's data when it was produced, ms.
pub(crate) fn age_ms(header: &Header) -> f64 {
    header.data_age(header.produced).s() * 1e3
}

/// The ages of a drive.
pub(super) fn data_ages(record: &DriveRecord) -> DataAges {
    fn spread<'a>(headers: impl Iterator<Item = &'a Header>) -> Option<Spread> {
        Spread::of(headers.map(age_ms).collect())
    }
    DataAges {
        detections_ms: spread(record.detections.iter().map(|m| &m.header)),
        tracks_ms: spread(record.tracks.iter().map(|m| &m.header)),
        forecasts_ms: spread(record.forecasts.iter().map(|m| &m.header)),
        plan_ms: spread(record.plans.iter().map(|m| &m.header)),
        command_ms: spread(record.commands.iter().map(|m| &m.header)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use trunkline_interfaces::messages::{
        Actuation, Command, Detections3d, Forecasts, Plan, Tracks, Trajectory,
    };
    use trunkline_interfaces::{Duration, Stamp};

    #[test]
    fn age_is_from_capture_to_production() {
        let header = Header {
            seq: 0,
            stamp: Stamp::from_s(1.0),
            produced: Stamp::from_s(1.18),
            captured: Stamp::from_s(1.0),
        };
        assert!((age_ms(&header) - 180.0).abs() < 1e-9);
        assert_eq!(data_ages(&DriveRecord::default()), DataAges::default());
    }

    #[test]
    fn each_output_has_an_age_of_its_own() {
        let header = |age_ms: i64| Header {
            produced: Stamp::from_s(1.0),
            captured: Stamp::from_s(1.0) - Duration::from_ms(age_ms),
            ..Header::default()
        };
        let record = DriveRecord {
            detections: vec![Arc::new(Detections3d {
                header: header(10),
                ..Detections3d::default()
            })],
            tracks: vec![Arc::new(Tracks {
                header: header(20),
                ..Tracks::default()
            })],
            forecasts: vec![Arc::new(Forecasts {
                header: header(30),
                ..Forecasts::default()
            })],
            plans: vec![Arc::new(Plan {
                header: header(40),
                ..Plan::default()
            })],
            commands: vec![Arc::new(Command {
                header: header(50),
                actuation: Actuation::Trajectory(Trajectory::default()),
                interventions: Vec::new(),
            })],
            ..DriveRecord::default()
        };
        let ages = data_ages(&record);
        let found = [
            ages.detections_ms,
            ages.tracks_ms,
            ages.forecasts_ms,
            ages.plan_ms,
            ages.command_ms,
        ];
        let largest = found.map(|spread| spread.map_or(0.0, |s| s.max).round());
        assert_eq!(largest, [10.0, 20.0, 30.0, 40.0, 50.0]);
    }
}
