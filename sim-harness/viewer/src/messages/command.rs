//! The controller's wish and the gate's command: two lines in each plot, interventions in words.

use rerun::TextLogLevel;

use trunkline_interfaces::Stamp;
use trunkline_interfaces::messages::{Actuation, Command, Intervention};

use crate::colors;
use crate::error::ViewerError;
use crate::paths;
use crate::recording::Recording;

const WISH: &str = "wish";
const COMMAND: &str = "command";

pub(crate) fn show_wish(recording: &Recording, wish: &Command) -> Result<(), ViewerError> {
    show(recording, wish, WISH)
}

/// What the gate did, and what it did last.
#[derive(Default)]
pub(crate) struct Gate {
    interventions: Vec<Intervention>,
    /// What the last command rested on, and how old that was.
    captured: Stamp,
    age_ms: f64,
}

impl Gate {
    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        command: &Command,
    ) -> Result<(), ViewerError> {
        show(recording, command, COMMAND)?;
        // Between two captures the age grows with every command: what counts is where that ends.
        if command.header.captured != self.captured {
            recording.scalar(&format!("{}/data_age", paths::PLOT_LATENCY), self.age_ms)?;
            self.captured = command.header.captured;
        }
        self.age_ms = 1e3 * command.header.data_age(command.header.produced).s();
        // Limits are touched all the time; what is news is when something begins.
        for new in &command.interventions {
            if !self.interventions.contains(new) {
                let (level, text) = words(*new);
                recording.text(paths::LOG_INTERVENTIONS, level, text)?;
            }
        }
        self.interventions.clone_from(&command.interventions);
        Ok(())
    }
}

fn show(recording: &Recording, command: &Command, name: &str) -> Result<(), ViewerError> {
    let Actuation::Control {
        steering_rad,
        acceleration_mps2,
    } = &command.actuation
    else {
        return Ok(());
    };
    recording.scalar(&format!("{}/{name}", paths::PLOT_STEERING), *steering_rad)?;
    recording.scalar(
        &format!("{}/{name}", paths::PLOT_ACCELERATION),
        *acceleration_mps2,
    )
}

fn words(intervention: Intervention) -> (&'static str, &'static str) {
    use Intervention as I;
    match intervention {
        I::SteeringLimit => (TextLogLevel::DEBUG, "gate: steering limited"),
        I::AccelerationLimit => (TextLogLevel::DEBUG, "gate: acceleration limited"),
        I::JerkLimit => (TextLogLevel::DEBUG, "gate: jerk limited"),
        I::EmergencyBraking => (TextLogLevel::ERROR, "gate: emergency braking"),
        I::MinimalRisk => (
            TextLogLevel::ERROR,
            "gate: minimal-risk stop, inputs missing or too old",
        ),
    }
}

/// Lines of the plots that commands fill.
pub(crate) fn style(recording: &Recording) -> Result<(), ViewerError> {
    for plot in [paths::PLOT_STEERING, paths::PLOT_ACCELERATION] {
        recording.series(&format!("{plot}/{WISH}"), WISH, colors::WISHED, 1.0)?;
        recording.series(&format!("{plot}/{COMMAND}"), COMMAND, colors::PLANNED, 1.5)?;
    }
    let path = format!("{}/data_age", paths::PLOT_LATENCY);
    recording.series(&path, "data age", colors::AGE, 1.5)
}
