//! Scenes for unit tests: a straight road east along y = 0, and a bend.

use nalgebra::{Vector2, Vector3};
use trunkline_interfaces::messages::{
    EgoState, Forecasts, Header, Route, Track, Tracks, Truth, TruthAgent,
};
use trunkline_interfaces::{LaneMap, VehicleParams};

use crate::fixtures::route_along;
use crate::idm::IdmConfig;
use crate::reference::{Line, Place, SpeedProfile, SpeedProfileConfig};
use crate::rollout::{Course, Driver, LateralProfile, Rollout, State, roll_out};
use crate::rules::RuleInput;
use crate::scene::{Agents, Cause, Corridor, DT_S, Edges, SCORED_STEPS, Scene, Start, Stop};

/// What a scene is made of; x = 0 is 20 m along the route.
pub(crate) struct Bench {
    pub(crate) route: Route,
    pub(crate) map: LaneMap,
    pub(crate) tracks: Vec<Track>,
    pub(crate) forecasts: Forecasts,
    pub(crate) stops: Vec<Stop>,
    pub(crate) ego: EgoState,
}

impl Bench {
    /// The ego at x = 0 with a speed, nobody else there.
    pub(crate) fn straight(speed_mps: f64) -> Self {
        Self {
            route: route_along(&[[-20.0, 0.0], [200.0, 0.0]], Some(13.9)),
            map: LaneMap::default(),
            tracks: Vec::new(),
            forecasts: Forecasts::default(),
            stops: Vec::new(),
            ego: EgoState {
                velocity_mps: Vector2::new(speed_mps, 0.0),
                ..EgoState::default()
            },
        }
    }

    /// The ego at another pose.
    pub(crate) fn ego_at(mut self, x: f64, y: f64, yaw: f64) -> Self {
        self.ego.position_m = Vector3::new(x, y, 0.0);
        self.ego.yaw_rad = yaw;
        self
    }

    /// With somebody else, who goes straight on.
    pub(crate) fn with(mut self, track: Track) -> Self {
        self.tracks.push(track);
        self
    }

    /// Looks at the scene; everybody counts as a possible leader.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&Scene<'_>) -> R) -> R {
        let vehicle = VehicleParams::default();
        let line = Line::new(&self.route).unwrap();
        let profile = SpeedProfile::new(&SpeedProfileConfig::default(), &line);
        let pose = self.ego.pose();
        let place = line.locate(pose.position_m(), pose.yaw_rad);
        let start = Start::measured(&self.ego, &vehicle, &line, place);
        let tracks = Tracks {
            tracks: self.tracks.clone(),
            ..Tracks::default()
        };
        let everywhere = Corridor {
            right_m: f64::NEG_INFINITY,
            left_m: f64::INFINITY,
            least_probability: 0.25,
        };
        let (mut agents, mut edges) = (Agents::default(), Edges::default());
        agents.fill(&tracks, &self.forecasts, &start, &line, &everywhere);
        edges.fill(&self.map, &start);
        look(&Scene {
            start: &start,
            line: &line,
            profile: &profile,
            agents: &agents,
            edges: &edges,
            stops: &self.stops,
            cruise_mps: 12.0,
            vehicle: &vehicle,
            map: &self.map,
        })
    }
}

