//! What the reader of OpenDRIVE dropped or found broken: a hole in a road is an error.

use std::collections::BTreeMap;

use trunkline_interfaces::LaneKind;
use xodr::{Direction, Lane, Provenance, RoadNetwork, Warning};

use super::lane::kind;
use crate::roads::error::MapError;

/// A lane link wider than this is a hole in the road.
const MAX_GAP_M: f64 = 0.5;
/// Records of numbers that say where a road and its lanes are; others tell what is painted or allowed
/// there, and one that cannot be read is a warning.
const SHAPING: [&str; 6] = [
    "elevation",
    "superelevation",
    "laneOffset",
    "laneSection",
    "width",
    "border",
];

/// Lanes for driving by road, section and number.
type DrivingLanes<'a> = BTreeMap<(&'a str, usize, i32), &'a Lane>;

/// Where a map is broken, and how.
struct Fault {
    place: String,
    reason: String,
}

/// Turns those warnings of the reader into errors that would make a hole in a road.
pub(super) fn refuse_faults(
    network: &RoadNetwork,
    provenance: &Provenance,
    name: &str,
) -> Result<(), MapError> {
    let driving: DrivingLanes<'_> = provenance
        .lanes
        .iter()
        .zip(network.lanes())
        .filter(|(_, lane)| kind(lane.kind) == LaneKind::Driving)
        .map(|(l, lane)| ((l.road_id.as_str(), l.section, l.od_id), lane))
        .collect();
    let mut warnings = provenance.warnings.iter();
    let fault = warnings.find_map(|warning| dropped(warning).or_else(|| gap(warning, &driving)));
    let nothing_to_drive_on = driving.is_empty().then(|| Fault {
        place: "every road".to_owned(),
        reason: "no lane is for driving: is it a map of another kind?".to_owned(),
    });
    match fault.or(nothing_to_drive_on) {
        None => Ok(()),
        Some(fault) => Err(MapError::Broken {
            name: name.to_owned(),
            place: fault.place,
            reason: fault.reason,
        }),
    }
}

/// A part of a road or a junction that the reader left out.
fn dropped(warning: &Warning) -> Option<Fault> {
    let (place, reason) = match warning {
        Warning::RoadSkipped { road_id, reason } => (
            format!("road {road_id}"),
            format!("the road cannot be read: {reason}"),
        ),
        Warning::GeometryDropped { road_id, s } => {
            let at = s.map_or_else(|| "an unknown s".to_owned(), |s| format!("s {s:.3} m"));
            (
                format!("road {road_id}, {at}"),
                "a piece of the road's course cannot be read: repair that <geometry>".to_owned(),
            )
        }
        Warning::LaneDropped {
            road_id,
            section,
            lane,
        } => (
            format!("road {road_id} section {section} lane {lane}"),
            "the lane has no <width> and no <border> that can be read".to_owned(),
        ),
        Warning::ConnectionDropped {
            junction_id,
            connection_id,
            ..
        }
        | Warning::LaneLinkDropped {
            junction_id,
            connection_id,
            ..
        } => (
            format!("junction {junction_id} connection {connection_id}"),
            warning.to_string(),
        ),
        Warning::RecordDropped {
            road_id, record, ..
        }
        | Warning::RecordValueUnreadable {
            road_id, record, ..
        } if SHAPING.contains(&record.as_str()) => (format!("road {road_id}"), warning.to_string()),
        _ => return None,
    };
    Some(Fault { place, reason })
}

/// A hole between two driving lanes that are linked.
fn gap(warning: &Warning, driving: &DrivingLanes<'_>) -> Option<Fault> {
    let Warning::LinkGap {
        road_id,
        section,
        lane,
        to_road_id,
        to_section,
        to_lane,
        gap,
    } = warning
    else {
        return None;
    };
    let from = driving.get(&(road_id.as_str(), *section, *lane))?;
    driving.get(&(to_road_id.as_str(), *to_section, *to_lane))?;
    let at_m = if from.direction == Direction::Backward {
        0.0
    } else {
        from.center.length()
    };
    (*gap > MAX_GAP_M).then(|| Fault {
        place: format!("road {road_id} section {section} lane {lane}, s {at_m:.1} m of the lane"),
        reason: format!(
            "a gap of {gap:.2} m to road {to_road_id} section {to_section} lane {to_lane}, which it leads into: mend the roads' course, or the link"
        ),
    })
}
