//! Forecasts: one line per mode, as opaque as it is probable.

use std::collections::BTreeMap;

use rerun::LineStrips3D;

use trunkline_interfaces::messages::{Forecasts, Tracks};
use trunkline_interfaces::{AgentClass, TrackId};

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::strip;

/// Time between the points that are drawn.
const STEP_S: f64 = 0.5;
/// Shorter than this in all, a forecast says that the agent stays.
const STAYS_M: f64 = 0.5;
const RADIUS_M: f32 = 0.07;

/// What the tracks are, for the colour of their futures.
#[derive(Default)]
pub(crate) struct Classes(BTreeMap<TrackId, AgentClass>);

impl Classes {
    pub(crate) fn remember(&mut self, tracks: &Tracks) {
        self.0 = tracks.tracks.iter().map(|t| (t.id, t.class)).collect();
    }

    pub(crate) fn show(
        &self,
        recording: &Recording,
        forecasts: &Forecasts,
        ground_m: f64,
    ) -> Result<(), ViewerError> {
        let stride = (STEP_S / forecasts.dt_s.max(1e-3)).round().max(1.0) as usize;
        let mut strips = Vec::new();
        let mut strip_colors = Vec::new();
        for forecast in &forecasts.forecasts {
            let class = self.0.get(&forecast.track).copied();
            let color = colors::agent(class.unwrap_or(AgentClass::StaticObject));
            for mode in &forecast.modes {
                let (Some(first), Some(last)) = (mode.points.first(), mode.points.last()) else {
                    continue;
                };
                if (last.position_m - first.position_m).norm() < STAYS_M {
                    continue;
                }
                let thinned = mode.points.iter().step_by(stride).map(|p| p.position_m);
                strips.push(strip(thinned.chain([last.position_m]), ground_m + 0.1));
                strip_colors.push(colors::with_alpha(color, 0.15 + 0.75 * mode.probability));
            }
        }
        let shape = LineStrips3D::new(strips)
            .with_colors(strip_colors)
            .with_radii([RADIUS_M]);
        recording.log(paths::FORECASTS, &shape)
    }
}
