//! A picture of a map at a place, without a drive: for `trunkline render` and for whoever wants to
//! see a map.

use std::f64::consts::PI;
use std::sync::Arc;

use nalgebra::{Isometry3, Vector2, Vector3};
use thiserror::Error;

use trunkline_interfaces::geometry::{OrientedBox, Pose2, Rectangle, wrap_rad};
use trunkline_interfaces::messages::{
    CameraFrame, CameraTruth, EgoState, Header, SignalState, TruthAgent,
};
use trunkline_interfaces::{
    AgentClass, AgentId, Lane, LaneKind, LaneMap, Random, SignalId, Stamp, VehicleParams,
};
use trunkline_render::{Conditions, Scene};

use crate::agents::{Signalling, drawn_size_m};
use crate::roads::Roads;
use crate::scenery::Scenery;

use super::mount::Camera;
use super::pose::world_from_ego;
use super::rig::Rig;
use super::view::View;

/// Agents stand within this distance.
const RADIUS_M: f64 = 120.0;
/// Distance between places on a lane, before chance moves them.
const SPACING_M: f64 = 11.0;
/// Nobody stands nearer to the ego's outline.
const CLEAR_M: f64 = 2.0;
/// Beyond this, a place of the world is not one.
const FARTHEST_M: f64 = 1e6;
/// One of so many agents is on foot.
const ONE_ON_FOOT_OF: u32 = 4;
/// Shares of kinds of vehicles; the rest are cars.
const KINDS: [(f64, AgentClass); 4] = [
    (0.08, AgentClass::Truck),
    (0.05, AgentClass::Bus),
    (0.06, AgentClass::Motorcycle),
    (0.07, AgentClass::Bicycle),
];

/// Where, when and among whom a picture is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Still {
    /// The vehicle's rear axle; as high as the nearest lane within 10 m, else 0.
    pub pose: Pose2,
    /// Light and weather.
    pub conditions: Conditions,
    /// How many others stand on the lanes and pavements around; fewer where there is no room.
    pub agents: u32,
    /// Seed of scenery, agents and noise.
    pub seed: u64,
}

/// Why there is no such picture.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum StillError {
    /// The pose is not a place.
    #[error(
        "a picture cannot be taken at ({x_m}, {y_m}), yaw {yaw_rad} rad: all must be finite, and within 1000 km"
    )]
    Pose {
        /// East, m.
        x_m: f64,
        /// North, m.
        y_m: f64,
        /// Yaw, rad.
        yaw_rad: f64,
    },
    /// The camera cannot take pictures.
    #[error("{0}")]
    Camera(String),
}

/// What a camera on a vehicle shows at a place of a map, with labels. The agents stand where
/// chance puts them; nothing moves.
///
/// # Errors
/// [`StillError`] if the pose is no place or the camera cannot take pictures.
pub fn still(
    roads: &Roads,
    still: &Still,
    camera: &Camera,
) -> Result<(CameraFrame, CameraTruth), StillError> {
    let rig = Rig::new(vec![camera.clone()]);
    rig.check().map_err(StillError::Camera)?;
    let (mut frames, mut truths) = seen(roads, still, |view| rig.shoot(view))?;
    match (frames.pop(), truths.pop()) {
        (Some(frame), Some(truth)) => Ok((Arc::unwrap_or_clone(frame), truth)),
        _ => Err(StillError::Camera("the camera took no picture".into())),
    }
}

/// What [`still`] takes a picture of, and the vehicle's pose, for whoever takes more than one.
///
/// # Errors
/// [`StillError`] if the pose is no place.
pub fn still_scene(roads: &Roads, still: &Still) -> Result<(Scene, Isometry3<f64>), StillError> {
    let rig = Rig::default();
    seen(roads, still, |view| {
        let world_from_ego = world_from_ego(view.ego);
        (rig.scene(&view, &world_from_ego), world_from_ego)
    })
}

