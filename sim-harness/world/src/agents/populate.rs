//! Who is on the road at the start of a run.

use std::sync::Arc;

use trunkline_interfaces::geometry::{Pose2, angle_difference_rad};
use trunkline_interfaces::{AgentClass, Random};

use super::ground::Ground;
use super::kinds;
use super::network::Network;
use super::occupancy::{Occupant, Who};
use super::pedestrian::Pedestrian;
use super::script::{ScriptFrame, Scripted, mode};
use super::traffic::Traffic;
use super::vehicle::{Mode, Vehicle, Way};
use crate::scenario::{
    Action, Condition, Controller, Heading, Jitter, Mix, Position, Scenario, ScriptedAgent,
};

/// Gap between vehicles at the start, m.
const START_GAP_M: f64 = 8.0;
/// On lanes with a higher limit than this, m/s, everybody starts as far behind others as his speed
/// asks for: town streets begin with short gaps and slow cars, open roads do not.
const OPEN_ROAD_MPS: f64 = 18.0;
/// Time gap at the start there, s.
const OPEN_ROAD_GAP_S: f64 = 1.5;
/// A scripted agent is put onto a lane within this distance, m.
const ONTO_LANE_M: f64 = 2.5;

/// A place that a scripted agent cannot start from.
#[derive(Debug)]
pub(crate) struct Misplaced {
    /// Index of the agent.
    pub(crate) agent: usize,
    /// Where it would be.
    pub(crate) pose: Pose2,
}

/// Puts everybody onto the road: scripted agents first, then traffic, then people on foot.
pub(crate) fn populate(
    ground: &Ground,
    scenario: &Scenario,
    seed: u64,
) -> Result<Traffic, Misplaced> {
    let mut traffic = Traffic::new(ground.clone(), seed);
    for (i, agent) in scenario.agents.iter().enumerate() {
        let (count, spacing_m) = agent.column.map_or((1, 0.0), |c| (c.count, c.spacing_m));
        for k in 0..count {
            let behind_m = f64::from(k) * spacing_m;
            add_scripted(&mut traffic, agent, &scenario.jitter, behind_m)
                .map_err(|pose| Misplaced { agent: i, pose })?;
        }
    }
    add_vehicles(&mut traffic, scenario);
    add_pedestrians(&mut traffic, scenario);
    Ok(traffic)
}

fn add_scripted(
    traffic: &mut Traffic,
    agent: &ScriptedAgent,
    jitter: &Jitter,
    behind_m: f64,
) -> Result<(), Pose2> {
    let mut random = Random::new(traffic.seed, &format!("scenario/{}", agent.name), 0);
    let mut vary = |share: f64| 1.0 + share * random.range(-1.0, 1.0);
    let shift_m = jitter.position_m * (vary(1.0) - 1.0);
    let speed_mps = agent.speed_mps * vary(jitter.speed);
    let mut events = agent.events.clone();
    for event in &mut events {
        for condition in &mut event.conditions {
            match condition {
                Condition::SimulationTime { after_s: value }
                | Condition::RelativeDistance { below_m: value }
                | Condition::TimeHeadway { below_s: value }
                | Condition::AheadOfEgo { above_m: value }
                | Condition::ReachPosition { ahead_m: value } => *value *= vary(jitter.trigger),
            }
        }
        match &mut event.action {
            Action::Speed {
                target_mps: value, ..
            }
            | Action::FollowTrajectory {
                speed_mps: value, ..
            } => {
                *value *= vary(jitter.speed);
            }
            Action::LaneChange { .. } | Action::LaneOffset { .. } | Action::Controller(_) => {}
        }
    }
    // What stands to be dodged or hidden behind stays where it is.
    let shift_m = if agent.controller == Controller::Stand {
        0.0
    } else {
        shift_m
    };
    let pose = pose_of(&traffic.ground.frame, &agent.position, shift_m).forward(-behind_m);
    let id = traffic.newcomers.take_id();
    if agent.controller == Controller::Stand {
        traffic.scripted.push(Scripted::standing(
            id,
            agent.class,
            events,
            pose,
            &traffic.ground.network.surface,
        ));
        return Ok(());
    }
    let place = lane_at(&traffic.ground.network, pose).ok_or(pose)?;
    let driver = kinds::driver(agent.class, &mut random);
    let mut v = Vehicle::new(
        id,
        agent.class,
        driver,
        place,
        speed_mps,
        &traffic.ground.network,
    );
    v.mode = mode(agent.controller, speed_mps);
    v.way = Way::WithEgo;
    traffic.scripted.push(Scripted::on_lanes(
        id,
        agent.class,
        events,
        traffic.vehicles.len() as u32,
    ));
    traffic.vehicles.push(v);
    Ok(())
}

