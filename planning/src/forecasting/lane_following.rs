//! Vehicles follow the lanes of the map; where lanes branch, so does the future.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trunkline_interfaces::config::range::{positive, within};
use trunkline_interfaces::geometry::{angle_difference_rad, wrap_rad};
use trunkline_interfaces::messages::{ForecastMode, ForecastPoint, Forecasts, Track};
use trunkline_interfaces::stages::{Forecaster, ForecasterInput};
use trunkline_interfaces::{
    AgentClass, ConfigError, LaneId, LaneMap, StageError, StepContext, Turn,
};

use super::constant_turn_rate::{DEFAULT_TURN_DECAY_S, fading_turn};
use super::constant_velocity::{course_rad, straight_on};
use super::horizon::{DEFAULT_DT_S, DEFAULT_HORIZON_S, Horizon};
use super::lane_grid::LaneGrid;
use super::track_by_track::track_by_track;
use super::uncertainty::covariance_m2;

/// A vehicle farther than this from every centre line is off the map, m.
const MATCH_RADIUS_M: f64 = 2.5;
/// A vehicle at a larger angle to a lane does not follow it, rad.
const MATCH_YAW_RAD: f64 = 0.8;
/// Spread of lane keepers about the centre line, m, and about its direction, rad.
const SPREAD: (f64, f64) = (0.8, 0.25);
/// Slower vehicles are expected to stay where they are, m/s.
const RESTING_MPS: f64 = 0.3;
/// Time in which an offset from the centre line fades, s.
const OFFSET_DECAY_S: f64 = 4.0;
/// Share of a branch by the turn that it takes, before normalising: more go straight on than turn.
const TURN_SHARES: [(Turn, f64); 4] = [
    (Turn::Straight, 0.6),
    (Turn::Left, 0.2),
    (Turn::Right, 0.2),
    (Turn::UTurn, 0.02),
];
/// Lateral acceleration that others are believed to drive curves with, m/s².
const CURVE_LATERAL_MPS2: f64 = 3.0;
/// Length over which a lane's curvature is judged, m.
const CURVE_LENGTH_M: f64 = 6.0;
/// A chain of lanes has at most this many links (bounds the work on maps of tiny lanes).
const MAX_LINKS: usize = 24;
/// A track has at most about this many chains (bounds it where many tiny lanes lead into each other).
const MAX_CHAINS: usize = 65_536;

/// Parameters of [`LaneFollowing`].
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LaneFollowingConfig {
    /// Time between points, s, in [0.05, 1].
    pub dt_s: f64,
    /// Reach of the forecast, s, at most 20.
    pub horizon_s: f64,
    /// Most modes per track, in [1, 16].
    pub max_modes: usize,
    /// Modes less probable than this are dropped, in [0, 0.5].
    pub min_probability: f64,
    /// Time constant with which turns fade off the map, s, > 0.
    pub turn_decay_s: f64,
}

impl Default for LaneFollowingConfig {
    fn default() -> Self {
        Self {
            dt_s: DEFAULT_DT_S,
            horizon_s: DEFAULT_HORIZON_S,
            max_modes: 3,
            min_probability: 0.05,
            turn_decay_s: DEFAULT_TURN_DECAY_S,
        }
    }
}

/// Vehicles and bicycles near a lane of the map keep to it at their present speed (slower in
/// curves); each way on is a mode. Off the map they turn as now ([`ConstantTurnRate`](super::ConstantTurnRate)),
/// people on foot go straight on.
#[derive(Debug)]
pub struct LaneFollowing {
    config: LaneFollowingConfig,
    horizon: Horizon,
    grid: LaneGrid,
}

/// One way along lanes: the lanes in order, from where on the first, and how likely.
struct Chain {
    lanes: Vec<LaneId>,
    start_s_m: f64,
    offset_m: f64,
    length_m: f64,
    weight: f64,
}

impl LaneFollowing {
    /// The forecaster of a config.
    ///
    /// # Errors
    /// [`ConfigError::Range`] if a value is out of its range.
    pub fn from_config(config: LaneFollowingConfig) -> Result<Self, ConfigError> {
        let horizon = Horizon::checked(config.dt_s, config.horizon_s)?;
        within("max_modes", config.max_modes, 1..=16)?;
        within("min_probability", config.min_probability, 0.0..=0.5)?;
        positive("turn_decay_s", config.turn_decay_s)?;
        Ok(Self {
            config,
            horizon,
            grid: LaneGrid::default(),
        })
    }

    fn modes(&self, track: &Track, map: &LaneMap) -> Vec<ForecastMode> {
        let follows = track.class.is_motor_vehicle() || track.class == AgentClass::Bicycle;
        if !follows || track.speed_mps() < RESTING_MPS {
            return vec![straight_on(track, self.horizon)];
        }
        let reach_m = track.speed_mps() * self.config.horizon_s + 1.0;
        let chains = self.chains(track, map, reach_m);
        let total: f64 = chains.iter().map(|c| c.weight).sum();
        if !(total > 0.0) {
            return vec![fading_turn(track, self.horizon, self.config.turn_decay_s)];
        }
        chains
            .iter()
            .map(|chain| ForecastMode {
                probability: chain.weight / total,
                points: self.along(track, map, chain),
            })
            .collect()
    }

