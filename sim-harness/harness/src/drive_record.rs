//! What the metrics look at: the messages of one drive, by type. A sink, so that it is filled
//! alike by a running stack and by a recording.

use std::sync::Arc;

use trunkline_interfaces::messages::{
    Command, Detections3d, Forecasts, Health, Message, Plan, Route, Tracks, Truth,
};
use trunkline_interfaces::{Duration, LaneMap, VehicleParams, WorldInfo};

use crate::sink::{Sink, SinkError};

/// The messages of one drive that metrics are made of.
#[derive(Debug, Clone, Default)]
pub struct DriveRecord {
    /// Name of the world: scenario or scene.
    pub world: String,
    /// The map; empty where there is none.
    pub map: Arc<LaneMap>,
    /// The ego's vehicle.
    pub vehicle: VehicleParams,
    /// How long the run was to last at most.
    pub planned_duration: Duration,
    /// The world at the sensor rate, in order of time, without what cameras show.
    pub truths: Vec<Arc<Truth>>,
    /// Routes, as they changed; the first is there from the start.
    pub routes: Vec<Arc<Route>>,
    /// What was detected.
    pub detections: Vec<Arc<Detections3d>>,
    /// What was tracked.
    pub tracks: Vec<Arc<Tracks>>,
    /// What was expected of others.
    pub forecasts: Vec<Arc<Forecasts>>,
    /// What was intended.
    pub plans: Vec<Arc<Plan>>,
    /// What was done.
    pub commands: Vec<Arc<Command>>,
    /// What went wrong in the stack itself.
    pub health: Vec<Arc<Health>>,
}

impl Sink for DriveRecord {
    fn begin(&mut self, info: &WorldInfo) -> Result<(), SinkError> {
        *self = Self {
            world: info.name.clone(),
            map: Arc::clone(&info.map),
            vehicle: info.vehicle,
            planned_duration: info.duration,
            ..Self::default()
        };
        Ok(())
    }

    fn message(&mut self, message: &Message) -> Result<(), SinkError> {
        match message {
            Message::Truth(m) => self.truths.push(without_views(m)),
            Message::Route(m) => self.routes.push(Arc::clone(m)),
            Message::Detections3d(m) => self.detections.push(Arc::clone(m)),
            Message::Tracks(m) => self.tracks.push(Arc::clone(m)),
            Message::Forecasts(m) => self.forecasts.push(Arc::clone(m)),
            Message::Plan(m) => self.plans.push(Arc::clone(m)),
            Message::Command(m) => self.commands.push(Arc::clone(m)),
            Message::Health(m) => self.health.push(Arc::clone(m)),
            Message::CameraFrame(_)
            | Message::EgoState(_)
            | Message::TruthFuture(_)
            | Message::Perception(_)
            | Message::Wish(_) => {}
        }
        Ok(())
    }
}

/// Those of a whole drive would fill the memory.
fn without_views(truth: &Arc<Truth>) -> Arc<Truth> {
    if truth.views.is_empty() {
        return Arc::clone(truth);
    }
    Arc::new(Truth {
        header: truth.header,
        ego: truth.ego.clone(),
        agents: truth.agents.clone(),
        collisions: truth.collisions.clone(),
        signals: truth.signals.clone(),
        views: Vec::new(),
    })
}