fn pose_of(frame: &ScriptFrame, position: &Position, shift_m: f64) -> Pose2 {
    match position {
        Position::World(p) => p.pose().forward(shift_m),
        Position::Route(p) => {
            let on = frame
                .path
                .pose_at(frame.start_s_m + p.ahead_m + shift_m, p.left_m);
            let turn = match p.heading {
                Heading::Along => 0.0,
                Heading::Against => std::f64::consts::PI,
                Heading::Left => std::f64::consts::FRAC_PI_2,
                Heading::Right => -std::f64::consts::FRAC_PI_2,
            };
            Pose2::new(on.x_m, on.y_m, on.yaw_rad + turn)
        }
    }
}

/// The nearest lane of about that direction.
pub(super) fn lane_at(network: &Network, pose: Pose2) -> Option<(u32, f64)> {
    let mut best: Option<(f64, u32, f64)> = None;
    for (i, lane) in network.lanes.iter().enumerate() {
        let foot = lane.line.project(pose.position_m());
        let turn = angle_difference_rad(lane.line.yaw_at(foot.s_m), pose.yaw_rad);
        let off_m = foot.d_m.abs();
        if off_m < ONTO_LANE_M && turn.abs() < 1.0 && best.is_none_or(|(least, ..)| off_m < least) {
            best = Some((off_m, i as u32, foot.s_m));
        }
    }
    best.map(|(_, lane, s_m)| (lane, s_m))
}

fn add_vehicles(traffic: &mut Traffic, scenario: &Scenario) {
    let setup = &scenario.traffic;
    let network = Arc::clone(&traffic.ground.network);
    let frame = Arc::clone(&traffic.ground.frame);
    let start_m = frame.path.position_at(frame.start_s_m);
    let near: Vec<u32> = (0..network.lanes.len() as u32)
        .filter(|i| {
            let lane = network.lane(*i);
            let middle_m = lane.line.position_at(0.5 * lane.length_m);
            lane.junction.is_none()
                && lane.length_m > 12.0
                && frame.path.project(middle_m).d_m.abs() < setup.radius_m
        })
        .collect();
    let total_m: f64 = near.iter().map(|i| network.lane(*i).length_m).sum();
    traffic.occupancy.clear();
    for (lane, occupant) in &traffic.ground.parked.covers {
        traffic.occupancy.add(*lane, *occupant);
    }
    for v in &traffic.vehicles {
        let occupant = Occupant::vehicle(v, v.s_m, 0.0, Who::Other);
        traffic.occupancy.add(v.lane(), occupant);
    }
    let mut random = Random::new(traffic.seed, "traffic/start", 0);
    let mut missing = setup.vehicles;
    for _ in 0..setup.vehicles.saturating_mul(30) {
        if missing == 0 || total_m <= 0.0 {
            break;
        }
        let mut at_m = random.uniform() * total_m;
        let class = draw_class(&setup.mix, &mut random);
        let Some(lane) = near.iter().copied().find(|i| {
            at_m -= network.lane(*i).length_m;
            at_m <= 0.0
        }) else {
            continue;
        };
        let half_m = traffic.newcomers.half_length_m(class);
        let length_m = network.lane(lane).length_m;
        let s_m = random.range(half_m + 2.0, length_m - half_m - 2.0);
        if s_m < half_m + 2.0 || s_m > length_m - half_m - 2.0 {
            continue;
        }
        let p = network.lane(lane).line.position_at(s_m);
        let easy_mps = network.lane(lane).easy_speed_mps(s_m);
        let gap_m = if easy_mps > OPEN_ROAD_MPS {
            OPEN_ROAD_GAP_S * easy_mps
        } else {
            START_GAP_M
        };
        let is_taken = traffic
            .occupancy
            .on(lane)
            .iter()
            .any(|o| o.rear_m - gap_m < s_m + half_m && o.front_m + gap_m > s_m - half_m);
        let is_on_crosswalk = network
            .lane(lane)
            .crossings
            .iter()
            .any(|c| c.from_m - 2.0 < s_m + half_m && c.to_m + 2.0 > s_m - half_m);
        let is_in_front = || {
            let foot = frame.path.project(p);
            let ahead_m = foot.s_m - frame.start_s_m;
            foot.d_m.abs() < 3.0 && (0.0..setup.clear_ahead_m).contains(&ahead_m)
        };
        let is_near = (p - start_m).norm() < setup.clear_m;
        if is_near || is_taken || is_on_crosswalk || is_in_front() {
            continue;
        }
        let v = traffic
            .newcomers
            .vehicle(&network, class, (lane, s_m), 0.8, &mut random);
        let occupant = Occupant::vehicle(&v, s_m, 0.0, Who::Other);
        traffic.occupancy.add(lane, occupant);
        traffic.vehicles.push(v);
        missing -= 1;
    }
    slow_behind_others(traffic);
}