    /// The likeliest ways on from where a vehicle is, best first.
    fn chains(&self, track: &Track, map: &LaneMap, reach_m: f64) -> Vec<Chain> {
        let position_m = track.bbox.center_m.xy();
        let mut complete: Vec<Chain> = Vec::new();
        let starts = self
            .grid
            .near(map, position_m, course_rad(track), MATCH_RADIUS_M);
        for start in starts {
            if start.yaw_difference_rad.abs() > MATCH_YAW_RAD {
                continue;
            }
            let (off, turned) = (start.d_m / SPREAD.0, start.yaw_difference_rad / SPREAD.1);
            let fit = off * off + turned * turned;
            let Some(lane) = map.lane(start.lane) else {
                continue;
            };
            let first = Chain {
                lanes: vec![start.lane],
                start_s_m: start.s_m,
                offset_m: start.d_m,
                length_m: lane.centerline.length_m() - start.s_m,
                weight: libm::exp(-0.5 * fit),
            };
            grow(map, first, reach_m, &mut complete);
        }
        complete
            .sort_by(|a, b| (b.weight.total_cmp(&a.weight)).then_with(|| a.lanes.cmp(&b.lanes)));
        let total: f64 = complete.iter().map(|c| c.weight).sum();
        complete.truncate(self.config.max_modes);
        let least = self.config.min_probability * total;
        let keep = complete.iter().filter(|c| c.weight >= least).count();
        complete.truncate(keep.max(1));
        complete
    }

    fn along(&self, track: &Track, map: &LaneMap, chain: &Chain) -> Vec<ForecastPoint> {
        let lanes: Vec<_> = chain.lanes.iter().filter_map(|id| map.lane(*id)).collect();
        let Some(first) = lanes.first() else {
            return straight_on(track, self.horizon).points;
        };
        let flip = angle_difference_rad(track.bbox.yaw_rad, course_rad(track)); // reversing keeps its yaw
        let (mut lane, mut link, mut s_m) = (*first, 0, chain.start_s_m);
        self.horizon
            .times_s()
            .map(|t| {
                let turn_rad = angle_difference_rad(
                    lane.centerline.yaw_at(s_m + CURVE_LENGTH_M),
                    lane.centerline.yaw_at(s_m),
                );
                let curvature_1pm = (turn_rad / CURVE_LENGTH_M).abs().max(1e-6);
                let curve_mps = (CURVE_LATERAL_MPS2 / curvature_1pm).sqrt();
                s_m += track.speed_mps().min(curve_mps) * self.horizon.dt_s;
                while s_m > lane.centerline.length_m() && link + 1 < lanes.len() {
                    s_m -= lane.centerline.length_m();
                    link += 1;
                    lane = lanes[link];
                }
                let offset_m = chain.offset_m * libm::exp(-t / OFFSET_DECAY_S);
                let pose = lane.centerline.pose_at(s_m, offset_m);
                ForecastPoint {
                    position_m: pose.position_m(),
                    yaw_rad: wrap_rad(pose.yaw_rad + flip),
                    covariance_m2: covariance_m2(track, pose.yaw_rad, t),
                }
            })
            .collect()
    }
}

/// Follows successors until a chain is long enough; each complete chain is added to the list.
fn grow(map: &LaneMap, first: Chain, reach_m: f64, complete: &mut Vec<Chain>) {
    let mut open = vec![first];
    while let Some(chain) = open.pop() {
        let last = chain.lanes.last().and_then(|id| map.lane(*id));
        let onward: Vec<_> = last
            .into_iter()
            .flat_map(|lane| &lane.successors)
            .filter_map(|id| map.lane(*id))
            .filter(|lane| !chain.lanes.contains(&lane.id))
            .collect();
        let is_long = chain.length_m >= reach_m || chain.lanes.len() >= MAX_LINKS;
        let are_many = complete.len() + open.len() >= MAX_CHAINS;
        if is_long || are_many || onward.is_empty() {
            complete.push(chain);
            continue;
        }
        let total: f64 = onward.iter().map(|lane| turn_share(lane.turn)).sum();
        for lane in onward {
            let mut lanes = chain.lanes.clone();
            lanes.push(lane.id);
            open.push(Chain {
                lanes,
                length_m: chain.length_m + lane.centerline.length_m(),
                weight: chain.weight * turn_share(lane.turn) / total,
                ..chain
            });
        }
    }
}

fn turn_share(turn: Turn) -> f64 {
    TURN_SHARES
        .iter()
        .find(|(t, _)| *t == turn)
        .map_or(0.2, |(_, share)| *share)
}

impl Forecaster for LaneFollowing {
    fn forecast(
        &mut self,
        input: ForecasterInput<'_>,
        ctx: &StepContext<'_>,
    ) -> Result<Forecasts, StageError> {
        if !self.grid.fits(ctx.map) {
            self.grid = LaneGrid::new(ctx.map);
        }
        let dt_s = self.horizon.dt_s;
        Ok(track_by_track(input.tracks, dt_s, ctx, |track| {
            let mut modes = self.modes(track, ctx.map);
            let total: f64 = modes.iter().map(|m| m.probability).sum();
            modes.iter_mut().for_each(|m| m.probability /= total);
            modes
        }))
    }

    fn reset(&mut self) {
        self.grid = LaneGrid::default();
    }
}

#[cfg(test)]
mod tests;
