//! Stages and a world that do what those within them do, and count what it allocates.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use trunkline_harness::{Seat, Stack};
use trunkline_interfaces::messages::{
    Actuation, CameraFrame, Command, Detections3d, EgoState, Forecasts, Perception, Plan, Tracks,
    Trajectory, TruthFuture,
};
use trunkline_interfaces::stages::{
    Controller, ControllerInput, Forecaster, ForecasterInput, Gate, GateInput, Lifter, LifterInput,
    Perceiver, Planner, PlannerInput, Tracker, TrackerInput,
};
use trunkline_interfaces::{Observation, StageError, StepContext, World, WorldError, WorldInfo};

use crate::counter::{allocations_everywhere, allocations_here};

/// Calls and allocations by part, of the steps that are counted.
#[derive(Clone, Default)]
pub(crate) struct Book(Arc<Mutex<Option<Page>>>);

/// What is counted from one step on.
struct Page {
    here: u64,
    everywhere: u64,
    parts: BTreeMap<&'static str, Entry>,
}

/// All that was counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    /// By part of the loop; what is missing in the sum was asked for by the executor and its sinks.
    pub(crate) parts: BTreeMap<&'static str, Entry>,
    /// Allocations of the loop's thread.
    pub(crate) here: u64,
    /// Allocations of other threads: pictures, recording.
    pub(crate) elsewhere: u64,
}

impl Counts {
    /// Allocations of the loop's thread outside of world and stages.
    pub(crate) fn rest(&self) -> u64 {
        self.here - self.parts.values().map(|e| e.allocations).sum::<u64>()
    }
}

/// What one part did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    pub(crate) calls: u64,
    pub(crate) allocations: u64,
}

impl Book {
    /// From here on everything is counted.
    fn open(&self) {
        *self.lock() = Some(Page {
            here: allocations_here(),
            everywhere: allocations_everywhere(),
            parts: BTreeMap::new(),
        });
    }

    /// What was counted; the book is closed.
    pub(crate) fn close(&self) -> Counts {
        let (here, everywhere) = (allocations_here(), allocations_everywhere());
        let Some(page) = self.lock().take() else {
            return Counts::default();
        };
        let here = here - page.here;
        Counts {
            parts: page.parts,
            here,
            elsewhere: everywhere - page.everywhere - here,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Page>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count<T>(&self, part: &'static str, call: impl FnOnce() -> T) -> T {
        let before = allocations_here();
        let result = call();
        let allocations = allocations_here() - before;
        if let Some(page) = self.lock().as_mut() {
            let entry = page.parts.entry(part).or_default();
            entry.calls += 1;
            entry.allocations += allocations;
        }
        result
    }
}

/// Something that is counted.
pub(crate) struct Counted<S: ?Sized> {
    inner: Box<S>,
    book: Book,
}

macro_rules! counted_stage {
    ($($stage:ident, $part:literal, $method:ident, $input:ty => $output:ty $(, $asked:ident)?;)*) => {$(
        impl $stage for Counted<dyn $stage> {
            fn $method(
                &mut self,
                input: $input,
                ctx: &StepContext<'_>,
            ) -> Result<$output, StageError> {
                let Self { inner, book } = self;
                book.count($part, || inner.$method(input, ctx))
            }

            fn reset(&mut self) {
                self.inner.reset();
            }

            $(fn $asked(&self) -> bool {
                self.inner.$asked()
            })?
        }
    )*};
}
counted_stage! {
    Perceiver, "perceiver", perceive, &[Arc<CameraFrame>] => Vec<Perception>, looks_at_images;
    Lifter, "lifter", lift, LifterInput<'_> => Detections3d, looks_at_images;
    Tracker, "tracker", track, TrackerInput<'_> => Tracks;
    Forecaster, "forecaster", forecast, ForecasterInput<'_> => Forecasts;
    Planner, "planner", plan, PlannerInput<'_> => Plan;
    Controller, "controller", control, ControllerInput<'_> => Command;
    Gate, "gate", check, GateInput<'_> => Command;
}

/// The stack with every stage counted.
pub(crate) fn counted(stack: Stack, book: &Book) -> Stack {
    macro_rules! seat {
        ($seat:expr, $stage:ident) => {{
            let seat: Seat<dyn $stage> = $seat;
            let inner: Counted<dyn $stage> = Counted {
                inner: seat.module,
                book: book.clone(),
            };
            let seat: Seat<dyn $stage> = Seat {
                name: seat.name,
                is_oracle: seat.is_oracle,
                module: Box::new(inner),
            };
            seat
        }};
    }
    Stack {
        perceiver: stack.perceiver.map(|perceiver| seat!(perceiver, Perceiver)),
        lifter: seat!(stack.lifter, Lifter),
        tracker: seat!(stack.tracker, Tracker),
        forecaster: seat!(stack.forecaster, Forecaster),
        planner: seat!(stack.planner, Planner),
        controller: seat!(stack.controller, Controller),
        gate: seat!(stack.gate, Gate),
    }
}

/// A world with everything counted; the book is opened after so many steps.
pub(crate) struct CountedWorld {
    pub(crate) inner: Box<dyn World>,
    pub(crate) book: Book,
    pub(crate) open_after: u64,
    pub(crate) steps: u64,
}

impl World for CountedWorld {
    fn reset(&mut self, seed: u64) -> Result<WorldInfo, WorldError> {
        self.inner.reset(seed)
    }

    fn ego(&self) -> EgoState {
        self.book.count("world: ego", || self.inner.ego())
    }

    fn observe(&mut self) -> Observation {
        let Self { inner, book, .. } = self;
        book.count("world: observe", || inner.observe())
    }

    fn act(&mut self, actuation: &Actuation) -> Result<(), WorldError> {
        let Self { inner, book, .. } = self;
        book.count("world: act", || inner.act(actuation))?;
        self.steps += 1;
        if self.steps == self.open_after {
            self.book.open();
        }
        Ok(())
    }

    fn future(&self, plan: Option<&Trajectory>, horizon_s: f64, dt_s: f64) -> Option<TruthFuture> {
        self.inner.future(plan, horizon_s, dt_s)
    }
}
