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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{Bench, by_hand};
    use crate::fixtures::{context, forecast_with, junction_map, left_turn_route, track};
    use crate::forecasting::{LaneFollowing, LaneFollowingConfig};
    use crate::rollout::corridor;
    use crate::scene::{Agents, Corridor, SWEEPS, Swept};
    use nalgebra::{Vector2, Vector3};
    use trunkline_interfaces::geometry::Polyline;
    use trunkline_interfaces::messages::{EgoState, Track, Tracks};
    use trunkline_interfaces::stages::Stage;
    use trunkline_interfaces::{AgentClass, Random, TrackId, VehicleParams};

    fn anybody(id: u32, random: &mut Random) -> Track {
        let classes = [
            AgentClass::Car,
            AgentClass::Truck,
            AgentClass::Bicycle,
            AgentClass::Pedestrian,
        ];
        let class = classes[random.index(classes.len())];
        let top_mps = if class == AgentClass::Pedestrian {
            2.0
        } else {
            14.0
        };
        // Some near the route, some beside any corridor.
        let spread_m = if random.chance(0.5) { 10.0 } else { 80.0 };
        let (x, y) = (random.range(-60.0, 30.0), random.range(-spread_m, spread_m));
        let (yaw, speed) = (random.range(-3.1, 3.1), random.range(0.0, top_mps));
        track(id, class, x, y, yaw, speed)
    }

    /// States to the end of the plan, and every part of the cost.
    fn driven(
        config: &ProposalPlannerConfig,
        scene: &Scene<'_>,
        proposal: &Proposal,
        swept: Option<[Swept; SWEEPS]>,
    ) -> (Rollout, Vec<(String, u64)>) {
        let course = Course {
            config: &config.driving.idm,
            scene,
            lateral: LateralProfile::new(scene.start, scene.line, proposal.offset_m),
            driver: proposal.driver,
        };
        let mut rollout = Rollout::default();
        roll_out(&course, SCORED_STEPS, &mut rollout);
        let mut terms = Vec::new();
        let context = Context {
            scene,
            rollout: &rollout,
            swept: &swept.unwrap_or(rollout.swept()),
            proposal,
            last_chosen: None,
            free_progress_m: free_progress_m(config, scene),
        };
        config.cost.cost(&context, &mut terms);
        go_on(&course, PLAN_STEPS, &mut rollout);
        let bits = terms.into_iter().map(|t| (t.name, t.value.to_bits()));
        (rollout, bits.collect())
    }

    #[test]
    fn passing_over_who_cannot_matter_changes_no_bit_of_any_candidate() {
        let config = ProposalPlannerConfig::default();
        let vehicle = VehicleParams::default();
        let mut map = junction_map();
        for y in [-4.5, 4.5] {
            let kerb = Polyline::new((-8..0).map(|k| Vector2::new(8.0 * f64::from(k), y)));
            map.road_edges.push(kerb.unwrap());
        }
        let route = left_turn_route();
        let ctx = context(Stage::Planner, 0, &vehicle, &map);
        let (mut pairs, mut passed_over, mut left_out) = (0, 0, 0);
        let mut costly = std::collections::BTreeMap::<String, usize>::new();
        for seed in 0..60 {
            let mut random = Random::new(seed, "passing over", 0);
            let many = 1 + random.index(30) as u32;
            let others: Vec<Track> = (0..many).map(|id| anybody(id, &mut random)).collect();
            let mut forecaster =
                LaneFollowing::from_config(LaneFollowingConfig::default()).unwrap();
            let forecasts = forecast_with(&mut forecaster, others.clone(), &map);
            let tracks = Tracks {
                tracks: others,
                ..Tracks::default()
            };
            let ego = EgoState {
                position_m: Vector3::new(random.range(-50.0, -5.0), random.range(-3.0, -0.5), 0.0),
                yaw_rad: random.range(-0.05, 0.05),
                velocity_mps: Vector2::new(random.range(0.0, 14.0), 0.0),
                ..EgoState::default()
            };
            let input = PlannerInput {
                ego: &ego,
                route: &route,
                tracks: &tracks,
                forecasts: &forecasts,
            };
            let mut preparation = Preparation::default();
            let offsets_m = &config.proposals.offsets_m;
            let scene =
                (preparation.scene(&config.driving, &input, None, offsets_m, &ctx)).unwrap();
            let narrow = corridor(scene.start, scene.line, offsets_m, vehicle.width_m);
            let wide = Corridor {
                right_m: f64::NEG_INFINITY,
                left_m: f64::INFINITY,
                ..narrow
            };
            let mut all = Agents::default();
            all.fill(&tracks, &forecasts, scene.start, scene.line, &wide);
            left_out += all.leaders(0).0.len() - scene.agents.leaders(0).0.len();
            let unpruned = Scene {
                agents: &all,
                ..scene
            };
            for proposal in config.proposals.all(scene.start.place.d_m, &vehicle) {
                let (rollout, terms) = driven(&config, &scene, &proposal, None);
                let everywhere = Some([Swept::EVERYWHERE; SWEEPS]);
                let (full, full_terms) = driven(&config, &unpruned, &proposal, everywhere);
                assert!(
                    rollout.states == full.states,
                    "seed {seed}, {}",
                    proposal.label()
                );
                assert_eq!(terms, full_terms, "seed {seed}, {}", proposal.label());
                let swept = rollout.swept();
                for mode in scene.agents.modes() {
                    pairs += SWEEPS;
                    let meets = |k: &usize| swept[*k].may_meet(&mode.swept[*k], 0.35);
                    passed_over += SWEEPS - (0..SWEEPS).filter(meets).count();
                }
                for (name, bits) in terms {
                    *costly.entry(name).or_default() += usize::from(f64::from_bits(bits) > 0.0);
                }
            }
        }
        // Or nothing would be proved.
        assert!(2 * passed_over > pairs, "{passed_over} of {pairs}");
        assert!(left_out > 20, "{left_out}");
        for name in ["collision", "time_to_collision", "drivable"] {
            assert!(costly[name] > 20, "{costly:?}");
        }
    }

    #[test]
    fn the_free_way_is_that_of_speeding_up_to_what_is_allowed() {
        let config = ProposalPlannerConfig::default();
        let way_m = |bench: &Bench| bench.look(|scene| free_progress_m(&config, scene));
        // Σ 0.1 · (5 + 0.15 k) for k from 1 to 40
        assert!((way_m(&Bench::straight(5.0)) - 32.3).abs() < 1e-9);
        assert!((way_m(&Bench::straight(13.9)) - 4.0 * 13.9).abs() < 1e-9);
        // too fast: 2 m/s² slower down to the limit
        let fast_m = way_m(&Bench::straight(15.0));
        // 0.1 · (14.8 + 14.6 + 14.4 + 14.2 + 14.0 + 35 · 13.9)
        assert!((fast_m - 55.85).abs() < 1e-9, "{fast_m}");
        assert!((way_m(&Bench::straight(-3.0)) - way_m(&Bench::straight(0.0))).abs() < 1e-9);
        // a line 10 m ahead of the front
        let mut bench = Bench::straight(5.0);
        bench.stops = vec![crate::scene::Stop {
            front_s_m: 20.0 + 3.65 + 10.0,
            cause: Cause::Goal,
        }];
        assert!((way_m(&bench) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn who_is_hit_by_driving_on_blocks_and_else_who_is_nearly_hit() {
        let blocks = |others: Vec<Track>| {
            let mut bench = Bench::straight(10.0);
            bench.tracks = others;
            bench.look(|scene| blocker(&by_hand(scene, 10.0, |_, _| ()), scene))
        };
        let car = |id: u32, x: f64| track(id, AgentClass::Car, x, 0.0, 0.0, 0.0);
        let hit = car(1, 30.0); // within 4 s
        let nearly = car(2, 52.0); // 6 m farther than the ego comes
        let cause = |id: u32| Some(Cause::Agent(TrackId(id), AgentClass::Car));
        assert_eq!(blocks(vec![nearly.clone()]), cause(2));
        assert_eq!(blocks(vec![nearly, hit]), cause(1));
        assert_eq!(blocks(vec![car(3, 90.0)]), None);
    }
}
