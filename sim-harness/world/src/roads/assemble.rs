//! From a survey to the lane map.

use std::collections::{BTreeMap, BTreeSet};

use trunkline_interfaces::geometry::angle_difference_rad;
use trunkline_interfaces::{
    Junction, JunctionId, Lane, LaneId, LaneKind, LaneMap, Neighbour, Signal, SignalId, SignalKind,
    SignalStop, Turn,
};

use super::centerline::Centerline;
use super::drivable::drivable;
use super::error::MapError;
use super::right_of_way::Rules;
use super::survey::{Survey, SurveyKind, SurveyLane};

/// Turns between straight on and a turn, and between a turn and a U-turn, rad.
const STRAIGHT_RAD: f64 = 0.6;
const U_TURN_RAD: f64 = 2.6;
/// A light rules from a stop line that is at most this far from it.
const STOP_LINE_REACH_M: f64 = 15.0;

/// The lane map of a survey; `name` is for messages.
pub(super) fn lane_map(survey: &Survey, name: &str) -> Result<LaneMap, MapError> {
    let is_left_hand = is_left_hand(&survey.lanes);
    let roundabouts: BTreeSet<JunctionId> = survey
        .junctions
        .iter()
        .filter(|junction| junction.is_roundabout)
        .map(|junction| junction.id)
        .collect();
    let mut lanes = lanes(survey, name)?;
    set_neighbours(&mut lanes, &survey.lanes);
    set_turns(&mut lanes, &roundabouts);
    let stops = stops(survey, &lanes);
    let rules = Rules {
        lanes: &lanes,
        signals: &stops.by_lane,
        road_of: &survey
            .lanes
            .iter()
            .map(|l| (l.id, l.road.clone()))
            .collect(),
        priorities: &survey.priorities.iter().cloned().collect(),
        is_left_hand,
    };
    let junctions = survey
        .junctions
        .iter()
        .map(|junction| {
            let inside: Vec<LaneId> = lanes
                .values()
                .filter(|lane| lane.junction == Some(junction.id))
                .filter(|lane| lane.kind == LaneKind::Driving)
                .map(|lane| lane.id)
                .collect();
            let built = Junction {
                id: junction.id,
                name: junction.name.clone(),
                yields: rules.yields(&inside, junction.is_roundabout),
                lanes: inside,
            };
            (junction.id, built)
        })
        .collect();
    Ok(LaneMap {
        name: name.to_owned(),
        junctions,
        signals: stops.signals,
        crosswalks: survey.crosswalks.clone(),
        drivable: drivable(&survey.lanes),
        road_edges: Vec::new(), // the drivable area says it
        is_left_hand,
        lanes,
    })
}

/// Traffic keeps left if the lanes right of the roads' middle run backward.
fn is_left_hand(lanes: &[SurveyLane]) -> bool {
    let driving = || lanes.iter().filter(|lane| lane.kind == LaneKind::Driving);
    let left = driving()
        .filter(|lane| (lane.number < 0) == lane.is_backward)
        .count();
    2 * left > driving().count()
}

fn lanes(survey: &Survey, name: &str) -> Result<BTreeMap<LaneId, Lane>, MapError> {
    let mut lanes = BTreeMap::new();
    for source in &survey.lanes {
        let line = match Centerline::new(&source.vertices, source.is_backward) {
            Ok(line) => line,
            Err(error) if source.kind == LaneKind::Driving => {
                return Err(MapError::Broken {
                    name: name.to_owned(),
                    place: source.name(),
                    reason: error.to_string(),
                });
            }
            // A kerb or verge that shrinks to a point is of no use to anybody.
            Err(_) => continue,
        };
        lanes.insert(
            source.id,
            Lane {
                id: source.id,
                name: source.name(),
                kind: source.kind,
                centerline: line.path,
                elevation_m: line.elevation_m,
                width_m: line.width_m,
                speed_limit_mps: source.speed_limit_mps,
                predecessors: source.predecessors.clone(),
                successors: source.successors.clone(),
                left: None,
                right: None,
                junction: source.junction,
                turn: Turn::Straight,
            },
        );
    }
    let known: BTreeSet<LaneId> = lanes.keys().copied().collect();
    for lane in lanes.values_mut() {
        lane.successors.retain(|id| known.contains(id));
        lane.predecessors.retain(|id| known.contains(id));
    }
    Ok(lanes)
}