/// Makes the world of a picture and hands it on.
fn seen<T>(
    roads: &Roads,
    still: &Still,
    show: impl FnOnce(View<'_>) -> T,
) -> Result<T, StillError> {
    let Pose2 { x_m, y_m, yaw_rad } = still.pose;
    let is_place = |v: f64| v.abs() <= FARTHEST_M; // false for NaN
    let elevation_m = elevation_m(roads, still.pose);
    if !(is_place(x_m) && is_place(y_m) && yaw_rad.is_finite()) {
        return Err(StillError::Pose { x_m, y_m, yaw_rad });
    }
    let header = Header::sensor(0, Stamp::ZERO);
    let ego = EgoState {
        header,
        position_m: Vector3::new(x_m, y_m, elevation_m),
        yaw_rad: wrap_rad(yaw_rad),
        ..EgoState::default()
    };
    let agents = around(roads, still);
    let signalling: Vec<Signalling> = agents
        .iter()
        .map(|agent| Signalling {
            is_driven: agent.class != AgentClass::Pedestrian,
            ..Signalling::default()
        })
        .collect();
    let scenery = Scenery::of(roads, still.seed);
    Ok(show(View {
        header,
        conditions: still.conditions,
        ego: &ego,
        agents: &agents,
        signalling: &signalling,
        seed: still.seed,
        backdrop: scenery.backdrop_in(still.conditions),
        switched: scenery.showing(|id| light(id, still.seed)),
        street_lights: &scenery.street_lights,
    }))
}

/// A light stands on red or green, half of them on each.
fn light(id: SignalId, seed: u64) -> SignalState {
    match (u64::from(id.0) + seed).is_multiple_of(2) {
        true => SignalState::Stop,
        false => SignalState::Go,
    }
}

fn elevation_m(roads: &Roads, pose: Pose2) -> f64 {
    let near = roads
        .map
        .driving_lanes_near(pose.position_m(), pose.yaw_rad, 10.0);
    let lane = near
        .first()
        .and_then(|m| Some((roads.map.lane(m.lane)?, m.s_m)));
    lane.map_or(0.0, |(lane, s_m)| lane.elevation_at(s_m))
}

/// Who stands around, by ascending id.
fn around(roads: &Roads, still: &Still) -> Vec<TruthAgent> {
    let mut random = Random::new(still.seed, "world/still", 0);
    let on_foot = still.agents / ONE_ON_FOOT_OF;
    let mut taken: Vec<Rectangle> = vec![VehicleParams::default().footprint(&still.pose)];
    let mut agents = Vec::new();
    for (kind, wanted) in [
        (LaneKind::Driving, still.agents - on_foot),
        (LaneKind::Sidewalk, on_foot),
    ] {
        let mut places = places(&roads.map, kind, still.pose.position_m(), &mut random);
        let mut left = wanted as usize;
        while left > 0 && !places.is_empty() {
            let (pose, elevation_m) = places.swap_remove(random.index(places.len()));
            let id = AgentId(agents.len() as u32);
            let agent = agent(id, kind, pose, elevation_m, still.seed, &mut random);
            let body = Rectangle::new(
                pose,
                agent.bbox.size_m.x + CLEAR_M,
                agent.bbox.size_m.y + 0.2,
            );
            if taken.iter().any(|other| other.overlaps(&body)) {
                continue;
            }
            taken.push(body);
            agents.push(agent);
            left -= 1;
        }
    }
    agents
}

/// Places on lanes of a kind, with the road's height.
fn places(
    map: &LaneMap,
    kind: LaneKind,
    center_m: Vector2<f64>,
    random: &mut Random,
) -> Vec<(Pose2, f64)> {
    let mut places = Vec::new();
    let is_wanted = |lane: &&Lane| lane.kind == kind && lane.junction.is_none();
    for lane in map.lanes.values().filter(is_wanted) {
        let mut s_m = random.range(0.0, SPACING_M);
        while s_m < lane.centerline.length_m() {
            let aside_m = match kind {
                LaneKind::Sidewalk => 0.35 * lane.width_at(s_m) * random.range(-1.0, 1.0),
                _ => random.range(-0.3, 0.3),
            };
            let pose = lane.centerline.pose_at(s_m, aside_m);
            if (pose.position_m() - center_m).norm() < RADIUS_M {
                places.push((pose, lane.elevation_at(s_m)));
            }
            s_m += SPACING_M + random.range(0.0, SPACING_M);
        }
    }
    places
}

fn agent(
    id: AgentId,
    kind: LaneKind,
    pose: Pose2,
    elevation_m: f64,
    seed: u64,
    random: &mut Random,
) -> TruthAgent {
    let is_on_foot = kind == LaneKind::Sidewalk;
    let mut pick = random.uniform();
    let drawn = KINDS.iter().find(|(share, _)| {
        pick -= share;
        pick < 0.0
    });
    let class = match drawn {
        _ if is_on_foot => AgentClass::Pedestrian,
        Some((_, class)) => *class,
        None => AgentClass::Car,
    };
    let turned_rad = match is_on_foot && random.chance(0.5) {
        true => PI,
        false => 0.0,
    };
    let yaw_rad = wrap_rad(pose.yaw_rad + turned_rad);
    let size_m = drawn_size_m(class, seed, id);
    let speed_mps = if is_on_foot { 1.3 } else { 0.0 };
    TruthAgent {
        id,
        class,
        bbox: OrientedBox {
            center_m: Vector3::new(pose.x_m, pose.y_m, elevation_m + 0.5 * size_m.z),
            size_m,
            yaw_rad,
        },
        velocity_mps: speed_mps * Vector2::new(libm::cos(yaw_rad), libm::sin(yaw_rad)),
        yaw_rate_radps: 0.0,
        visibility: 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trunkline_interfaces::Intrinsics;

    fn on(map: &str, agents: u32) -> (Roads, Still) {
        let roads = Roads::builtin(map).unwrap().unwrap();
        let lane = roads.map.driving_lanes().find(|l| l.junction.is_none());
        let pose = lane.unwrap().centerline.pose_at(5.0, 0.0);
        let still = Still {
            pose,
            conditions: Conditions::default(),
            agents,
            seed: 3,
        };
        (roads, still)
    }

    fn front() -> Camera {
        let lens = Intrinsics::pinhole(64, 36, 1.2);
        Camera::looking("front", lens, Vector3::new(1.6, 0.0, 1.4), 0.0, 0.0)
    }

    #[test]
    fn a_million_agents_are_as_many_as_there_is_room_for_and_none_overlaps() {
        let (roads, still) = on("urban", 1_000_000);
        let agents = around(&roads, &still);
        assert!(agents.len() > 30, "{}", agents.len());
        let bodies: Vec<Rectangle> = agents.iter().map(|a| a.bbox.footprint()).collect();
        for (i, body) in bodies.iter().enumerate() {
            let other = bodies[..i].iter().position(|other| other.overlaps(body));
            assert_eq!(other, None, "{i}");
        }
    }

    #[test]
    fn a_pose_that_is_no_place_is_refused() {
        let (roads, mut request) = on("urban", 0);
        request.pose.x_m = f64::NAN;
        let refused = still(&roads, &request, &front()).unwrap_err();
        assert!(refused.to_string().contains("NaN"), "{refused}");
    }

    #[test]
    fn a_map_without_lanes_still_gives_a_picture() {
        let (_, request) = on("urban", 50);
        let nowhere = Roads::default();
        let (frame, truth) = still(&nowhere, &request, &front()).unwrap();
        assert_eq!(frame.image.dim(), (36, 64, 3));
        assert!(truth.agents.is_empty());
    }
}
