//! Recorded detections in the place of the lifter.

use trunkline_interfaces::messages::{Detections3d, Message};
use trunkline_interfaces::stages::{Lifter, LifterInput};
use trunkline_interfaces::{AgentClass, StageError, StepContext};
use trunkline_tracking::kitti::Sequence;

use crate::recording::{Recording, RecordingError};
use crate::stack::Seat;

/// Topic of detections.
const DETECTIONS: &str = "/detections";

/// A lifter that says what a detector said when the drive was recorded.
#[derive(Debug, Clone)]
pub(crate) struct RecordedDetections {
    /// One per frame, stamped with the frame's time, by ascending time.
    frames: Vec<Detections3d>,
}

impl RecordedDetections {
    /// The name that results give the module.
    pub(crate) const NAME: &'static str = "recorded";

    /// The detections of a drive, of the given classes only; all if none is given.
    pub(crate) fn new(sequence: &Sequence, classes: &[AgentClass]) -> Self {
        let wanted = |class: &AgentClass| classes.is_empty() || classes.contains(class);
        let frames = sequence.frames.iter().map(|frame| {
            let mut detections = frame.detections.clone();
            detections.detections.retain(|d| wanted(&d.class));
            detections
        });
        Self {
            frames: frames.collect(),
        }
    }

    /// The detections that a recording holds, for doing it again.
    ///
    /// # Errors
    /// [`RecordingError`] for a message that does not read back.
    pub(crate) fn of_recording(recording: &Recording) -> Result<Self, RecordingError> {
        let mut frames = Vec::new();
        for recorded in &recording.messages {
            if recorded.topic.as_ref() == DETECTIONS
                && let Message::Detections3d(message) = recording.message(recorded)?
            {
                frames.push(Detections3d::clone(&message));
            }
        }
        frames.sort_by_key(|frame| frame.header.stamp);
        Ok(Self { frames })
    }

    /// The module in its place in the stack.
    pub(crate) fn seat(self) -> Seat<dyn Lifter> {
        Seat {
            name: Self::NAME.to_owned(),
            is_oracle: false,
            module: Box::new(self),
        }
    }
}

impl Lifter for RecordedDetections {
    fn lift(
        &mut self,
        _input: LifterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Detections3d, StageError> {
        let found = self
            .frames
            .binary_search_by_key(&ctx.now, |f| f.header.stamp)
            .map_err(|_place| StageError::Input {
                reason: format!(
                    "no frame was recorded at {}: step at the frame rate",
                    ctx.now
                ),
            })?;
        Ok(Detections3d {
            header: ctx.header(ctx.now, ctx.now),
            detections: self.frames[found].detections.clone(),
        })
    }

    fn reset(&mut self) {}
}
