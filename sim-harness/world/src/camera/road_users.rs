//! Who stands where in the picture.

use std::collections::BTreeMap;
use std::sync::Arc;

use trunkline_interfaces::messages::TruthAgent;
use trunkline_interfaces::{AgentClass, AgentId};
use trunkline_render::models::road_users::{Gait, RoadUser, build, stride_m};
use trunkline_render::{Lamp, Lamps, Mesh, Placed, PointLight};

use super::lights;
use super::pose::world_from_foot;
use super::view::View;
use crate::agents::Indicator;

/// Beyond this many, only the nearest are shown.
const MOST_SHOWN: usize = 4000;
/// So many of the nearest vehicles light up the road.
const MOST_HEADLIGHTS: usize = 8;
/// Blinks per second.
const BLINK_HZ: f64 = 1.5;

/// Shapes of those who are there, by who they are and how far their limbs are.
#[derive(Debug, Default)]
pub(super) struct Models {
    known: BTreeMap<(u64, AgentId, Gait), Arc<Mesh>>,
}

/// Everybody in the picture.
pub(super) struct Users {
    pub(super) placed: Vec<Placed>,
    pub(super) lights: Vec<PointLight>,
}

impl Models {
    /// Puts everybody into the picture. Object `k` is agent `k`.
    pub(super) fn place(&mut self, view: &View<'_>) -> Users {
        let here_m = view.ego.position_m;
        let mut order: Vec<(f64, usize)> = view
            .agents
            .iter()
            .enumerate()
            .map(|(i, a)| ((a.bbox.center_m - here_m).norm(), i))
            .collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        order.truncate(MOST_SHOWN);
        self.known.retain(|(seed, agent, _), _| {
            let is_there = || view.agents.binary_search_by_key(agent, |a| a.id).is_ok();
            *seed == view.seed && is_there()
        });
        let mut users = Users {
            placed: Vec::with_capacity(order.len()),
            lights: Vec::new(),
        };
        for (_, index) in order {
            let agent = &view.agents[index];
            let gait = gait(agent, view);
            let key = (view.seed, agent.id, gait);
            let shape = || Arc::new(build(&road_user(agent, view.seed), gait));
            let mesh = Arc::clone(self.known.entry(key).or_insert_with(shape));
            let world_from_mesh = world_from_foot(&agent.bbox);
            users.placed.push(Placed {
                mesh,
                world_from_mesh,
                tint: [1.0; 3],
                lamps: lamps(agent, view, index),
                object: u16::try_from(index).ok(),
            });
            let signalling = view.signalling.get(index);
            let is_driven = signalling.is_some_and(|told| told.is_driven);
            let is_lit = is_driven && agent.class != AgentClass::Bicycle;
            if is_lit && users.lights.len() < 2 * MOST_HEADLIGHTS {
                let front_m = 0.5 * agent.bbox.size_m.x;
                users
                    .lights
                    .extend(lights::of_other(&world_from_mesh, front_m));
            }
        }
        users
    }
}

fn size_m(agent: &TruthAgent) -> [f32; 3] {
    [0, 1, 2].map(|axis| agent.bbox.size_m[axis] as f32)
}

fn road_user(agent: &TruthAgent, seed: u64) -> RoadUser {
    RoadUser {
        class: agent.class,
        size_m: size_m(agent),
        seed: seed ^ (u64::from(agent.id.0) << 32),
    }
}

/// Where its limbs are. They move with the time, so that each picture can be drawn alone.
fn gait(agent: &TruthAgent, view: &View<'_>) -> Gait {
    if agent.speed_mps() <= 0.2 {
        return Gait::Standing;
    }
    let steps_hz = match agent.class {
        AgentClass::Pedestrian => agent.speed_mps() / f64::from(stride_m(size_m(agent))),
        AgentClass::Bicycle => 1.1,
        _ => return Gait::Standing,
    };
    let cycles = view.header.stamp.s() * steps_hz + 0.37 * f64::from(agent.id.0 % 64);
    Gait::after(cycles)
}

fn lamps(agent: &TruthAgent, view: &View<'_>, index: usize) -> Lamps {
    let signalling = view.signalling.get(index).copied().unwrap_or_default();
    let mut lamps = Lamps::default();
    if lights::are_lit(view.conditions) && signalling.is_driven {
        lamps = lamps.with(Lamp::Headlight).with(Lamp::Tail);
    }
    if signalling.is_braking {
        lamps = lamps.with(Lamp::Brake);
    }
    let blinks = view.header.stamp.s() * BLINK_HZ + 0.13 * f64::from(agent.id.0 % 8);
    if let Some(indicator) = signalling.indicator
        && blinks - blinks.floor() < 0.5
    {
        let lamp = match indicator {
            Indicator::Left => Lamp::IndicatorLeft,
            Indicator::Right => Lamp::IndicatorRight,
        };
        lamps = lamps.with(lamp);
    }
    lamps
}