/// Nobody starts faster than the gap ahead, or the end of the lane, allows with comfort.
fn slow_behind_others(traffic: &mut Traffic) {
    traffic.occupancy.sort();
    for v in traffic
        .vehicles
        .iter_mut()
        .filter(|v| v.mode == Mode::Driven)
    {
        let front_m = v.s_m + v.half_length_m();
        let on = traffic.occupancy.on(v.lane());
        let ahead = on.iter().find(|o| o.middle_m() > v.s_m + 0.1);
        let gap_m = ahead.map_or(f64::INFINITY, |o| o.rear_m - front_m);
        let lane = traffic.ground.network.lane(v.lane());
        let end_m = lane.length_m - front_m;
        let most = (2.0 * gap_m.min(end_m + 2.0)).max(0.0).sqrt();
        if lane.easy_speed_mps(v.s_m) <= OPEN_ROAD_MPS || lane.is_closing {
            v.speed_mps = v.speed_mps.min(most);
        }
    }
}

fn draw_class(mix: &Mix, random: &mut Random) -> AgentClass {
    let shares = [
        (AgentClass::Car, mix.car),
        (AgentClass::Truck, mix.truck),
        (AgentClass::Bus, mix.bus),
        (AgentClass::Motorcycle, mix.motorcycle),
        (AgentClass::Bicycle, mix.bicycle),
    ];
    let mut pick = random.uniform() * shares.iter().map(|(_, share)| share).sum::<f64>();
    for (class, share) in shares {
        pick -= share;
        if pick <= 0.0 && share > 0.0 {
            return class;
        }
    }
    AgentClass::Car
}

fn add_pedestrians(traffic: &mut Traffic, scenario: &Scenario) {
    let network = Arc::clone(&traffic.ground.network);
    let near: Vec<u32> = (0..network.crosswalks.len() as u32)
        .filter(|i| {
            let way = &network.crosswalks[*i as usize];
            let middle_m = (way.ends_m[0] + way.ends_m[1]) * 0.5;
            !way.lanes.is_empty()
                && traffic.ground.frame.path.project(middle_m).d_m.abs() < scenario.traffic.radius_m
        })
        .collect();
    if near.is_empty() {
        return;
    }
    let mut random = Random::new(traffic.seed, "traffic/pedestrians", 0);
    for _ in 0..scenario.traffic.pedestrians {
        let crosswalk = near[random.index(near.len())];
        let id = traffic.newcomers.take_id();
        traffic
            .pedestrians
            .push(Pedestrian::new(id, crosswalk, &network, traffic.seed));
    }
}
