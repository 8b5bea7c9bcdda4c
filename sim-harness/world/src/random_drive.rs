//! Drives on generated worlds: a map, a way through it, traffic and weather, all drawn from a seed.
//! For training and for tests of what was learned; [`Split`](crate::generate::Split) says which
//! seeds are for which.

use std::collections::{BTreeMap, BTreeSet};

use trunkline_interfaces::{Lane, LaneId, LaneMap, Random, WorldError};
use trunkline_render::{Sky, TimeOfDay};

use crate::Simulation;
use crate::generate::{Kind, generate};
use crate::roads::Roads;
use crate::scenario::{Criteria, EgoSetup, Jitter, Mix, Scenario, SignalSetup, Traffic, Weather};

/// Length of the way, m, where the map is large enough.
const WAY_M: f64 = 500.0;
/// Shortest way that is driven, m.
const SHORTEST_M: f64 = 120.0;
/// Starts that are tried before a world counts as one without ways.
const TRIES: usize = 60;
/// How long a drive lasts at most, s.
const DURATION_S: f64 = 60.0;
/// The ego starts at this share of the limit.
const SPEED_SHARE: f64 = 0.7;
/// Limit where the map gives none, m/s.
const USUAL_MPS: f64 = 13.9;
/// Times of day and skies with their shares.
const TIMES: [(f64, TimeOfDay); 3] = [
    (0.6, TimeOfDay::Day),
    (0.2, TimeOfDay::Dusk),
    (0.2, TimeOfDay::Night),
];
const SKIES: [(f64, Sky); 4] = [
    (0.4, Sky::Clear),
    (0.25, Sky::Overcast),
    (0.2, Sky::Rain),
    (0.15, Sky::Fog),
];
/// Friction of a wet road.
const WET: f64 = 0.7;

/// The drive of a seed on the generated world of that seed: the scenario, and the roads that it
/// names, for [`Simulation::on_roads`].
///
/// # Errors
/// [`WorldError::Setup`] if the world cannot be read or no way leads through it: a fault of the
/// generator.
pub fn random_drive(kind: Kind, seed: u64) -> Result<(Scenario, Roads), WorldError> {
    let name = format!("{}-{seed}", kind.name());
    let setup = |reason: String| WorldError::Setup {
        world: format!("generated world `{name}`"),
        reason,
    };
    let roads = Roads::read(&generate(kind, seed), &name).map_err(|e| setup(e.to_string()))?;
    let mut random = Random::new(seed, "world/random_drive", kind as u64);
    for _ in 0..TRIES {
        let Some(ego) = way(&roads.map, &mut random) else {
            continue;
        };
        let scenario = scenario(&name, kind, ego, &mut random);
        if Simulation::on_roads(&scenario, roads.clone()).is_ok() {
            return Ok((scenario, roads));
        }
    }
    Err(setup("no way leads through it; take another seed".into()))
}

/// A start and a goal that lanes lead to; `None` if chance chose a dead end.
fn way(map: &LaneMap, random: &mut Random) -> Option<EgoSetup> {
    let starts: Vec<&Lane> = map
        .driving_lanes()
        .filter(|lane| lane.junction.is_none() && lane.centerline.length_m() > 15.0)
        .collect();
    let first = *starts.get(random.index(starts.len()))?;
    let start_s_m = random.range(5.0, 0.6 * first.centerline.length_m());
    let (mut lane, mut driven_m) = (first, -start_s_m);
    let mut visited: BTreeSet<LaneId> = BTreeSet::new();
    let goal = loop {
        let length_m = lane.centerline.length_m();
        if driven_m + length_m > WAY_M {
            break lane.centerline.pose_at(WAY_M - driven_m, 0.0);
        }
        driven_m += length_m;
        visited.insert(lane.id);
        let next: Vec<&Lane> = lane
            .successors
            .iter()
            .filter(|id| !visited.contains(id))
            .filter_map(|id| map.lane(*id))
            .collect();
        match next.get(random.index(next.len())) {
            Some(next) => lane = next,
            None if driven_m > SHORTEST_M => break lane.centerline.pose_at(length_m - 3.0, 0.0),
            None => return None,
        }
    };
    let start = first.centerline.pose_at(start_s_m, 0.0);
    Some(EgoSetup {
        start: start.into(),
        goal: goal.into(),
        via: Vec::new(),
        speed_mps: SPEED_SHARE * first.speed_limit_mps.unwrap_or(USUAL_MPS),
    })
}

fn scenario(name: &str, kind: Kind, ego: EgoSetup, random: &mut Random) -> Scenario {
    let sky = drawn(&SKIES, random);
    let vehicles = random.range(10.0, 60.0) as u32;
    let pedestrians = match kind {
        Kind::Urban => random.range(5.0, 30.0) as u32,
        Kind::Rural => random.range(0.0, 4.0) as u32,
        Kind::Motorway => 0,
    };
    let group = kind.name().to_owned();
    Scenario {
        name: name.to_owned(),
        purpose: "a world, a way and traffic that nobody chose".into(),
        group,
        map: name.to_owned(),
        duration_s: DURATION_S,
        ego,
        traffic: Traffic {
            vehicles,
            pedestrians,
            mix: Mix {
                bicycle: if kind == Kind::Motorway {
                    0.0
                } else {
                    Mix::default().bicycle
                },
                ..Mix::default()
            },
            ..Traffic::default()
        },
        signals: SignalSetup::default(),
        weather: Weather {
            friction: if sky == Sky::Rain { WET } else { 1.0 },
            time: drawn(&TIMES, random),
            sky,
        },
        jitter: Jitter::default(),
        agents: Vec::new(),
        criteria: Criteria::default(),
        reference_progress_m: BTreeMap::new(),
        source: Default::default(),
    }
}

fn drawn<T: Copy>(shares: &[(f64, T)], random: &mut Random) -> T {
    let mut pick = random.uniform();
    for (share, choice) in shares {
        pick -= share;
        if pick < 0.0 {
            return *choice;
        }
    }
    shares[0].1
}

#[cfg(test)]
mod tests {
    use super::*;
    use trunkline_interfaces::World as _;

    #[test]
    fn every_kind_of_world_can_be_driven_and_a_seed_gives_one_drive() {
        for kind in Kind::ALL {
            for seed in 0..4 {
                let seen = || {
                    let (scenario, roads) = random_drive(kind, seed).unwrap();
                    let mut world = Simulation::on_roads(&scenario, roads).unwrap();
                    world.reset(seed).unwrap();
                    world.observe().truth.unwrap()
                };
                assert_eq!(seen(), seen(), "{} {seed}", kind.name());
            }
        }
    }
}
