//! The sum of all messages, for whoever handles them alike: recorders, viewers, comparisons.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::Schema;
use serde::Serialize;

use super::camera_frame::CameraFrame;
use super::command::Command;
use super::detections3d::Detections3d;
use super::ego_state::EgoState;
use super::forecasts::Forecasts;
use super::header::Header;
use super::health::Health;
use super::perception::Perception;
use super::plan::Plan;
use super::route::Route;
use super::tracks::Tracks;
use super::truth::{Truth, TruthFuture};
use crate::lane_map::LaneMap;

/// Any message, shared.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Message {
    /// `/camera/<name>`: from the world.
    CameraFrame(Arc<CameraFrame>),
    /// `/ego`: from the world.
    EgoState(Arc<EgoState>),
    /// `/route`: from the world, when it changes.
    Route(Arc<Route>),
    /// `/truth`: from the world, for oracles and metrics.
    Truth(Arc<Truth>),
    /// `/truth/future`: from the world, for oracles.
    TruthFuture(Arc<TruthFuture>),
    /// `/perception/<camera>`: from the perceiver.
    Perception(Arc<Perception>),
    /// `/detections`: from the lifter.
    Detections3d(Arc<Detections3d>),
    /// `/tracks`: from the tracker.
    Tracks(Arc<Tracks>),
    /// `/forecasts`: from the forecaster.
    Forecasts(Arc<Forecasts>),
    /// `/plan`: from the planner.
    Plan(Arc<Plan>),
    /// `/wish`: from the controller.
    Wish(Arc<Command>),
    /// `/command`: from the gate.
    Command(Arc<Command>),
    /// `/health`: from the executor, when it changes.
    Health(Arc<Health>),
}

impl Message {
    /// Where the message is published.
    pub fn topic(&self) -> Cow<'static, str> {
        match self {
            Self::CameraFrame(m) => Cow::Owned(format!("/camera/{}", m.camera)),
            Self::EgoState(_) => Cow::Borrowed("/ego"),
            Self::Route(_) => Cow::Borrowed("/route"),
            Self::Truth(_) => Cow::Borrowed("/truth"),
            Self::TruthFuture(_) => Cow::Borrowed("/truth/future"),
            Self::Perception(m) => Cow::Owned(format!("/perception/{}", m.camera)),
            Self::Detections3d(_) => Cow::Borrowed("/detections"),
            Self::Tracks(_) => Cow::Borrowed("/tracks"),
            Self::Forecasts(_) => Cow::Borrowed("/forecasts"),
            Self::Plan(_) => Cow::Borrowed("/plan"),
            Self::Wish(_) => Cow::Borrowed("/wish"),
            Self::Command(_) => Cow::Borrowed("/command"),
            Self::Health(_) => Cow::Borrowed("/health"),
        }
    }

    /// Name of the message's type, also of its schema.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::CameraFrame(_) => "CameraFrame",
            Self::EgoState(_) => "EgoState",
            Self::Route(_) => "Route",
            Self::Truth(_) => "Truth",
            Self::TruthFuture(_) => "TruthFuture",
            Self::Perception(_) => "Perception",
            Self::Detections3d(_) => "Detections3d",
            Self::Tracks(_) => "Tracks",
            Self::Forecasts(_) => "Forecasts",
            Self::Plan(_) => "Plan",
            Self::Wish(_) | Self::Command(_) => "Command",
            Self::Health(_) => "Health",
        }
    }

    /// Time and order of the message.
    pub fn header(&self) -> &Header {
        match self {
            Self::CameraFrame(m) => &m.header,
            Self::EgoState(m) => &m.header,
            Self::Route(m) => &m.header,
            Self::Truth(m) => &m.header,
            Self::TruthFuture(m) => &m.header,
            Self::Perception(m) => &m.header,
            Self::Detections3d(m) => &m.header,
            Self::Tracks(m) => &m.header,
            Self::Forecasts(m) => &m.header,
            Self::Plan(m) => &m.header,
            Self::Wish(m) | Self::Command(m) => &m.header,
            Self::Health(m) => &m.header,
        }
    }

    /// The message of a topic from its JSON, as recorded.
    ///
    /// # Errors
    /// serde's error if the JSON is not such a message; `None` for a topic that is not ours.
    pub fn from_json(topic: &str, json: &[u8]) -> Option<Result<Self, serde_json::Error>> {
        fn read<M: serde::de::DeserializeOwned>(
            json: &[u8],
            wrap: fn(Arc<M>) -> Message,
        ) -> Option<Result<Message, serde_json::Error>> {
            Some(serde_json::from_slice(json).map(|m| wrap(Arc::new(m))))
        }
        match topic {
            "/ego" => read(json, Self::EgoState),
            "/route" => read(json, Self::Route),
            "/truth" => read(json, Self::Truth),
            "/truth/future" => read(json, Self::TruthFuture),
            "/detections" => read(json, Self::Detections3d),
            "/tracks" => read(json, Self::Tracks),
            "/forecasts" => read(json, Self::Forecasts),
            "/plan" => read(json, Self::Plan),
            "/wish" => read(json, Self::Wish),
            "/command" => read(json, Self::Command),
            "/health" => read(json, Self::Health),
            _ if topic.starts_with("/camera/") => read(json, Self::CameraFrame),
            _ if topic.starts_with("/perception/") => read(json, Self::Perception),
            _ => None,
        }
    }
}

/// A message type's name and JSON Schema.
pub struct SchemaEntry {
    /// Name of the Rust type.
    pub name: &'static str,
    /// Its JSON Schema.
    pub schema: Schema,
}

/// JSON Schemas of all messages and of the lane map, by name.
pub fn message_schemas() -> Vec<SchemaEntry> {
    macro_rules! entries {
        ($($message:ty),* $(,)?) => {
            vec![$(SchemaEntry { name: stringify!($message), schema: schemars::schema_for!($message) }),*]
        };
    }
    entries![
        CameraFrame,
        Command,
        Detections3d,
        EgoState,
        Forecasts,
        Health,
        LaneMap,
        Perception,
        Plan,
        Route,
        Tracks,
        Truth,
        TruthFuture,
    ]
}
