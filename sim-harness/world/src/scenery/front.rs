//! The lines along which streets are lined: the outer edge of the pavement in town, of the road
//! elsewhere.

use trunkline_interfaces::LaneMap;

use super::cover::Cover;
use super::edge::Edge;
use super::line::Line;
use super::setting::Setting;
use super::strip::Strip;

/// No more of a map is lined: it would be more than a machine holds.
const MOST_M: f64 = 250_000.0;

/// A line with the street on its left and open ground on its right.
#[derive(Debug, Clone)]
pub(super) struct Front {
    pub line: Line,
    pub setting: Setting,
    /// From the line to where vehicles may be.
    pub pavement_m: f64,
    /// Legal speed on the road beside it.
    pub limit_mps: f64,
    /// Whether it goes round a corner of a junction, where only lights stand.
    pub is_corner: bool,
    /// For streams of chance.
    pub number: u64,
}

/// All fronts; those in junctions only in town.
pub(super) fn fronts(map: &LaneMap, strips: &[Strip], edges: &[Edge]) -> Vec<Front> {
    let mut fronts: Vec<Front> = Vec::new();
    let limit = |lane| {
        let lane: Option<&trunkline_interfaces::Lane> = map.lane(lane);
        lane.and_then(|lane| lane.speed_limit_mps)
    };
    for strip in strips {
        if strip.cover != Cover::Pavement || strip.junction.is_some() {
            continue;
        }
        for (is_left, beyond) in [(true, strip.left), (false, strip.right)] {
            let is_open = beyond.is_none_or(|b| b.cover == Cover::Nothing);
            let other = if is_left { strip.right } else { strip.left };
            let has_road = other.is_some_and(|b| b.cover != Cover::Nothing);
            if !is_open || !has_road {
                continue;
            }
            let mut points: Vec<_> = strip.border(is_left).collect();
            if is_left {
                points.reverse();
            }
            let width = |s: &super::strip::Section| (s.left_m - s.right_m).norm();
            let pavement_m = strip.sections.iter().map(width).fold(0.0, f64::max);
            if let Some(line) = Line::new(points) {
                fronts.push(Front {
                    line,
                    setting: Setting::Urban,
                    pavement_m,
                    limit_mps: other.and_then(|b| limit(b.lane)).unwrap_or(13.9),
                    is_corner: false,
                    number: 0,
                });
            }
        }
    }
    let is_wanted = |e: &&Edge| !e.is_island && (!e.is_junction || e.setting == Setting::Urban);
    for edge in edges.iter().filter(is_wanted) {
        let Some(line) = Line::new(edge.line_m.iter().copied()) else {
            continue;
        };
        let [begin_m, end_m] = edge.pavement_m;
        let pavement_m = begin_m.max(end_m);
        let line = if pavement_m > 0.0 {
            line.moved_right(pavement_m)
        } else {
            Some(line)
        };
        if let Some(line) = line {
            fronts.push(Front {
                line,
                setting: edge.setting,
                pavement_m,
                limit_mps: limit(edge.lane).unwrap_or(22.2),
                is_corner: edge.is_junction,
                number: 0,
            });
        }
    }
    let mut length_m = 0.0;
    fronts.retain(|front| {
        length_m += front.line.length_m();
        length_m < MOST_M
    });
    for (number, front) in fronts.iter_mut().enumerate() {
        front.number = number as u64;
    }
    fronts
}
