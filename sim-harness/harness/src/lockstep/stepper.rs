//! One step of one stage: its context, its wall time, and what becomes of its faults.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use trunkline_interfaces::messages::{
    Command, Detections3d, Forecasts, Header, InvalidMessage, Perception, Plan, Tracks, Truth,
    TruthFuture, Validate,
};
use trunkline_interfaces::stages::TruthView;
use trunkline_interfaces::{Stage, StageError, Stamp, StepContext, WorldInfo};

use super::health_book::HealthBook;
use super::schedule::Pace;
use super::times::{Part, StageTimes};
use crate::fault::panic_words;

/// What a stage returns: one message, or one per camera.
pub(super) trait StageOutput {
    fn check(&self) -> Result<(), InvalidMessage>;
    fn headers(&mut self) -> impl Iterator<Item = &mut Header>;
}

macro_rules! one_message {
    ($($message:ty),*) => {$(
        impl StageOutput for $message {
            fn check(&self) -> Result<(), InvalidMessage> {
                self.validate()
            }
            fn headers(&mut self) -> impl Iterator<Item = &mut Header> {
                std::iter::once(&mut self.header)
            }
        }
    )*};
}
one_message!(Detections3d, Tracks, Forecasts, Plan, Command);

impl StageOutput for Vec<Perception> {
    fn check(&self) -> Result<(), InvalidMessage> {
        self.iter().try_for_each(Validate::validate)
    }
    fn headers(&mut self) -> impl Iterator<Item = &mut Header> {
        self.iter_mut().map(|p| &mut p.header)
    }
}

/// What every step needs besides its input, and the books that are kept on it.
#[derive(Debug)]
pub(super) struct Stepper {
    pub(super) info: WorldInfo,
    pub(super) seed: u64,
    pub(super) now: Stamp,
    pub(super) truth: Option<Arc<Truth>>,
    pub(super) future: Option<Arc<TruthFuture>>,
    pub(super) health: HealthBook,
    pub(super) times: StageTimes,
    /// By stage, in the order of [`Stage::ALL`].
    pub(super) paces: [Pace; 7],
    /// Steps done by each stage, in that order.
    pub(super) steps: [u64; 7],
}

/// An output and the time at which it becomes visible.
pub(super) type Made<M> = (Stamp, M);

impl Stepper {
    /// Makes one step of a stage. An error, a panic or a message that is not fit to be used
    /// becomes `Health`; then there is no output, and the last good one stays in use.
    pub(super) fn step<M: StageOutput>(
        &mut self,
        stage: Stage,
        is_oracle: bool,
        call: impl FnOnce(&StepContext<'_>) -> Result<M, StageError>,
    ) -> Option<Made<M>> {
        let index = stage as usize;
        let step = self.steps[index];
        let Pace { period, latency } = self.paces[index];
        self.steps[index] += 1;
        let context = StepContext {
            stage,
            now: self.now,
            step,
            period,
            vehicle: &self.info.vehicle,
            map: &self.info.map,
            truth: self
                .truth
                .as_deref()
                .filter(|_| is_oracle)
                .map(|now| TruthView {
                    now,
                    future: self.future.as_deref(),
                }),
            seed: self.seed,
        };
        // A stage that panics is asked again at its next step; what it made is not used.
        let result = self.times.measure(Part::Stage(stage), || {
            catch_unwind(AssertUnwindSafe(|| call(&context)))
        });
        let made = match result {
            Ok(Ok(message)) => settle(message, step, self.now, self.now + latency),
            Ok(Err(error)) => Err(error.to_string()),
            Err(panic) => Err(format!("panicked: {}", panic_words(panic.as_ref()))),
        };
        match made {
            Ok(made) => {
                self.health.good(stage, self.now);
                Some(made)
            }
            Err(reason) => {
                let kept = match stage {
                    Stage::Gate => "the executor brakes to a stop",
                    _ => "the last good output is kept",
                };
                let note = format!("{reason}: {kept}");
                self.health.failed(stage, self.now, note);
                None
            }
        }
    }
}

/// Checks an output and gives it its number and the time at which it becomes available.
fn settle<M: StageOutput>(
    mut message: M,
    step: u64,
    now: Stamp,
    produced: Stamp,
) -> Result<Made<M>, String> {
    message.check().map_err(|e| e.to_string())?;
    for header in message.headers() {
        if header.captured > now {
            let ahead_s = (header.captured - now).s();
            return Err(format!(
                "header.captured lies {ahead_s} s in the future: take it from the input"
            ));
        }
        header.seq = step;
        header.produced = produced;
    }
    Ok((produced, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracks(captured_s: f64) -> Tracks {
        Tracks {
            header: Header::sensor(99, Stamp::from_s(captured_s)),
            ..Tracks::default()
        }
    }

    #[test]
    fn an_output_gets_its_number_and_the_time_at_which_it_is_there() {
        let (now, produced) = (Stamp::from_s(2.0), Stamp::from_s(2.3));
        let (visible, settled) = settle(tracks(2.0), 5, now, produced).unwrap();
        assert_eq!(visible, produced);
        let header = settled.header;
        assert_eq!((header.seq, header.produced), (5, produced));
        assert_eq!((header.stamp, header.captured), (now, now));
    }

    #[test]
    fn data_from_the_future_is_refused_in_words() {
        let now = Stamp::from_s(2.0);
        let error = settle(tracks(2.5), 5, now, now).unwrap_err();
        assert!(
            error.starts_with("header.captured lies 0.5 s in the future"),
            "{error}"
        );
    }

    #[test]
    fn one_bad_message_of_several_spoils_the_step_and_good_ones_are_all_numbered() {
        let seen = |captured_s: f64| Perception {
            header: Header::sensor(0, Stamp::from_s(captured_s)),
            camera: "front".into(),
            segmentation: None,
            depth_m: None,
            depth_noise: None,
            detections_2d: None,
            detections_3d: None,
        };
        let now = Stamp::from_s(2.0);
        assert!(settle(vec![seen(1.0), seen(2.1)], 4, now, now).is_err());
        let (_, settled) = settle(vec![seen(1.0), seen(2.0)], 4, now, now).unwrap();
        assert!(
            settled
                .iter()
                .all(|p| p.header.seq == 4 && p.header.produced == now)
        );
        assert_eq!(settled.len(), 2);
    }
}
