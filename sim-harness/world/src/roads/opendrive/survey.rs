//! An OpenDRIVE file as a survey.
//!
//! Strict where driving would suffer: a road, lane or connection that was dropped or is not there, a
//! piece of a road's course that was dropped, a number of its shape that cannot be read, or a gap on
//! a driving lane is an error that says where.

use std::collections::{BTreeMap, BTreeSet};

use trunkline_interfaces::JunctionId;
use xodr::{JunctionGroupKind, Provenance, RoadNetwork};

use super::faults::refuse_faults;
use super::furniture::{crosswalks, parked_cars, signals};
use super::lane::lanes;
use super::references::first_dangling;
use super::roadside::roadside;
use super::size::refuse_crowds;
use crate::roads::error::MapError;
use crate::roads::survey::{Counts, Survey, SurveyJunction};

/// Surveys an OpenDRIVE text; `name` is for messages.
pub(in crate::roads) fn survey(text: &str, name: &str) -> Result<Survey, MapError> {
    refuse_crowds(text, name)?;
    let (network, provenance) =
        xodr::load_str_with_provenance(text).map_err(|error| MapError::Parse {
            name: name.to_owned(),
            reason: error.to_string(),
        })?;
    if let Some(dangling) = first_dangling(text) {
        return Err(MapError::Broken {
            name: name.to_owned(),
            place: dangling.place,
            reason: format!(
                "{} is not in the file: add it, or take the link out",
                dangling.missing
            ),
        });
    }
    refuse_faults(&network, &provenance, name)?;
    let junctions = junctions(&network, &provenance);
    let ids: BTreeMap<&str, JunctionId> = provenance
        .junctions
        .iter()
        .zip(&junctions)
        .map(|(source, junction)| (source.od_id.as_str(), junction.id))
        .collect();
    let lanes = lanes(&network, &provenance, &ids, name)?;
    Ok(Survey {
        signals: signals(&network, &provenance),
        priorities: network
            .priorities()
            .iter()
            .filter_map(|p| {
                let road = |id| network.road(id).map(|road| road.od_id().to_owned());
                Some((road(p.high)?, road(p.low)?))
            })
            .collect(),
        crosswalks: crosswalks(&network),
        parked: parked_cars(&network),
        roadside: roadside(&network),
        counts: Counts {
            roads: network.roads().len(),
            driving_lanes: network.driving_lanes().count(),
            signals: network.signals().len(),
            road_length_m: network.roads().iter().map(xodr::Road::length).sum(),
        },
        warnings: provenance
            .warnings
            .iter()
            .filter(|warning| !warning.is_ignored())
            .map(ToString::to_string)
            .collect(),
        lanes,
        junctions,
    })
}

/// Junctions keep the numbers of the file where those are numbers and differ.
fn junctions(network: &RoadNetwork, provenance: &Provenance) -> Vec<SurveyJunction> {
    let mut used = BTreeSet::new();
    let own: Option<Vec<u32>> = provenance
        .junctions
        .iter()
        .map(|j| j.od_id.parse().ok().filter(|id| used.insert(*id)))
        .collect();
    provenance
        .junctions
        .iter()
        .enumerate()
        .map(|(index, junction)| SurveyJunction {
            id: JunctionId(own.as_ref().map_or(index as u32, |own| own[index])),
            name: if junction.name.is_empty() {
                format!("junction {}", junction.od_id)
            } else {
                junction.name.clone()
            },
            is_roundabout: network.junction_groups().iter().any(|group| {
                group.kind == JunctionGroupKind::Roundabout
                    && group.junctions.contains(&junction.od_id)
            }),
        })
        .collect()
}
