//! What stands on or beside the road in OpenDRIVE: signals, crosswalks, parked cars.

use nalgebra::{Vector2, Vector3};
use trunkline_interfaces::geometry::{OrientedBox, Polygon, wrap_rad};
use trunkline_interfaces::{LaneId, SignalId, SignalKind};
use xodr::{Extent, ObjectType, Point, Provenance, RoadNetwork, Shape, Signal, SignalProvenance};

use super::lane::lane_id;
use crate::roads::survey::{SurveyKind, SurveySignal};

fn planar(point: Point) -> Vector2<f64> {
    Vector2::new(f64::from(point.x), f64::from(point.y))
}

/// Lights, signs and stop lines that rule the right of way of vehicles.
pub(super) fn signals(network: &RoadNetwork, provenance: &Provenance) -> Vec<SurveySignal> {
    let controllers = network.controllers().len();
    network
        .signals()
        .iter()
        .zip(&provenance.signals)
        .filter_map(|(signal, source)| {
            let kind = kind(signal)?;
            // A light without a controller is a group of its own, numbered after the controllers.
            let group = match signal.controllers.first() {
                Some(controller) => controller.0,
                None => controllers + signal.id.0,
            };
            Some(SurveySignal {
                id: SignalId(signal.id.0 as u32),
                name: format!("signal {} on road {}", source.od_id, source.road_id),
                kind,
                group: (kind == SurveyKind::Rule(SignalKind::TrafficLight)).then_some(group as u32),
                position_m: planar(signal.position),
                acts: acts(signal, source, provenance),
            })
        })
        .collect()
}

/// By the numbers of OpenDRIVE's catalogue and of the German and American ones, which maps use.
fn kind(signal: &Signal) -> Option<SurveyKind> {
    match signal.kind.as_str() {
        // Lights for vehicles; 1000002, 1000007 and 1000013 are for people and bicycles.
        "1000001" | "1000008" | "1000009" | "1000010" | "1000011" | "1000012" | "1000020"
        | "1000021" => Some(SurveyKind::Rule(SignalKind::TrafficLight)),
        "206" | "R1-1" => Some(SurveyKind::Rule(SignalKind::Stop)),
        "205" | "R1-2" => Some(SurveyKind::Rule(SignalKind::Yield)),
        "301" | "306" => Some(SurveyKind::Priority),
        "294" => Some(SurveyKind::StopLine),
        _ => None,
    }
}

/// Lanes that a signal rules, each with the place where it is posted on the lane's road.
fn acts(
    signal: &Signal,
    source: &SignalProvenance,
    provenance: &Provenance,
) -> Vec<(LaneId, Vector2<f64>)> {
    let references = source.references.iter().map(|r| r.road_id.as_str());
    let roads: Vec<&str> = std::iter::once(source.road_id.as_str())
        .chain(references)
        .collect();
    signal
        .lanes
        .iter()
        .filter_map(|lane| {
            let road = provenance.lanes.get(lane.0)?.road_id.as_str();
            let at = roads.iter().position(|known| *known == road)?;
            Some((lane_id(*lane), planar(*signal.applies_at.get(at)?)))
        })
        .collect()
}

/// Outlines of crosswalks; those given as boxes too.
pub(super) fn crosswalks(network: &RoadNetwork) -> Vec<Polygon> {
    network
        .objects()
        .iter()
        .filter(|object| object.kind == ObjectType::Crosswalk)
        .filter_map(|object| match &object.shape {
            Shape::Outline { corners, .. } if corners.len() >= 3 => Some(Polygon::new(
                corners.iter().map(|corner| planar(corner.base)).collect(),
            )),
            solid @ Shape::Solid { .. } => {
                let footprint = oriented_box(solid)?.footprint();
                Some(Polygon::new(footprint.corners_m().to_vec()))
            }
            _ => None,
        })
        .filter(|polygon| {
            polygon
                .vertices_m
                .iter()
                .all(|p| p.x.is_finite() && p.y.is_finite())
        })
        .collect()
}

/// Objects of subtype `car` or `parkedCar` that are boxes.
pub(super) fn parked_cars(network: &RoadNetwork) -> Vec<OrientedBox> {
    network
        .objects()
        .iter()
        .filter(|object| matches!(object.subtype.as_str(), "car" | "parkedCar"))
        .filter_map(|object| oriented_box(&object.shape))
        .filter(OrientedBox::is_valid)
        .collect()
}

/// The box of a solid that has a footprint.
fn oriented_box(shape: &Shape) -> Option<OrientedBox> {
    let Shape::Solid {
        position,
        heading,
        extent:
            Some(Extent::Box {
                length,
                width,
                height,
            }),
        ..
    } = shape
    else {
        return None;
    };
    let size_m = Vector3::new(*length, *width, *height).map(f64::from);
    let center = planar(*position);
    (size_m.x > 0.0 && size_m.y > 0.0).then(|| OrientedBox {
        center_m: Vector3::new(center.x, center.y, f64::from(position.z) + 0.5 * size_m.z),
        size_m,
        yaw_rad: wrap_rad(f64::from(*heading)),
    })
}
