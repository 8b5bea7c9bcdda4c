//! In what kind of country a lane lies, by what the map tells.

use std::collections::BTreeMap;

use trunkline_interfaces::{Lane, LaneId, LaneKind, LaneMap};

use crate::roads::{RoadType, Roadside};

/// In what kind of country a lane lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Setting {
    /// Between houses, with pavements.
    Urban,
    /// Fields, woods, farms.
    Rural,
    /// Guard rails and green slopes.
    Motorway,
}

/// Towns do not allow more, m/s (60 km/h, and a little for miles).
const TOWN_LIMIT_MPS: f64 = 17.9;
/// Only motorways with lanes beside each other allow this, m/s (95 km/h).
const MOTORWAY_LIMIT_MPS: f64 = 26.4;

/// Of every lane: by the type of its road; where the map tells none, by pavements, limits and
/// lanes beside each other, and junction lanes as the lanes before them.
pub(super) fn settings(map: &LaneMap, roadside: &Roadside) -> BTreeMap<LaneId, Setting> {
    let mut settings: BTreeMap<LaneId, Setting> = map
        .lanes
        .values()
        .map(|lane| {
            let known = roadside.road_types.get(&lane.id).map(|road| match road {
                RoadType::Town => Setting::Urban,
                RoadType::Rural => Setting::Rural,
                RoadType::Motorway => Setting::Motorway,
            });
            (lane.id, known.unwrap_or_else(|| guessed(map, lane)))
        })
        .collect();
    let unknown = |lane: &&Lane| !roadside.road_types.contains_key(&lane.id);
    for lane in map.lanes.values().filter(unknown) {
        let before = lane
            .predecessors
            .iter()
            .find_map(|id| settings.get(id).copied());
        if let (Some(_), Some(setting)) = (lane.junction, before) {
            settings.insert(lane.id, setting);
        }
    }
    settings
}

fn guessed(map: &LaneMap, lane: &Lane) -> Setting {
    let across: Vec<&Lane> = section(map, lane);
    let has_pavement = across.iter().any(|l| l.kind == LaneKind::Sidewalk);
    let limit_mps = across
        .iter()
        .filter_map(|l| l.speed_limit_mps)
        .reduce(f64::max);
    let abreast = lane
        .left
        .iter()
        .chain(&lane.right)
        .filter(|n| n.is_same_direction)
        .any(|n| {
            map.lane(n.lane)
                .is_some_and(|l| l.kind == LaneKind::Driving)
        });
    match limit_mps {
        Some(limit) if limit > MOTORWAY_LIMIT_MPS && !has_pavement => Setting::Motorway,
        Some(limit) if limit > TOWN_LIMIT_MPS && !has_pavement => Setting::Rural,
        Some(_) => Setting::Urban,
        None if has_pavement || !map.crosswalks.is_empty() || !map.signals.is_empty() => {
            Setting::Urban
        }
        None if abreast && map.junctions.is_empty() => Setting::Motorway,
        None => Setting::Rural,
    }
}

/// The lanes side by side with a lane, itself among them.
pub(super) fn section<'a>(map: &'a LaneMap, lane: &'a Lane) -> Vec<&'a Lane> {
    // A way across a road of so many lanes ends in a circle of wrong links at the latest.
    const MOST: usize = 40;
    let mut all = vec![lane];
    for to_left in [true, false] {
        let (mut at, mut side) = (lane, to_left);
        while let Some(next) = if side { at.left } else { at.right } {
            let Some(other) = map.lane(next.lane).filter(|_| all.len() < MOST) else {
                break;
            };
            if all.iter().any(|known| known.id == other.id) {
                break;
            }
            all.push(other);
            side = if next.is_same_direction { side } else { !side };
            at = other;
        }
    }
    all
}
