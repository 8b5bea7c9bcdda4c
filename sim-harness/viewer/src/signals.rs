//! Traffic lights: a lamp where each stands, a stop line per lane, in the colour of the state.

use std::collections::BTreeMap;

use rerun::{LineStrips3D, Points3D, Vec3D};

use trunkline_interfaces::messages::SignalState;
use trunkline_interfaces::{LaneMap, SignalId, SignalKind};

use crate::colors;
use crate::error::ViewerError;
use crate::map::stop_line;
use crate::paths;
use crate::recording::Recording;
use crate::shapes::point;

const LAMP_HEIGHT_M: f64 = 3.5;
const LAMP_RADIUS_M: f32 = 0.45;
const LINE_RADIUS_M: f32 = 0.2;

struct Light {
    lamp: Vec3D,
    stop_lines: Vec<[Vec3D; 2]>,
}

/// The lights of the map, and what they showed last.
#[derive(Default)]
pub(crate) struct Signals {
    lights: BTreeMap<SignalId, Light>,
    shown: Vec<(SignalId, SignalState)>,
}

impl Signals {
    pub(crate) fn of(map: &LaneMap) -> Self {
        let lights = map
            .signals
            .values()
            .filter(|signal| signal.kind == SignalKind::TrafficLight)
            .map(|signal| {
                let light = Light {
                    lamp: point(signal.position_m, LAMP_HEIGHT_M),
                    stop_lines: signal
                        .stops
                        .iter()
                        .filter_map(|stop| stop_line(map, stop.lane, stop.s_m))
                        .collect(),
                };
                (signal.id, light)
            })
            .collect();
        Self {
            lights,
            shown: Vec::new(),
        }
    }

    /// Shows the states, if they differ from those shown.
    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        states: &[(SignalId, SignalState)],
    ) -> Result<(), ViewerError> {
        if states == self.shown {
            return Ok(());
        }
        self.shown = states.to_vec();
        let known: Vec<(&Light, colors::Rgba)> = states
            .iter()
            .filter_map(|(id, state)| Some((self.lights.get(id)?, colors::signal(*state))))
            .collect();
        let lamps = Points3D::new(known.iter().map(|(light, _)| light.lamp))
            .with_colors(known.iter().map(|(_, color)| *color))
            .with_radii([LAMP_RADIUS_M]);
        recording.log(paths::SIGNAL_LAMPS, &lamps)?;
        let lines = known
            .iter()
            .flat_map(|(light, color)| light.stop_lines.iter().map(move |line| (line, *color)));
        let lines = LineStrips3D::new(lines.clone().map(|(line, _)| *line))
            .with_colors(lines.map(|(_, color)| color))
            .with_radii([LINE_RADIUS_M]);
        recording.log(paths::SIGNAL_LINES, &lines)
    }
}
