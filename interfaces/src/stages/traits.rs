//! The seven stage traits and their inputs.

use std::sync::Arc;

use crate::messages::{
    CameraFrame, Command, Detections3d, EgoState, Forecasts, Health, Perception, Plan, Route,
    Tracks,
};

use super::context::StepContext;
use super::error::StageError;

/// Images in, what is in them out.
#[diagnostic::on_unimplemented(
    note = "implement `perceive` and `reset`; see examples/folder-perceiver"
)]
pub trait Perceiver: Send {
    /// One [`Perception`] per frame, in the order of the frames.
    ///
    /// # Errors
    /// [`StageError`] if the frames cannot be used.
    fn perceive(
        &mut self,
        frames: &[Arc<CameraFrame>],
        ctx: &StepContext<'_>,
    ) -> Result<Vec<Perception>, StageError>;
    /// Forgets everything: a new run begins.
    fn reset(&mut self);
    /// Whether it looks at the pixels of frames. Where nobody does, no stage and no recording, a
    /// simulator may leave images empty, which saves most of the time that a camera takes: then
    /// `frame.image` has no pixels, while `frame.intrinsics` say how large it would be.
    fn looks_at_images(&self) -> bool {
        true
    }
}

/// What a lifter sees.
#[derive(Debug, Clone, Copy)]
pub struct LifterInput<'a> {
    /// One per camera; empty where no camera is used.
    pub perception: &'a [Arc<Perception>],
    /// The frames that they rest on, in the same order.
    pub frames: &'a [Arc<CameraFrame>],
    /// The ego's motion.
    pub ego: &'a EgoState,
}

/// Perception of any number of cameras in, boxes in the vehicle frame out.
#[diagnostic::on_unimplemented(note = "implement `lift` and `reset`; see examples/my-modules")]
pub trait Lifter: Send {
    /// Boxes in the vehicle frame, at the stamp of the images.
    ///
    /// # Errors
    /// [`StageError`] if the input cannot be used.
    fn lift(
        &mut self,
        input: LifterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Detections3d, StageError>;
    /// Forgets everything: a new run begins.
    fn reset(&mut self);
    /// Whether it looks at the pixels of frames, as [`Perceiver::looks_at_images`].
    fn looks_at_images(&self) -> bool {
        true
    }
}

/// What a tracker sees.
#[derive(Debug, Clone, Copy)]
pub struct TrackerInput<'a> {
    /// Boxes in the vehicle frame.
    pub detections: &'a Detections3d,
    /// The ego at the detections' stamp.
    pub ego: &'a EgoState,
}

/// Boxes in, road users with identity and velocity out.
#[diagnostic::on_unimplemented(note = "implement `track` and `reset`; see examples/my-modules")]
pub trait Tracker: Send {
    /// Tracks in the world frame at the detections' stamp.
    ///
    /// # Errors
    /// [`StageError`] if the input cannot be used.
    fn track(
        &mut self,
        input: TrackerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Tracks, StageError>;
    /// Forgets everything: a new run begins.
    fn reset(&mut self);
}

/// What a forecaster sees.
#[derive(Debug, Clone, Copy)]
pub struct ForecasterInput<'a> {
    /// Everybody else.
    pub tracks: &'a Tracks,
    /// Where the ego is going, with signal states.
    pub route: &'a Route,
}

/// Tracks in, their possible futures out.
#[diagnostic::on_unimplemented(note = "implement `forecast` and `reset`; see examples/my-modules")]
pub trait Forecaster: Send {
    /// Futures of all tracks from their stamp on.
    ///
    /// # Errors
    /// [`StageError`] if the input cannot be used.
    fn forecast(
        &mut self,
        input: ForecasterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Forecasts, StageError>;
    /// Forgets everything: a new run begins.
    fn reset(&mut self);
}

/// What a planner sees.
#[derive(Debug, Clone, Copy)]
pub struct PlannerInput<'a> {
    /// The ego, now.
    pub ego: &'a EgoState,
    /// Where to go.
    pub route: &'a Route,
    /// Everybody else; their stamp may lie in the past.
    pub tracks: &'a Tracks,
    /// Their futures; the stamp may lie in the past.
    pub forecasts: &'a Forecasts,
}

/// The scene in, what to drive out.
#[diagnostic::on_unimplemented(note = "implement `plan` and `reset`; see examples/my-modules")]
pub trait Planner: Send {
    /// A plan from the ego's stamp on.
    ///
    /// # Errors
    /// [`StageError`] if the input cannot be used; a scene in which nothing safe is found is no
    /// error but an emergency plan.
    fn plan(&mut self, input: PlannerInput<'_>, ctx: &StepContext<'_>) -> Result<Plan, StageError>;
    /// Forgets everything: a new run begins.
    fn reset(&mut self);
}

/// What a controller sees.
#[derive(Debug, Clone, Copy)]
pub struct ControllerInput<'a> {
    /// What to follow.
    pub plan: &'a Plan,
    /// The ego, now.
    pub ego: &'a EgoState,
}

/// Plan in, steering and acceleration out.
#[diagnostic::on_unimplemented(note = "implement `control` and `reset`; see examples/my-modules")]
pub trait Controller: Send {
    /// The command for the time until the next step.
    ///
    /// # Errors
    /// [`StageError`] if the input cannot be used.
    fn control(
        &mut self,
        input: ControllerInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Command, StageError>;
    /// Forgets everything: a new run begins.
    fn reset(&mut self);
}

/// What a gate sees. What is `None` never came: the gate must answer all the same.
#[derive(Debug, Clone, Copy)]
pub struct GateInput<'a> {
    /// What the controller wants.
    pub wish: Option<&'a Command>,
    /// The ego, now.
    pub ego: &'a EgoState,
    /// Everybody else.
    pub tracks: Option<&'a Tracks>,
    /// How the other stages are doing.
    pub health: &'a Health,
}

/// The last check before actuation: it always answers.
#[diagnostic::on_unimplemented(note = "implement `check` and `reset`; see examples/my-modules")]
pub trait Gate: Send {
    /// A command that the vehicle can execute, whatever came in.
    ///
    /// # Errors
    /// [`StageError`] only for faults of its own; the executor then brakes to a stop.
    fn check(&mut self, input: GateInput<'_>, ctx: &StepContext<'_>)
    -> Result<Command, StageError>;
    /// Forgets everything: a new run begins.
    fn reset(&mut self);
}
