//! Scripted agents, in the terms of ASAM OpenSCENARIO XML 1.x: an entity has events; an event has a
//! start trigger, a group of conditions that must all hold, and an action; it happens once.

use serde::{Deserialize, Serialize};

use trunkline_interfaces::AgentClass;

use super::place::GroundPose;

/// An agent with a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedAgent {
    /// Name, for messages and for the seeds' deviations.
    pub name: String,
    /// What it is.
    pub class: AgentClass,
    /// Where it starts (centre of its box).
    pub position: Position,
    /// Speed at the start, m/s, in [0, 40].
    #[serde(default)]
    pub speed_mps: f64,
    /// What moves it until an action says otherwise.
    #[serde(default)]
    pub controller: Controller,
    /// More of the same behind it, on a straight lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Column>,
    /// What it does when.
    #[serde(default)]
    pub events: Vec<Event>,
}

/// A column of agents, all alike, one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// How many in all, in [1, 100].
    pub count: u32,
    /// From centre to centre, m, > 0.
    pub spacing_m: f64,
}

/// What moves an agent when no action does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Controller {
    /// Drives in its lane like the rest of the traffic: follows, yields, obeys signals.
    #[default]
    Traffic,
    /// Keeps its lane and its speed, whoever is in the way.
    Hold,
    /// Stands where it was put; needs no lane.
    Stand,
}

/// A place, given in one of two ways.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// RoutePosition: along the ego's route, from where the ego starts.
    Route(RoutePosition),
    /// WorldPosition.
    World(GroundPose),
}

/// A place along the ego's route.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutePosition {
    /// Ahead of the ego's start, m; behind it if negative.
    pub ahead_m: f64,
    /// To the left of the route, m.
    #[serde(default)]
    pub left_m: f64,
    /// Where it faces.
    #[serde(default)]
    pub heading: Heading,
}

/// Where an agent faces, seen along the route.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heading {
    /// As the route leads.
    #[default]
    Along,
    /// Towards the ego.
    Against,
    /// To the left.
    Left,
    /// To the right.
    Right,
}

/// Something that happens once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Name, for messages.
    pub name: String,
    /// All must hold at once; none: at the start.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// What then happens.
    pub action: Action,
}

/// One condition of a start trigger. "The agent" is the one whose event it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// SimulationTimeCondition: so much time has gone by.
    SimulationTime {
        /// s, ≥ 0.
        after_s: f64,
    },
    /// RelativeDistanceCondition: ego and agent are this close, centre to centre.
    RelativeDistance {
        /// m, > 0.
        below_m: f64,
    },
    /// TimeHeadwayCondition: the ego, at its speed, is this far from the agent's place along the
    /// route, the agent being ahead.
    TimeHeadway {
        /// s, > 0.
        below_s: f64,
    },
    /// TimeHeadwayCondition seen from the agent: it is this far ahead of the ego along the route.
    AheadOfEgo {
        /// m.
        above_m: f64,
    },
    /// ReachPositionCondition: the ego's front has come this far along its route.
    ReachPosition {
        /// Ahead of the ego's start, m, ≥ 0.
        ahead_m: f64,
    },
}

/// What an agent does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// SpeedAction with linear dynamics. From then on the agent holds that speed.
    Speed {
        /// m/s, in [0, 40].
        target_mps: f64,
        /// m/s², > 0.
        rate_mps2: f64,
    },
    /// LaneChangeAction with sinusoidal dynamics.
    LaneChange {
        /// 1: to the left, −1: to the right.
        lanes: i32,
        /// s, > 0.
        duration_s: f64,
    },
    /// LaneOffsetAction.
    LaneOffset {
        /// m, to the left of the lane's centre.
        left_m: f64,
        /// s, > 0.
        duration_s: f64,
    },
    /// FollowTrajectoryAction along points of the ego's route, at one speed; stands at the end.
    FollowTrajectory {
        /// At least one; the way begins where the agent is.
        points: Vec<RoutePoint>,
        /// m/s, in (0, 40].
        speed_mps: f64,
    },
    /// ActivateControllerAction.
    Controller(Controller),
}

/// A point along the ego's route.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutePoint {
    /// Ahead of the ego's start, m.
    pub ahead_m: f64,
    /// To the left of the route, m.
    pub left_m: f64,
}
