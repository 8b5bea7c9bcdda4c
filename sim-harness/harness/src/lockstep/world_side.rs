//! The world's side of a step: what it shows is numbered, checked and published, and it is asked to
//! act.

use std::sync::Arc;

use trunkline_interfaces::Duration;
use trunkline_interfaces::messages::{Header, Message, Validate};

use super::actuation::{actuation_at, coast, trajectory_at};
use super::outcome::{DriveEnding, DriveError};
use super::run::Run;
use super::schedule::Due;
use super::times::Part;

/// How far oracles look into the agents' future, s: the longest horizon that forecasts are judged over.
const FUTURE_HORIZON_S: f64 = 8.0;
/// Time between poses of that future, s.
const FUTURE_STEP_S: f64 = 0.1;

impl Run<'_> {
    /// Takes in and publishes what the world shows; tells whether the run is over. The last thing
    /// that a run publishes is the ego, whatever is due.
    pub(super) fn look(
        &mut self,
        due: Due,
        is_aborted: bool,
    ) -> Result<Option<DriveEnding>, DriveError> {
        let now = self.stepper.now;
        let planned = self.stepper.info.duration;
        let is_time_up = planned > Duration::ZERO && now - self.start >= planned;
        let is_over = is_aborted || is_time_up;
        if !(is_over || due.sensing || due.planning || due.control) {
            return Ok(None);
        }
        let (world, times) = (&mut self.world, &mut self.stepper.times);
        let mut ego = times.measure(Part::World, || world.ego());
        ego.header.seq = next(&mut self.seqs.ego);
        self.check(&ego)?;
        let ego = Arc::new(ego);
        self.publish(Message::EgoState(Arc::clone(&ego)));
        while self
            .egos
            .front()
            .is_some_and(|e| now - e.header.stamp > self.ego_memory)
        {
            self.egos.pop_front();
        }
        self.egos.push_back(ego);
        let ending = if due.sensing || is_over {
            self.observe()?
        } else {
            None
        };
        Ok(match (ending, is_aborted, is_time_up) {
            (Some(ending), ..) => Some(ending),
            (None, true, _) => Some(DriveEnding::Aborted),
            (None, false, true) => Some(DriveEnding::TimeUp),
            (None, false, false) => None,
        })
    }

    fn observe(&mut self) -> Result<Option<DriveEnding>, DriveError> {
        let (world, times) = (&mut self.world, &mut self.stepper.times);
        let observation = times.measure_as(
            || world.observe(),
            |seen| match seen.frames.is_empty() {
                true => Part::World,
                false => Part::Cameras,
            },
        );
        if let Some(mut route) = observation.route {
            Arc::make_mut(&mut route).header.seq = next(&mut self.seqs.route);
            self.check(&*route)?;
            self.publish(Message::Route(Arc::clone(&route)));
            self.topics.route = Some(route);
        }
        if let Some(mut truth) = observation.truth {
            Arc::make_mut(&mut truth).header.seq = next(&mut self.seqs.truth);
            self.check(&*truth)?;
            self.publish(Message::Truth(Arc::clone(&truth)));
            self.stepper.truth = Some(truth);
        }
        let mut frames = observation.frames;
        let seq = if frames.is_empty() {
            self.seqs.frames
        } else {
            next(&mut self.seqs.frames)
        };
        for frame in &mut frames {
            Arc::make_mut(frame).header.seq = seq;
            self.check(&**frame)?;
            self.publish(Message::CameraFrame(Arc::clone(frame)));
        }
        self.frames = frames;
        Ok(observation.ending.map(DriveEnding::from))
    }

    /// Asks the world what its agents are going to do, once per step, for oracles.
    pub(super) fn look_ahead(&mut self) -> Result<(), DriveError> {
        let now = self.stepper.now;
        let known = self.stepper.future.as_ref();
        if known.is_some_and(|future| future.header.stamp == now) {
            return Ok(()); // forecaster and planner are both oracles
        }
        let plan = self.topics.plan.newest();
        let trajectory = plan.map(|plan| trajectory_at(&plan, now));
        let (world, times) = (&mut self.world, &mut self.stepper.times);
        let future = times.measure(Part::World, || {
            world.future(trajectory.as_ref(), FUTURE_HORIZON_S, FUTURE_STEP_S)
        });
        if let Some(mut future) = future {
            future.header = Header::sensor(next(&mut self.seqs.future), now);
            self.check(&future)?;
            let future = Arc::new(future);
            self.publish(Message::TruthFuture(Arc::clone(&future)));
            self.stepper.future = Some(future);
        }
        Ok(())
    }

    pub(super) fn act(&mut self) -> Result<(), DriveError> {
        let actuation = match self.topics.command.newest() {
            Some(command) => actuation_at(&command, self.stepper.now),
            None => coast(self.egos.back().map(Arc::as_ref)),
        };
        let (world, times) = (&mut self.world, &mut self.stepper.times);
        Ok(times.measure(Part::World, || world.act(&actuation))?)
    }

    /// A world's message that cannot be used ends the run: nothing could go on from there.
    fn check(&self, message: &impl Validate) -> Result<(), DriveError> {
        message.validate().map_err(|source| DriveError::Message {
            world: self.stepper.info.name.clone(),
            at_s: self.stepper.now.s(),
            source,
        })
    }
}

fn next(seq: &mut u64) -> u64 {
    let this = *seq;
    *seq += 1;
    this
}
