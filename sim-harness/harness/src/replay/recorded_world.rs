//! A recording as a world: it shows what was seen, and takes any command without effect.

use std::sync::Arc;

use trunkline_interfaces::messages::{
    Actuation, EgoState, Message, Route, Trajectory, Truth, TruthFuture,
};
use trunkline_interfaces::{
    Capabilities, Duration, Ending, Observation, Stamp, World, WorldError, WorldInfo,
};

use super::comparison::is_of_the_world;
use crate::recording::{Recorded, Recording, RecordingError};

/// No drive is longer: what spans more is damaged, and would take for ever to live through.
const LONGEST: Duration = Duration::from_ms(24 * 3_600_000);

/// What the world showed at one of its steps. Pictures and maps are not in it: only those of the
/// newest step are read, so that a long drive with cameras fits into memory.
#[derive(Debug, Clone)]
struct Moment<'a> {
    ego: Arc<EgoState>,
    route: Option<Arc<Route>>,
    truth: Option<(Arc<Truth>, &'a Recorded)>,
    future: Option<Arc<TruthFuture>>,
    frames: Vec<&'a Recorded>,
}

/// A recording as a world.
#[derive(Debug)]
pub struct RecordedWorld<'a> {
    recording: &'a Recording,
    info: WorldInfo,
    moments: Vec<Moment<'a>>,
    now: Stamp,
    /// Moments that have been observed.
    observed: usize,
    /// Whether pictures and maps are shown.
    shows_images: bool,
    /// What did not read back on the way.
    error: Option<RecordingError>,
}

impl<'a> RecordedWorld<'a> {
    /// The world of a recording, with its images or without.
    ///
    /// # Errors
    /// [`RecordingError`] if one of the world's messages does not read back, or there is none.
    pub fn new(recording: &'a Recording, shows_images: bool) -> Result<Self, RecordingError> {
        let mut moments: Vec<Moment<'a>> = Vec::new();
        for recorded in &recording.messages {
            if !is_of_the_world(&recorded.topic) {
                continue;
            }
            let message = recording.bare_message(recorded)?;
            // Each step of the world begins with the ego.
            match (message, moments.last_mut()) {
                (Message::EgoState(ego), _) => moments.push(Moment {
                    ego,
                    route: None,
                    truth: None,
                    future: None,
                    frames: Vec::new(),
                }),
                (Message::Route(route), Some(moment)) => moment.route = Some(route),
                (Message::Truth(truth), Some(moment)) => moment.truth = Some((truth, recorded)),
                (Message::TruthFuture(future), Some(moment)) => moment.future = Some(future),
                (Message::CameraFrame(_), Some(moment)) => moment.frames.push(recorded),
                _ => {}
            }
        }
        // Recorded files have no state at their end: the run showed the last one once more.
        let is_repeated = match moments.as_slice() {
            [.., last, again] => last.ego.header.stamp == again.ego.header.stamp,
            _ => false,
        };
        if is_repeated {
            moments.pop();
        }
        let (Some(first), Some(last)) = (moments.first(), moments.last()) else {
            return Err(RecordingError::NotARecording {
                path: recording.path.display().to_string(),
                reason: "it ends before the first step".into(),
            });
        };
        let mut info = recording.world_info();
        let (start, end) = (first.ego.header.stamp, last.ego.header.stamp);
        // A clock near the end of its numbers stands still.
        if end - start > LONGEST || end.ns() > i64::MAX - LONGEST.ns() {
            return Err(RecordingError::NotARecording {
                path: recording.path.display().to_string(),
                reason: format!(
                    "the ego's times, {start} to {end}, are no drive's: at most {:.0} h can be replayed",
                    LONGEST.s() / 3600.0
                ),
            });
        }
        // A run that ended by itself published the ego once more at its end; in one that broke
        // off, the last step is a step like any other.
        info.duration = if recording.truncation.is_some() || is_repeated {
            end - start + info.step
        } else {
            end - start
        };
        info.capabilities.images = moments.iter().any(|m| !m.frames.is_empty());
        info.capabilities.labels = recording.has_truth_maps();
        info.capabilities.future = moments.iter().any(|m| m.future.is_some());
        Ok(Self {
            recording,
            now: start,
            info,
            moments,
            observed: 0,
            shows_images,
            error: None,
        })
    }

    /// What the recording offers.
    pub(super) fn capabilities(&self) -> &Capabilities {
        &self.info.capabilities
    }

    /// What did not read back while the world ran, which ended it.
    pub fn into_error(self) -> Option<RecordingError> {
        self.error
    }

    /// A message with its pictures and maps, if they are to be shown.
    fn whole(&mut self, recorded: &Recorded) -> Option<Message> {
        match self.recording.message(recorded) {
            Ok(message) => Some(message),
            Err(error) => {
                self.error.get_or_insert(error);
                None
            }
        }
    }

    /// Number of moments up to now, at least one.
    fn passed(&self) -> usize {
        let passed = |m: &Moment| m.ego.header.stamp <= self.now;
        self.moments.partition_point(passed).max(1)
    }

    fn is_over(&self) -> bool {
        let start = self
            .moments
            .first()
            .map_or(self.now, |m| m.ego.header.stamp);
        self.now - start >= self.info.duration
    }
}

impl World for RecordedWorld<'_> {
    fn reset(&mut self, _seed: u64) -> Result<WorldInfo, WorldError> {
        self.now = self
            .moments
            .first()
            .map_or(Stamp::ZERO, |m| m.ego.header.stamp);
        self.observed = 0;
        let mut info = self.info.clone();
        info.duration = info.duration.max(Duration::from_ns(1));
        Ok(info)
    }

    fn ego(&self) -> EgoState {
        EgoState::clone(&self.moments[self.passed() - 1].ego)
    }

    fn observe(&mut self) -> Observation {
        let passed = self.passed();
        let new = &self.moments[self.observed.min(passed)..passed];
        self.observed = passed;
        let route = new.iter().rev().find_map(|m| m.route.clone());
        let truth = new.iter().rev().find_map(|m| m.truth.clone());
        let frames = new.iter().rev().find(|m| !m.frames.is_empty());
        let frames = frames.map(|m| m.frames.clone()).unwrap_or_default();
        let (mut shown, mut whole_truth) = (Vec::new(), None);
        if self.shows_images {
            for recorded in frames {
                if let Some(Message::CameraFrame(frame)) = self.whole(recorded) {
                    shown.push(frame);
                }
            }
            if let Some((_, recorded)) = truth.as_ref().filter(|(t, _)| !t.views.is_empty())
                && let Some(Message::Truth(truth)) = self.whole(recorded)
            {
                whole_truth = Some(truth);
            }
        }
        let is_over = self.is_over() || self.error.is_some();
        Observation {
            frames: shown,
            route,
            truth: whole_truth.or(truth.map(|(truth, _)| truth)),
            ending: is_over.then_some(Ending::SourceEnded),
        }
    }

    fn act(&mut self, _: &Actuation) -> Result<(), WorldError> {
        self.now += self.info.step;
        Ok(())
    }

    fn future(&self, _: Option<&Trajectory>, _: f64, _: f64) -> Option<TruthFuture> {
        let known = &self.moments[..self.passed()];
        let newest = known.iter().rev().find_map(|m| m.future.as_deref());
        newest.cloned()
    }
}
