//! What every planner works out first: the route as a line, the start, the agents, the stops.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{RoutePoint, Validate as _};
use trunkline_interfaces::stages::PlannerInput;
use trunkline_interfaces::{ConfigError, StageError, StepContext};

use super::CruiseConfig;
use crate::idm::IdmConfig;
use crate::reference::{Line, Place, SpeedProfile, SpeedProfileConfig};
use crate::rollout::corridor;
use crate::rules::{RuleInput, Rules};
use crate::scene::{Agents, Edges, LastPlan, Scene, Start, StartConfig, Stop};

/// Search window around the last place on the route, m: behind, and ahead beyond what is driven.
const WINDOW_M: (f64, f64) = (10.0, 30.0);
/// An ego farther than this from the place found there is looked for on the whole route, m.
const LOST_M: f64 = 5.0;

/// How to drive, whatever the candidates.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DrivingConfig {
    /// Wished speed where no limit is known.
    pub cruise: CruiseConfig,
    /// Following and stopping.
    pub idm: IdmConfig,
    /// Curves and limits.
    pub road: SpeedProfileConfig,
    /// Where plans begin.
    pub start: StartConfig,
}

impl DrivingConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.cruise.check()?;
        self.idm.check()?;
        self.road.check()?;
        self.start.check()
    }
}

/// A route worked out, kept while its path stays the same.
#[derive(Debug)]
struct Known {
    path: Vec<RoutePoint>,
    line: Line,
    profile: SpeedProfile,
    place: Option<Place>,
}

/// What a planner keeps between steps.
#[derive(Debug, Default)]
pub(crate) struct Preparation {
    known: Option<Known>,
    agents: Agents,
    rules: Rules,
    stops: Vec<Stop>,
    driven_mps: f64,
    edges: Edges,
    start: Option<Start>,
    cruise_mps: f64,
}

impl Preparation {
    /// Forgets everything.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// The scene of a step, for candidates of the given offsets.
    ///
    /// # Errors
    /// [`StageError`] if the ego's state is not finite or the route has no path.
    pub(crate) fn scene<'a>(
        &'a mut self,
        config: &DrivingConfig,
        input: &PlannerInput<'a>,
        last: Option<&LastPlan>,
        offsets_m: &[f64],
        ctx: &StepContext<'a>,
    ) -> Result<Scene<'a>, StageError> {
        input.ego.validate()?;
        self.follow_route(config, input)?;
        let Some(known) = self.known.as_mut() else {
            return Err(StageError::Internal {
                reason: "the route was lost while it was worked out".into(),
            });
        };
        let place = locate(known, input);
        known.place = Some(place);
        let measured = Start::measured(input.ego, ctx.vehicle, &known.line, place);
        let start = last
            .and_then(|plan| measured.planned(&config.start, plan, &known.line))
            .unwrap_or(measured);
        self.driven_mps = self.driven_mps.max(start.speed_mps);
        self.cruise_mps = config
            .cruise
            .speed_mps(self.driven_mps, &start, input.tracks);
        let corridor = corridor(&start, &known.line, offsets_m, ctx.vehicle.width_m);
        let (tracks, forecasts) = (input.tracks, input.forecasts);
        self.agents
            .fill(tracks, forecasts, &start, &known.line, &corridor);
        self.edges.fill(ctx.map, &start);
        let rule_input = RuleInput {
            route: input.route,
            line: &known.line,
            start: &start,
            front_s_m: start.place.s_m + ctx.vehicle.front_from_rear_axle_m(),
            vehicle: ctx.vehicle,
            tracks: input.tracks,
            map: ctx.map,
            idm: &config.idm,
            cruise_mps: self.cruise_mps,
        };
        self.rules.stops(&rule_input, &mut self.stops);
        Ok(Scene {
            start: self.start.insert(start),
            line: &known.line,
            profile: &known.profile,
            agents: &self.agents,
            edges: &self.edges,
            stops: &self.stops,
            cruise_mps: self.cruise_mps,
            vehicle: ctx.vehicle,
            map: ctx.map,
        })
    }

    /// Works a new path out; a route whose signals alone changed is known already.
    fn follow_route(
        &mut self,
        config: &DrivingConfig,
        input: &PlannerInput<'_>,
    ) -> Result<(), StageError> {
        let is_known = self
            .known
            .as_ref()
            .is_some_and(|known| known.path == input.route.path);
        if !is_known {
            let line = Line::new(input.route)?;
            let profile = SpeedProfile::new(&config.road, &line);
            self.rules.path_changed();
            self.known = Some(Known {
                path: input.route.path.clone(),
                line,
                profile,
                place: None,
            });
        }
        Ok(())
    }
}

