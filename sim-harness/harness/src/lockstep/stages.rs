//! The stages of one step of the world, in the order of the data's flow. Each method reads: when
//! is it due, what is its input, where does its output go.

use std::sync::Arc;

use trunkline_interfaces::messages::{CameraFrame, EgoState, Header, Message, Perception};
use trunkline_interfaces::stages::{
    ControllerInput, ForecasterInput, GateInput, LifterInput, PlannerInput, TrackerInput,
};
use trunkline_interfaces::{Stage, StageError, Stamp};

use super::actuation::brake_to_a_stop;
use super::outcome::DriveError;
use super::run::Run;
use super::schedule::Due;
use super::topics::Sight;

impl Run<'_> {
    pub(super) fn step_stages(&mut self, due: Due) -> Result<(), DriveError> {
        // The run's first step is a sensing step, and each step begins with the ego.
        let Some(ego) = self.egos.back().map(Arc::clone) else {
            return Ok(());
        };
        self.perceive(due);
        self.lift(due, &ego);
        self.track();
        self.forecast()?;
        self.plan(due, &ego)?;
        self.control(due, &ego);
        self.gate(due, &ego);
        Ok(())
    }

    fn perceive(&mut self, due: Due) {
        let now = self.stepper.now;
        if let Some(perceiver) = &mut self.stack.perceiver
            && due.sensing
            && !self.frames.is_empty()
        {
            let frames = std::mem::take(&mut self.frames);
            let made = self
                .stepper
                .step(Stage::Perceiver, perceiver.is_oracle, |ctx| {
                    let made = perceiver.module.perceive(&frames, ctx)?;
                    check_perception(&made, &frames)?;
                    Ok(made)
                });
            if let Some((visible, perception)) = made {
                let perception = perception.into_iter().map(Arc::new).collect();
                self.topics
                    .sight
                    .push(visible, Sight { perception, frames });
            }
        }
        while let Some(sight) = self.topics.sight.reveal(now) {
            for perception in &sight.perception {
                self.publish(Message::Perception(Arc::clone(perception)));
            }
        }
    }

    fn lift(&mut self, due: Due, ego: &Arc<EgoState>) {
        let sight = if self.stack.perceiver.is_some() {
            self.topics.sight.take_fresh()
        } else {
            due.sensing.then(Arc::default)
        };
        if let Some(sight) = sight {
            let seen = sight.frames.first().map(|frame| frame.header.stamp);
            let ego = seen.map_or(Arc::clone(ego), |stamp| self.ego_at(stamp, ego));
            let input = LifterInput {
                perception: &sight.perception,
                frames: &sight.frames,
                ego: &ego,
            };
            let lifter = &mut self.stack.lifter;
            let made = self.stepper.step(Stage::Lifter, lifter.is_oracle, |ctx| {
                lifter.module.lift(input, ctx)
            });
            if let Some((visible, detections)) = made {
                self.topics.detections.push(visible, detections);
            }
        }
        while let Some(detections) = self.topics.detections.reveal(self.stepper.now) {
            self.publish(Message::Detections3d(detections));
        }
    }

    fn track(&mut self) {
        let newest_ego = self.egos.back().map(Arc::clone);
        if let (Some(detections), Some(ego)) = (self.topics.detections.take_fresh(), newest_ego) {
            let ego = self.ego_at(detections.header.stamp, &ego);
            let input = TrackerInput {
                detections: &detections,
                ego: &ego,
            };
            let tracker = &mut self.stack.tracker;
            let made = self.stepper.step(Stage::Tracker, tracker.is_oracle, |ctx| {
                tracker.module.track(input, ctx)
            });
            if let Some((visible, tracks)) = made {
                self.topics.tracks.push(visible, tracks);
            }
        }
        while let Some(tracks) = self.topics.tracks.reveal(self.stepper.now) {
            self.publish(Message::Tracks(tracks));
        }
    }

    fn forecast(&mut self) -> Result<(), DriveError> {
        if let Some(route) = self.topics.route.clone()
            && let Some(tracks) = self.topics.tracks.take_fresh()
        {
            if self.stack.forecaster.is_oracle {
                self.look_ahead()?;
            }
            let input = ForecasterInput {
                tracks: &tracks,
                route: &route,
            };
            let forecaster = &mut self.stack.forecaster;
            let made = self
                .stepper
                .step(Stage::Forecaster, forecaster.is_oracle, |ctx| {
                    forecaster.module.forecast(input, ctx)
                });
            if let Some((visible, forecasts)) = made {
                self.topics.forecasts.push(visible, forecasts);
            }
        }
        while let Some(forecasts) = self.topics.forecasts.reveal(self.stepper.now) {
            self.publish(Message::Forecasts(forecasts));
        }
        Ok(())
    }

    fn plan(&mut self, due: Due, ego: &Arc<EgoState>) -> Result<(), DriveError> {
        if due.planning
            && let Some(route) = self.topics.route.clone()
            && let Some(tracks) = self.topics.tracks.newest()
            && let Some(forecasts) = self.topics.forecasts.newest()
        {
            if self.stack.planner.is_oracle {
                self.look_ahead()?;
            }
            let input = PlannerInput {
                ego,
                route: &route,
                tracks: &tracks,
                forecasts: &forecasts,
            };
            let planner = &mut self.stack.planner;
            let made = self.stepper.step(Stage::Planner, planner.is_oracle, |ctx| {
                planner.module.plan(input, ctx)
            });
            if let Some((visible, plan)) = made {
                self.topics.plan.push(visible, plan);
            }
        }
        while let Some(plan) = self.topics.plan.reveal(self.stepper.now) {
            self.publish(Message::Plan(plan));
        }
        Ok(())
    }

    fn control(&mut self, due: Due, ego: &Arc<EgoState>) {
        if due.control
            && let Some(plan) = self.topics.plan.newest()
        {
            let input = ControllerInput { plan: &plan, ego };
            let controller = &mut self.stack.controller;
            let made = self
                .stepper
                .step(Stage::Controller, controller.is_oracle, |ctx| {
                    controller.module.control(input, ctx)
                });
            if let Some((visible, wish)) = made {
                self.topics.wish.push(visible, wish);
            }
        }
        while let Some(wish) = self.topics.wish.reveal(self.stepper.now) {
            self.publish(Message::Wish(wish));
        }
    }

    /// The gate is asked at every control step, whatever happened before it. If it fails itself,
    /// the executor brakes to a stop.
    fn gate(&mut self, due: Due, ego: &Arc<EgoState>) {
        let now = self.stepper.now;
        if due.control {
            self.review_health(now);
            let wish = self.topics.wish.newest();
            let tracks = self.topics.tracks.newest();
            let health = self.stepper.health.message();
            let input = GateInput {
                wish: wish.as_deref(),
                ego,
                tracks: tracks.as_deref(),
                health: &health,
            };
            let seq = self.stepper.steps[Stage::Gate as usize];
            let gate = &mut self.stack.gate;
            let made = self.stepper.step(Stage::Gate, gate.is_oracle, |ctx| {
                gate.module.check(input, ctx)
            });
            match made {
                Some((visible, command)) => self.topics.command.push(visible, command),
                None => {
                    self.review_health(now);
                    let command = brake_to_a_stop(ego, seq, now);
                    self.topics.command.push(now, command);
                }
            }
        }
        while let Some(command) = self.topics.command.reveal(now) {
            self.publish(Message::Command(command));
        }
    }

    fn review_health(&mut self, now: Stamp) {
        if let Some(health) = self.stepper.health.review(now) {
            self.publish(Message::Health(health));
        }
    }

    /// The ego nearest to a time, among those of late.
    fn ego_at(&self, stamp: Stamp, newest: &Arc<EgoState>) -> Arc<EgoState> {
        let distance = |header: &Header| (header.stamp - stamp).ns().unsigned_abs();
        let nearest = self.egos.iter().rev();
        let nearest = nearest.min_by_key(|ego| distance(&ego.header));
        Arc::clone(nearest.unwrap_or(newest))
    }
}

/// One perception per frame, each of its own.
fn check_perception(made: &[Perception], frames: &[Arc<CameraFrame>]) -> Result<(), StageError> {
    if made.len() != frames.len() {
        let (made, frames) = (made.len(), frames.len());
        return Err(StageError::Internal {
            reason: format!("{made} perceptions of {frames} frames: one per frame, in their order"),
        });
    }
    let mut pairs = made.iter().zip(frames);
    Ok(pairs.try_for_each(|(perception, frame)| perception.check_is_of(frame))?)
}