impl Bench {
    /// The lines that a rule adds, with what makes the ego stop there.
    pub(crate) fn stops(&self, rule: impl FnOnce(&RuleInput<'_>, &mut Vec<Stop>)) -> Vec<Stop> {
        let mut stops = Vec::new();
        let tracks = Tracks {
            tracks: self.tracks.clone(),
            ..Tracks::default()
        };
        self.look(|scene| {
            let input = RuleInput {
                route: &self.route,
                line: scene.line,
                start: scene.start,
                front_s_m: scene.start.place.s_m + scene.vehicle.front_from_rear_axle_m(),
                vehicle: scene.vehicle,
                tracks: &tracks,
                map: scene.map,
                idm: &IdmConfig::default(),
                cruise_mps: scene.cruise_mps,
            };
            rule(&input, &mut stops);
        });
        stops
    }
}

/// A candidate driven forward over the scored horizon.
pub(crate) fn driven(scene: &Scene<'_>, offset_m: f64, driver: Driver) -> Rollout {
    let mut rollout = Rollout::default();
    let course = Course {
        config: &IdmConfig::default(),
        scene,
        lateral: LateralProfile::new(scene.start, scene.line, offset_m),
        driver,
    };
    roll_out(&course, SCORED_STEPS, &mut rollout);
    rollout
}

/// States by hand, at each time: straight on with a speed, changed by the test.
pub(crate) fn by_hand(
    scene: &Scene<'_>,
    speed_mps: f64,
    change: impl Fn(f64, &mut State),
) -> Rollout {
    let mut rollout = Rollout::default();
    for k in 0..=SCORED_STEPS {
        let time_s = k as f64 * DT_S;
        let mut state = State {
            position_m: Vector2::new(speed_mps * time_s, 0.0),
            yaw_rad: 0.0,
            axis: Vector2::new(1.0, 0.0),
            speed_mps,
            acceleration_mps2: 0.0,
            curvature_1pm: 0.0,
            s_m: 20.0 + speed_mps * time_s,
            d_m: 0.0,
            cause: Cause::Free,
        };
        change(time_s, &mut state);
        state.position_m.y = state.d_m;
        rollout.states.push(state);
        rollout.line.push(scene.line.at(state.s_m));
        rollout.footprints.push(state.footprint(scene.vehicle));
    }
    rollout
}

/// The truth about some agents.
pub(crate) fn truth(agents: Vec<TruthAgent>) -> Truth {
    Truth {
        header: Header::default(),
        ego: EgoState::default(),
        agents,
        collisions: Vec::new(),
        signals: Vec::new(),
        views: Vec::new(),
    }
}

/// Length of a chord of [`bend`], m: just under the spacing of a line's samples, so that they are
/// its vertices.
pub(crate) const CHORD_M: f64 = 0.499;

/// A route of equal chords from (3, −2), the first at a yaw, each turned against the last by the
/// curvature. Between the ends sample i of its line is at i · [`CHORD_M`] and has exactly the
/// curvature, and the direction of the mean of the chords beside it, yaw + (i − ½) · turn.
pub(crate) fn bend(yaw_rad: f64, curvature_1pm: f64, chords: usize) -> Route {
    let mut at_m = Vector2::new(3.0, -2.0);
    let mut points = vec![at_m.into()];
    for k in 0..chords {
        let yaw = yaw_rad + k as f64 * CHORD_M * curvature_1pm;
        at_m += Vector2::new(yaw.cos(), yaw.sin()) * CHORD_M;
        points.push(at_m.into());
    }
    route_along(&points, Some(13.9))
}

/// A look at a left bend of 0.04 1/m that faces 0.3 rad at its sample 20: the ego is 0.75 m to the
/// left of there, turned 0.25 rad further left, at 7 m/s, on a curvature of 0.09 1/m.
pub(crate) fn in_a_bend<R>(look: impl FnOnce(&Scene<'_>) -> R) -> R {
    let turn = CHORD_M * 0.04;
    let mut bench = Bench::straight(7.0);
    bench.route = bend(0.3 - 19.5 * turn, 0.04, 120);
    let at_m = bench.route.path[20].position_m + Vector2::new(-0.3_f64.sin(), 0.3_f64.cos()) * 0.75;
    bench = bench.ego_at(at_m.x, at_m.y, 0.55);
    bench.look(|scene| {
        let start = Start {
            curvature_1pm: 0.09,
            place: Place {
                s_m: 20.0 * CHORD_M,
                d_m: 0.75,
            },
            ..*scene.start
        };
        look(&Scene {
            start: &start,
            ..*scene
        })
    })
}