/// The lanes beside each lane, seen in its driving direction; lanes count from the middle outwards
/// and there is no lane 0.
fn set_neighbours(lanes: &mut BTreeMap<LaneId, Lane>, sources: &[SurveyLane]) {
    let by_place: BTreeMap<(&str, usize, i32), &SurveyLane> = sources
        .iter()
        .filter(|source| lanes.contains_key(&source.id))
        .map(|source| {
            (
                (source.road.as_str(), source.section, source.number),
                source,
            )
        })
        .collect();
    let beside = |source: &SurveyLane, step: i32, may_change: Option<bool>| {
        let number = source.number.checked_add(step)?;
        let number = if number == 0 { step } else { number };
        let other = by_place.get(&(source.road.as_str(), source.section, number))?;
        let is_driving = |lane: &SurveyLane| lane.kind == LaneKind::Driving;
        Some(Neighbour {
            lane: other.id,
            is_same_direction: other.is_backward == source.is_backward,
            may_change: is_driving(source) && is_driving(other) && may_change.unwrap_or(true),
        })
    };
    for source in sources {
        let to_left = if source.is_backward { -1 } else { 1 };
        let left = beside(source, to_left, source.may_change_left);
        let right = beside(source, -to_left, source.may_change_right);
        if let Some(lane) = lanes.get_mut(&source.id) {
            lane.left = left;
            lane.right = right;
        }
    }
}

/// By the change of direction between a lane's ends; a roundabout's ring goes straight on.
fn set_turns(lanes: &mut BTreeMap<LaneId, Lane>, roundabouts: &BTreeSet<JunctionId>) {
    for lane in lanes.values_mut() {
        let Some(junction) = lane.junction else {
            continue;
        };
        let path = &lane.centerline;
        let turn_rad = angle_difference_rad(path.yaw_at(path.length_m()), path.yaw_at(0.0));
        let is_round = roundabouts.contains(&junction);
        lane.turn = match turn_rad {
            t if t.abs() > U_TURN_RAD => Turn::UTurn,
            t if t > STRAIGHT_RAD && !is_round => Turn::Left,
            t if t < -STRAIGHT_RAD => Turn::Right,
            _ => Turn::Straight,
        };
    }
}

struct Stops {
    signals: BTreeMap<SignalId, Signal>,
    by_lane: BTreeMap<LaneId, Vec<(SurveyKind, f64)>>,
}

/// Signals with their stop lines. A signal on a lane within a junction (as CARLA's towns have them)
/// stops at that lane's begin; one on an approach stops where it is posted, or at a painted stop
/// line near it.
fn stops(survey: &Survey, lanes: &BTreeMap<LaneId, Lane>) -> Stops {
    let mut by_lane: BTreeMap<LaneId, Vec<(SurveyKind, f64)>> = BTreeMap::new();
    let place = |id: LaneId, at_m| {
        let lane = lanes.get(&id).filter(|l| l.kind == LaneKind::Driving)?;
        Some(match lane.junction {
            Some(_) => 0.0,
            None => lane.centerline.project(at_m).s_m,
        })
    };
    for signal in &survey.signals {
        for (id, at_m) in &signal.acts {
            if let Some(s_m) = place(*id, *at_m) {
                by_lane.entry(*id).or_default().push((signal.kind, s_m));
            }
        }
    }
    let painted_near = |id: LaneId, s_m: f64| {
        let here = by_lane.get(&id).into_iter().flatten();
        here.filter(|(kind, line_m)| {
            *kind == SurveyKind::StopLine && (line_m - s_m).abs() <= STOP_LINE_REACH_M
        })
        .map(|(_, line_m)| *line_m)
        .min_by(|a, b| (a - s_m).abs().total_cmp(&(b - s_m).abs()))
    };
    let mut signals = BTreeMap::new();
    for signal in &survey.signals {
        let SurveyKind::Rule(kind) = signal.kind else {
            continue;
        };
        let mut stops: Vec<SignalStop> = signal
            .acts
            .iter()
            .filter_map(|(id, at_m)| {
                let s_m = place(*id, *at_m)?;
                Some(SignalStop {
                    lane: *id,
                    s_m: painted_near(*id, s_m).unwrap_or(s_m),
                })
            })
            .collect();
        stops.sort_by(|a, b| a.lane.cmp(&b.lane).then(a.s_m.total_cmp(&b.s_m)));
        stops.dedup_by_key(|stop| stop.lane);
        signals.insert(
            signal.id,
            Signal {
                id: signal.id,
                name: signal.name.clone(),
                kind,
                group: signal.group.filter(|_| kind == SignalKind::TrafficLight),
                position_m: signal.position_m,
                stops,
            },
        );
    }
    Stops { signals, by_lane }
}
