//! The loop: world, stages in the order of the data's flow, world again.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use trunkline_interfaces::{Duration, Stage};

use super::health_book::HealthBook;
use super::outcome::{DriveEnding, DriveError, DriveOutcome};
use super::outlet::Outlet;
use super::request::{Drive, Progress};
use super::run::{Run, WorldSeqs};
use super::schedule::{Schedule, allowances};
use super::stepper::Stepper;
use super::times::{Part, StageTimes};
use super::topics::Topics;

/// An ego is remembered for so long beyond the latency of what was seen at its time.
const EGO_MEMORY: Duration = Duration::from_ms(2000);

/// Makes a run.
///
/// # Errors
/// [`DriveError`] if the world cannot be set up, does not fit the stack or refuses a command.
/// Faults of stages are no errors of the run: they become `Health`. Faults of sinks are in the
/// outcome.
pub fn drive(asked: Drive<'_>) -> Result<DriveOutcome, DriveError> {
    let wall = Instant::now();
    let mut times = StageTimes::default();
    let info = times.measure(Part::SetUp, || asked.world.reset(asked.seed))?;
    if info.step <= Duration::ZERO {
        return Err(DriveError::Step {
            world: info.name,
            step_ns: info.step.ns(),
        });
    }
    asked.stack.check_world(&info)?;
    asked.stack.reset();
    let start = asked.world.ego().header.stamp;
    let schedule = Schedule::new(start, &asked.config.rates, info.step);
    let paces = schedule.paces(&asked.config.latency);
    let mut outlet = Outlet::new(asked.sinks);
    times.measure(Part::SetUp, || outlet.begin(&info));
    let world_step = info.step;
    let has_perceiver = asked.stack.perceiver.is_some();
    let watched = allowances(&paces).filter(|(s, _)| has_perceiver || *s != Stage::Perceiver);
    let [of_perceiver, of_lifter, ..] = paces.map(|pace| pace.latency);
    let mut run = Run {
        world: asked.world,
        stack: asked.stack,
        stepper: Stepper {
            health: HealthBook::new(start, watched),
            info,
            seed: asked.seed,
            now: start,
            truth: None,
            future: None,
            times,
            paces,
            steps: [0; 7],
        },
        outlet,
        topics: Topics::default(),
        egos: VecDeque::new(),
        ego_memory: of_perceiver + of_lifter + EGO_MEMORY,
        frames: Vec::new(),
        seqs: WorldSeqs::default(),
        start,
    };
    let result = until_it_ends(&mut run, schedule, asked.abort, asked.progress);
    let simulated = run.stepper.now - start;
    let Run {
        outlet, stepper, ..
    } = run;
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

fn until_it_ends(
    run: &mut Run<'_>,
    mut schedule: Schedule,
    abort: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<DriveEnding, DriveError> {
    loop {
        let due = schedule.due(run.stepper.now);
        let is_aborted = abort.load(Ordering::Relaxed);
        if let Some(ending) = run.look(due, is_aborted)? {
            return Ok(ending);
        }
        if due.sensing {
            progress(Progress {
                simulated: run.stepper.now - run.start,
                planned: run.stepper.info.duration,
            });
        }
        run.step_stages(due)?;
        run.act()?;
        run.stepper.now += run.stepper.info.step;
    }
}
