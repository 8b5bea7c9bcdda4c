//! The loop: world, stages in the order of the data's flow, world again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use trunkline_interfaces::messages::{
    CameraFrame, Command, Detections3d, EgoState, Forecasts, Header, Message, Perception, Plan,
    Route, Tracks, Validate,
};
use trunkline_interfaces::{Duration, Stage, Stamp, World};

use super::actuation::{actuation_at, coast, trajectory_at};
use super::clock::Ticker;
use super::delayed::Delayed;
use super::drive::{Drive, Progress};
use super::health_book::HealthBook;
use super::outcome::{DriveEnding, DriveError, DriveOutcome};
use super::outlet::Outlet;
use super::stepper::Stepper;
use super::times::{Part, StageTimes};
use crate::stack::Stack;

/// How far oracles look into the agents' future, s: the longest horizon that forecasts are judged over.
const FUTURE_HORIZON_S: f64 = 8.0;
/// Time between poses of that future, s.
const FUTURE_STEP_S: f64 = 0.1;

/// The images of one step and what was seen in them.
pub(super) struct Sight {
    pub(super) perception: Vec<Arc<Perception>>,
    pub(super) frames: Vec<Arc<CameraFrame>>,
}

/// What flows, as it is visible now.
#[derive(Default)]
pub(super) struct Topics {
    pub(super) route: Option<Arc<Route>>,
    pub(super) sight: Delayed<Sight>,
    pub(super) detections: Delayed<Detections3d>,
    pub(super) tracks: Delayed<Tracks>,
    pub(super) forecasts: Delayed<Forecasts>,
    pub(super) plan: Delayed<Plan>,
    pub(super) wish: Delayed<Command>,
    pub(super) command: Delayed<Command>,
}

/// What is due at a step of the world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    pub(super) sensing: bool,
    pub(super) planning: bool,
    pub(super) control: bool,
}

/// The rates of a run.
struct Tickers {
    sensing: Ticker,
    planning: Ticker,
    control: Ticker,
}

impl Tickers {
    fn due(&mut self, now: Stamp) -> Due {
        Due {
            sensing: self.sensing.is_due(now),
            planning: self.planning.is_due(now),
            control: self.control.is_due(now),
        }
    }
}

/// Numbers of the world's messages on their topics.
#[derive(Debug, Default)]
struct WorldSeqs {
    ego: u64,
    route: u64,
    truth: u64,
    future: u64,
    frames: u64,
}

pub(super) struct Executor<'a> {
    pub(super) world: &'a mut dyn World,
    pub(super) stack: &'a mut Stack,
    pub(super) stepper: Stepper,
    pub(super) outlet: Outlet<'a>,
    pub(super) topics: Topics,
    /// The ego of late, for detections that come late.
    pub(super) egos: VecDeque<Arc<EgoState>>,
    /// How long late detections are waited for.
    pub(super) ego_memory: Duration,
    /// Images of this step.
    pub(super) frames: Vec<Arc<CameraFrame>>,
    seqs: WorldSeqs,
    start: Stamp,
}

pub(super) fn run(run: Drive<'_>) -> Result<DriveOutcome, DriveError> {
    let wall = Instant::now();
    let mut times = StageTimes::default();
    let info = times.measure(Part::SetUp, || run.world.reset(run.seed))?;
    if info.step <= Duration::ZERO {
        return Err(DriveError::Step {
            world: info.name,
            step_ns: info.step.ns(),
        });
    }
    run.stack.check_world(&info)?;
    run.stack.reset();
    let start = run.world.ego().header.stamp;
    let rates = &run.config.rates;
    let sensing = Ticker::new(start, rates.sensing_hz, info.step);
    let planning = Ticker::new(start, rates.planning_hz, info.step);
    let control = Ticker::new(start, rates.control_hz, info.step);
    let pace = Stage::ALL.map(|stage| {
        let ticker = match stage {
            Stage::Perceiver | Stage::Lifter | Stage::Tracker | Stage::Forecaster => &sensing,
            Stage::Planner => &planning,
            Stage::Controller | Stage::Gate => &control,
        };
        (ticker.period(), run.config.latency.of(stage))
    });
    let mut outlet = Outlet::new(run.sinks);
    times.measure(Part::SetUp, || outlet.begin(&info));
    let world_step = info.step;
    let has_perceiver = run.stack.perceiver.is_some();
    let watched = allowances(&pace).filter(|(s, _)| has_perceiver || *s != Stage::Perceiver);
    let mut executor = Executor {
        world: run.world,
        stack: run.stack,
        stepper: Stepper {
            health: HealthBook::new(start, watched),
            info,
            seed: run.seed,
            now: start,
            truth: None,
            future: None,
            times,
            pace,
            steps: [0; 7],
        },
        outlet,
        topics: Topics::default(),
        egos: VecDeque::new(),
        ego_memory: pace[0].1 + pace[1].1 + Duration::from_ms(2000),
        frames: Vec::new(),
        seqs: WorldSeqs::default(),
        start,
    };
    let mut tickers = Tickers {
        sensing,
        planning,
        control,
    };
    let result = executor.go(&mut tickers, run.abort, run.progress);
    let simulated = executor.stepper.now - start;
    let Executor {
        outlet, stepper, ..
    } = executor;
    let mut times = stepper.times;
    // Sinks are completed even if the world failed: what was taken must be readable.
    let sink_errors = outlet.finish(&mut times);
    Ok(DriveOutcome {
        ending: result?,
        simulated,
        steps: (simulated.ns() / world_step.ns()).unsigned_abs(),
        wall_s: wall.elapsed().as_secs_f64(),
        times,
        sink_errors,
    })
}

/// A stage may go without output for two periods and the latency of everything before it.
fn allowances(pace: &[(Duration, Duration); 7]) -> impl Iterator<Item = (Stage, Duration)> {
    Stage::ALL.into_iter().map(|stage| {
        let upstream = pace[..=stage as usize].iter();
        let latency = upstream.fold(Duration::ZERO, |sum, (_, latency)| sum + *latency);
        let period = pace[stage as usize].0;
        (stage, period + period + latency)
    })
}

impl Executor<'_> {
    fn go(
        &mut self,
        tickers: &mut Tickers,
        abort: &AtomicBool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<DriveEnding, DriveError> {
        loop {
            let due = tickers.due(self.stepper.now);
            let is_aborted = abort.load(Ordering::Relaxed);
            if let Some(ending) = self.look(due, is_aborted)? {
                return Ok(ending);
            }
            if due.sensing {
                progress(Progress {
                    simulated: self.stepper.now - self.start,
                    planned: self.stepper.info.duration,
                });
            }
            self.step_stages(due)?;
            self.act()?;
            self.stepper.now += self.stepper.info.step;
        }
    }

    /// Takes in and publishes what the world shows; tells whether the run is over. The last thing
    /// that a run publishes is the ego, whatever is due.
    fn look(&mut self, due: Due, is_aborted: bool) -> Result<Option<DriveEnding>, DriveError> {
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

    fn act(&mut self) -> Result<(), DriveError> {
        let actuation = match self.topics.command.newest() {
            Some(command) => actuation_at(&command, self.stepper.now),
            None => coast(self.egos.back().map(Arc::as_ref)),
        };
        let (world, times) = (&mut self.world, &mut self.stepper.times);
        Ok(times.measure(Part::World, || world.act(&actuation))?)
    }

    pub(super) fn publish(&mut self, message: Message) {
        self.outlet.publish(&mut self.stepper.times, &message);
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
