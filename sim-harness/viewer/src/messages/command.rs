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
/// Steering is plotted in steps of this, rad: a straight drive's rounding errors of 1e-15 rad would
/// else be blown up to fill the plot, with an axis of as many digits.
const STEERING_STEP_RAD: f64 = 1e-6;

pub(crate) fn show_wish(recording: &Recording, wish: &Command) -> Result<(), ViewerError> {
    show(recording, wish, WISH)
}

/// What the gate did, and what it did last.
#[derive(Default)]
pub(crate) struct Gate {
    interventions: Vec<Intervention>,
    /// What the last command rested on, and how old that was, ms.
    last: Option<(Stamp, f64)>,
}

impl Gate {
    pub(crate) fn show(
        &mut self,
        recording: &Recording,
        command: &Command,
    ) -> Result<(), ViewerError> {
        show(recording, command, COMMAND)?;
        // Between two captures the age grows with every command: what counts is where that ends.
        let captured = command.header.captured;
        if self.last.is_some_and(|(last, _)| last != captured) {
            self.show_age(recording)?;
        }
        let age_ms = 1e3 * command.header.data_age(command.header.produced).s();
        self.last = Some((captured, age_ms));
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

    /// The run is over: nothing else rests on the last capture.
    pub(crate) fn finish(&mut self, recording: &Recording) -> Result<(), ViewerError> {
        self.show_age(recording)?;
        self.last = None;
        Ok(())
    }

    fn show_age(&self, recording: &Recording) -> Result<(), ViewerError> {
        let Some((_, age_ms)) = self.last else {
            return Ok(());
        };
        recording.scalar(&format!("{}/data_age", paths::PLOT_LATENCY), age_ms)
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
    show_steering(recording, *steering_rad, name)?;
    recording.scalar(
        &format!("{}/{name}", paths::PLOT_ACCELERATION),
        *acceleration_mps2,
    )
}

/// A value of the steering plot, rounded.
pub(super) fn show_steering(
    recording: &Recording,
    steering_rad: f64,
    name: &str,
) -> Result<(), ViewerError> {
    let rounded_rad = (steering_rad / STEERING_STEP_RAD).round() * STEERING_STEP_RAD;
    recording.scalar(&format!("{}/{name}", paths::PLOT_STEERING), rounded_rad)
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
