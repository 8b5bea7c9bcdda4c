//! Planner `proposal`: many candidates driven forward, the cheapest is driven.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{Candidate, Plan};
use trunkline_interfaces::stages::{Planner, PlannerInput};
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use super::preparation::{DrivingConfig, Preparation};
use super::{publish, reason};
use crate::cost::{Context, CostConfig, first_hit, nearest};
use crate::proposals::{Proposal, ProposalsConfig};
use crate::rollout::{Course, LateralProfile, Rollout, go_on, roll_out};
use crate::scene::{Cause, DT_S, LastPlan, PLAN_STEPS, SCORED_STEPS, Scene};

/// Parameters of [`ProposalPlanner`].
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProposalPlannerConfig {
    /// How to drive.
    pub driving: DrivingConfig,
    /// Which candidates.
    pub proposals: ProposalsConfig,
    /// What makes one better than another.
    pub cost: CostConfig,
}

/// In the manner of PDM-Closed (Dauner, Hallgarten, Geiger, Chitta 2023): offsets from the route
/// × shares of the wished speed, each driven forward for 4 s by the intelligent driver model
/// against the forecasts, scored by the terms of the closed-loop score; the cheapest is driven.
#[derive(Debug)]
pub struct ProposalPlanner {
    config: ProposalPlannerConfig,
    preparation: Preparation,
    rollouts: Vec<Rollout>,
    last: Option<(LastPlan, Proposal)>,
}

impl ProposalPlanner {
    /// The planner of a config.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if a value is out of its range.
    pub fn from_config(config: ProposalPlannerConfig) -> Result<Self, ConfigError> {
        config.driving.check()?;
        config.proposals.check()?;
        config.cost.check()?;
        Ok(Self {
            config,
            preparation: Preparation::default(),
            rollouts: Vec::new(),
            last: None,
        })
    }
}

/// Way that the road alone allows within the horizon: accelerating up to what is allowed.
fn free_progress_m(config: &ProposalPlannerConfig, scene: &Scene<'_>) -> f64 {
    let (mut s_m, mut speed_mps) = (scene.start.place.s_m, scene.start.speed_mps.max(0.0));
    let from_s_m = s_m;
    for _ in 0..SCORED_STEPS {
        let faster_mps = speed_mps + config.driving.idm.acceleration_mps2 * DT_S;
        speed_mps = faster_mps.min(scene.allowed_mps(s_m).max(speed_mps - 2.0 * DT_S));
        s_m += speed_mps * DT_S;
    }
    let front_m = scene.vehicle.front_from_rear_axle_m();
    let end_s_m = scene
        .stops
        .first()
        .map_or(s_m, |stop| stop.front_s_m - front_m);
    s_m.min(end_s_m) - from_s_m
}

/// Who is hit, or else nearly hit, by a candidate.
fn blocker(rollout: &Rollout, scene: &Scene<'_>) -> Option<Cause> {
    let hit = first_hit(rollout, scene).map(|hit| (hit.track, hit.class));
    let near = || nearest(rollout, scene).map(|mode| (mode.track, mode.class));
    hit.or_else(near)
        .map(|(track, class)| Cause::Agent(track, class))
}

impl Planner for ProposalPlanner {
    fn plan(&mut self, input: PlannerInput<'_>, ctx: &StepContext<'_>) -> Result<Plan, StageError> {
        let config = &self.config;
        let last = self.last.as_ref();
        let scene = self.preparation.scene(
            &config.driving,
            &input,
            last.map(|(plan, _)| plan),
            &config.proposals.offsets_m,
            ctx,
        )?;
        let course = |proposal: &Proposal| Course {
            config: &config.driving.idm,
            scene: &scene,
            lateral: LateralProfile::new(scene.start, scene.line, proposal.offset_m),
            driver: proposal.driver,
        };
        let proposals = config.proposals.all(scene.start.place.d_m, ctx.vehicle);
        let free_progress_m = free_progress_m(config, &scene);
        self.rollouts.resize_with(proposals.len(), Rollout::default);
        let mut candidates = Vec::with_capacity(proposals.len());
        let mut chosen = 0;
        for (i, proposal) in proposals.iter().enumerate() {
            let rollout = &mut self.rollouts[i];
            roll_out(&course(proposal), SCORED_STEPS, rollout);
            let mut terms = Vec::new();
            let context = Context {
                scene: &scene,
                rollout,
                swept: &rollout.swept(),
                proposal,
                last_chosen: last.map(|(_, proposal)| proposal),
                free_progress_m,
            };
            let cost = config.cost.cost(&context, &mut terms);
            candidates.push(Candidate {
                label: proposal.label(),
                path_m: publish::shown_path_m(rollout),
                cost,
                terms,
            });
            if cost < candidates[chosen].cost {
                chosen = i;
            }
        }
        let proposal = proposals[chosen];
        // Who stands in the way of simply driving on decides, if that is not what is done.
        let blocker = if chosen == 0 {
            None
        } else {
            blocker(&self.rollouts[0], &scene)
        };
        let mut rollout = std::mem::take(&mut self.rollouts[chosen]);
        go_on(&course(&proposal), PLAN_STEPS, &mut rollout);
        let reason = reason::reason(&scene, &rollout, blocker);
        let mut plan = publish::plan(&input, ctx, publish::trajectory(&rollout), reason);
        self.rollouts[chosen] = rollout;
        plan.candidates = candidates;
        plan.chosen = Some(chosen as u32);
        plan.is_emergency = proposal.is_emergency;
        self.last = Some((publish::last(&plan), proposal));
        Ok(plan)
    }

    fn reset(&mut self) {
        self.preparation.reset();
        self.last = None;
    }
}