/// Where the ego is on its route: near its last place, so that a route that crosses itself or
/// loops is driven in order.
fn locate(known: &Known, input: &PlannerInput<'_>) -> Place {
    let pose = input.ego.pose();
    if let Some(last) = known.place {
        let ahead_m = WINDOW_M.1 + input.ego.speed_mps().max(0.0);
        let place = known.line.project_between(
            pose.position_m(),
            last.s_m - WINDOW_M.0,
            last.s_m + ahead_m,
        );
        if place.d_m.abs() <= LOST_M {
            return place;
        }
    }
    known.line.locate(pose.position_m(), pose.yaw_rad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::fixtures::{context, route_along};
    use trunkline_interfaces::messages::{RouteSignal, SignalState, Tracks};
    use trunkline_interfaces::{SignalId, SignalKind, Stage, VehicleParams};

    /// Where a preparation finds the ego of a bench on its route.
    fn place(preparation: &mut Preparation, bench: &Bench) -> Place {
        let vehicle = VehicleParams::default();
        let input = PlannerInput {
            ego: &bench.ego,
            route: &bench.route,
            tracks: &Tracks::default(),
            forecasts: &bench.forecasts,
        };
        let ctx = context(Stage::Planner, 0, &vehicle, &bench.map);
        let config = DrivingConfig::default();
        let scene = preparation.scene(&config, &input, None, &[0.0], &ctx);
        scene.unwrap().start.place
    }

    /// East, a loop to the left, and back west over the first stretch's beginning, 1 m beside it.
    fn doubled(x: f64, speed: f64) -> Bench {
        let mut bench = Bench::straight(speed).ego_at(x, 0.4, 0.0);
        bench.route = route_along(
            &[
                [0.0, 0.0],
                [100.0, 0.0],
                [100.0, 60.0],
                [-40.0, 60.0],
                [-40.0, 1.0],
                [100.0, 1.0],
            ],
            Some(10.0),
        );
        bench
    }

    #[test]
    fn the_ego_is_looked_for_near_its_last_place_and_anew_where_it_is_lost() {
        let mut preparation = Preparation::default();
        assert!((place(&mut preparation, &doubled(20.0, 5.0)).s_m - 20.0).abs() < 0.1);
        // nearer to the second time round now, but that is 360 m farther on
        let mut beside = doubled(24.0, 5.0);
        beside.ego.position_m.y = 0.7;
        assert!((place(&mut preparation, &beside).s_m - 24.0).abs() < 0.1);
        // a jump beyond the window: found again on the whole route
        let mut jumped = doubled(100.0, 5.0);
        (jumped.ego.position_m.y, jumped.ego.yaw_rad) = (40.0, std::f64::consts::FRAC_PI_2);
        assert!((place(&mut preparation, &jumped).s_m - 140.0).abs() < 0.1);
        // another path: nothing of the old place counts
        let other = Bench::straight(5.0).ego_at(50.0, 0.0, 0.0);
        assert!((place(&mut preparation, &other).s_m - 70.0).abs() < 0.1);
        preparation.reset();
        assert!(preparation.known.is_none());
    }

    /// Where an ego is found that was at one pose and is now at another, with a speed.
    fn found_m(points: &[[f64; 2]], before: [f64; 3], now: [f64; 3], speed: f64) -> f64 {
        let mut preparation = Preparation::default();
        let mut at = |[x, y, yaw]: [f64; 3]| {
            let mut bench = Bench::straight(speed).ego_at(x, y, yaw);
            bench.ego.velocity_mps.x = speed;
            bench.route = route_along(points, Some(10.0));
            place(&mut preparation, &bench);
        };
        at(before);
        at(now);
        preparation.known.unwrap().place.unwrap().s_m
    }

    #[test]
    fn the_window_reaches_thirty_metres_and_a_second_ahead() {
        // East, north, and round to a second way north 1 m beside the first.
        let points = [
            [0.0, 0.0],
            [100.0, 0.0],
            [100.0, 60.0],
            [-40.0, 60.0],
            [-40.0, -20.0],
            [101.0, -20.0],
            [101.0, 60.0],
        ];
        // From 60 m at 20 m/s the first 110 m are looked at, though the second way is nearer.
        let north = std::f64::consts::FRAC_PI_2;
        let s_m = found_m(&points, [60.0, 0.0, 0.0], [100.8, 35.0, north], 20.0);
        assert!((s_m - 135.0).abs() < 0.1, "{s_m}");
        // At a standstill 90 m are, and it is lost there: 100 + 60 + 140 + 80 + 141 + 55 m.
        let s_m = found_m(&points, [60.0, 0.0, 0.0], [100.8, 35.0, north], 0.0);
        assert!((s_m - 576.0).abs() < 0.1, "{s_m}");
    }

    #[test]
    fn the_window_reaches_ten_metres_back() {
        let points: Vec<[f64; 2]> = (doubled(0.0, 0.0).route.path.iter())
            .map(|p| p.position_m.into())
            .collect();
        // The second time round, 100 + 60 + 140 + 59 + 40 + 50 m, though the first is nearer now.
        for x in [41.0, 52.0] {
            let s_m = found_m(&points, [50.0, 0.9, 0.0], [x, 0.3, 0.0], 0.0);
            assert!((s_m - 399.0 - x).abs() < 0.1, "{s_m}");
        }
        // Back round the corner at 100 m.
        let s_m = found_m(&points, [100.0, 5.0, 1.57], [96.5, 0.2, 0.0], 0.0);
        assert!((s_m - 96.5).abs() < 0.1, "{s_m}");
    }

    #[test]
    fn an_ego_more_than_five_metres_off_its_route_is_looked_for_on_the_whole_of_it() {
        // The second stretch, 8 m to the left and westwards, has x = 0 at 60 + 8 + 40 m.
        let points = [[-20.0, 0.0], [40.0, 0.0], [40.0, 8.0], [-20.0, 8.0]];
        let found = |y: f64| found_m(&points, [0.0, 0.0, 0.0], [0.0, y, 3.0], 0.0);
        assert!((found(4.9) - 20.0).abs() < 0.1);
        assert!((found(5.1) - 108.0).abs() < 0.1);
    }

    #[test]
    fn rules_look_from_the_front_bumper() {
        // The front is at 20 + 3.65 m; a red light's line holds until it is passed by a metre.
        let held_at = |stop_s_m: f64| {
            let mut bench = Bench::straight(4.0);
            bench.route.signals = vec![RouteSignal {
                id: SignalId(3),
                kind: SignalKind::TrafficLight,
                state: SignalState::Stop,
                stop_s_m,
            }];
            let mut preparation = Preparation::default();
            place(&mut preparation, &bench);
            preparation.stops.len() == 2
        };
        assert!(held_at(22.7) && !held_at(22.6));
    }

    #[test]
    fn what_was_driven_once_is_wanted_where_no_limit_is_known() {
        let mut preparation = Preparation::default();
        let mut wished = |speed: f64| {
            let bench = Bench::straight(speed);
            place(&mut preparation, &bench);
            (preparation.driven_mps, preparation.cruise_mps)
        };
        assert_eq!(wished(20.0), (20.0, 20.0));
        assert_eq!(wished(5.0), (20.0, 20.0));
    }
}
