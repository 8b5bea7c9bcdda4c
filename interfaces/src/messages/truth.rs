//! What a world knows for certain: for oracles and metrics, never for other modules.

use nalgebra::Vector2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::camera_truth::CameraTruth;
use super::ego_state::EgoState;
use super::header::Header;
use super::route::SignalState;
use super::validate::{Check, InvalidMessage, Validate};
use crate::agent_class::AgentClass;
use crate::geometry::{OrientedBox, Pose2};
use crate::ids::{AgentId, SignalId};

/// One road user as it really is, world frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TruthAgent {
    /// Identity; never reused within a run.
    pub id: AgentId,
    /// What it is.
    pub class: AgentClass,
    /// Box in the world.
    pub bbox: OrientedBox,
    /// Velocity of the box centre.
    #[schemars(with = "[f64; 2]")]
    pub velocity_mps: Vector2<f64>,
    /// Rate of the yaw.
    pub yaw_rate_radps: f64,
    /// Share of it that the ego's sensors could see, in `[0, 1]`.
    pub visibility: f64,
}

impl TruthAgent {
    /// Speed of the box centre.
    pub fn speed_mps(&self) -> f64 {
        self.velocity_mps.norm()
    }
}

/// The ego hit something. Recorded once per agent, at first contact.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Collision {
    /// With whom.
    pub agent: AgentId,
    /// Magnitude of the relative velocity at contact, m/s.
    pub closing_mps: f64,
}

/// The state of the world at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Truth {
    /// Time and order.
    pub header: Header,
    /// The ego as it really is.
    pub ego: EgoState,
    /// Everybody else, by ascending id.
    pub agents: Vec<TruthAgent>,
    /// Contacts of the ego since the last truth.
    pub collisions: Vec<Collision>,
    /// Every traffic light's state, by ascending id.
    pub signals: Vec<(SignalId, SignalState)>,
    /// What each camera shows, in the order of the frames; empty where no camera is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<CameraTruth>,
}

impl Truth {
    /// An agent by id.
    pub fn agent(&self, id: AgentId) -> Option<&TruthAgent> {
        self.agents
            .binary_search_by_key(&id, |a| a.id)
            .ok()
            .map(|i| &self.agents[i])
    }
}

impl Validate for Truth {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("Truth");
        self.ego.validate()?;
        for (i, a) in self.agents.iter().enumerate() {
            check.bbox(format_args!("agents[{i}].bbox"), &a.bbox)?;
            check.finite(
                format_args!("agents[{i}].velocity_mps"),
                a.velocity_mps.as_slice(),
            )?;
            check.finite(
                format_args!("agents[{i}].yaw_rate_radps"),
                &[a.yaw_rate_radps],
            )?;
            check.probability(format_args!("agents[{i}].visibility"), a.visibility)?;
        }
        check.ascending("agents", self.agents.iter().map(|a| a.id))?;
        for (i, c) in self.collisions.iter().enumerate() {
            check.finite(
                format_args!("collisions[{i}].closing_mps"),
                &[c.closing_mps],
            )?;
        }
        for (i, view) in self.views.iter().enumerate() {
            view.check(&check, format_args!("views[{i}]"))?;
        }
        Ok(())
    }
}

/// Where one agent is going to be. Pose `k` holds at the stamp + (k + 1) · `dt_s`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FutureAgent {
    /// Who.
    pub id: AgentId,
    /// Poses of the box centre; shorter than the others if it leaves the world.
    pub poses: Vec<Pose2>,
}

/// What the agents are going to do, if the ego drives its last plan: the recorded future of a
/// log, or the simulator's own copy rolled forward.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TruthFuture {
    /// Time and order.
    pub header: Header,
    /// Time between poses.
    pub dt_s: f64,
    /// Every agent, by ascending id.
    pub agents: Vec<FutureAgent>,
}

impl Validate for TruthFuture {
    fn validate(&self) -> Result<(), InvalidMessage> {
        let check = Check("TruthFuture");
        check.finite("dt_s", &[self.dt_s])?;
        check.at_least("dt_s", self.dt_s, 0.0)?;
        let is_broken = |a: &FutureAgent| a.poses.iter().any(|p| !p.is_finite());
        if let Some(i) = self.agents.iter().position(is_broken) {
            return check.fail(
                format!("agents[{i}].poses"),
                "hold a value that is not finite",
            );
        }
        check.ascending("agents", self.agents.iter().map(|a| a.id))
    }
}
