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
    use trunkline_interfaces::Stamp;

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
}
