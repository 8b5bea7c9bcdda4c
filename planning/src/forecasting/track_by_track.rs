//! What all forecasters do alike: the futures of each track, in the order of the tracks.

use trunkline_interfaces::StepContext;
use trunkline_interfaces::messages::{Forecast, ForecastMode, Forecasts, Track, Tracks};

/// A forecast per track, stamped as the tracks are.
pub(super) fn track_by_track(
    tracks: &Tracks,
    dt_s: f64,
    ctx: &StepContext<'_>,
    mut modes: impl FnMut(&Track) -> Vec<ForecastMode>,
) -> Forecasts {
    let forecasts = tracks.tracks.iter().map(|track| Forecast {
        track: track.id,
        modes: modes(track),
    });
    Forecasts {
        header: ctx.header(tracks.header.stamp, tracks.header.captured),
        dt_s,
        forecasts: forecasts.collect(),
    }
}
