//! Paint, signs and objects in OpenDRIVE, for pictures.

use std::collections::BTreeMap;

use nalgebra::{Point3, Vector3};
use trunkline_interfaces::{LaneId, LaneKind, SignalId};
use xodr::{
    Extent, LaneType, Layer, Object, ObjectType, Point, RoadMark, RoadNetwork, Shape, Signal,
};

use super::lane::{kind, lane_id};
use crate::roads::roadside::{
    Beside, ObjectKind, ObjectShape, Paint, PaintColour, RoadObject, RoadSign, RoadType, Roadside,
    SignFace, SignalFace,
};

/// Pieces of a line that bend less than this, as a share of their length, are one.
const STRAIGHT: f64 = 1e-4;
/// Longest piece of a line, m.
const MAX_PIECE_M: f64 = 40.0;
/// Where along a lane its road's type is asked for, as a share of the lane.
const MIDDLE: f32 = 0.5;

/// What a map tells beyond its lanes.
pub(super) fn roadside(network: &RoadNetwork) -> Roadside {
    let lanes = || {
        network
            .lanes()
            .iter()
            .filter(|l| l.layer == Layer::Permanent)
    };
    let signals = network.signals();
    Roadside {
        paint: network.road_marks().iter().flat_map(paint).collect(),
        road_types: lanes()
            .filter_map(|lane| {
                let at = MIDDLE * lane.center.length();
                Some((
                    lane_id(lane.id),
                    road_type(network.road_type_at(lane.id, at)?)?,
                ))
            })
            .collect(),
        beside: lanes()
            .filter_map(|lane| Some((lane_id(lane.id), beside(lane.kind)?)))
            .collect(),
        signal_faces: signals
            .iter()
            .filter_map(signal_face)
            .collect::<BTreeMap<_, _>>(),
        signs: signals.iter().filter_map(sign).collect(),
        objects: network.objects().iter().filter_map(object).collect(),
    }
}

fn point(point: Point) -> Option<Point3<f64>> {
    let is_finite = point.x.is_finite() && point.y.is_finite() && point.z.is_finite();
    is_finite.then(|| Point3::new(point.x, point.y, point.z).map(f64::from))
}

fn road_type(road: xodr::RoadType) -> Option<RoadType> {
    Some(match road {
        xodr::RoadType::Rural => RoadType::Rural,
        xodr::RoadType::Motorway => RoadType::Motorway,
        xodr::RoadType::Unknown => return None,
        _ => RoadType::Town,
    })
}

/// Of a lane that is neither for traffic nor for people on foot.
fn beside(lane: LaneType) -> Option<Beside> {
    match kind(lane) {
        LaneKind::Driving | LaneKind::Biking | LaneKind::Sidewalk | LaneKind::Parking => {
            return None;
        }
        LaneKind::Shoulder | LaneKind::Other => {}
    }
    Some(match lane {
        LaneType::None => Beside::Nothing,
        LaneType::Shoulder | LaneType::Border => Beside::Verge,
        LaneType::Curb => Beside::Kerb,
        LaneType::Median => Beside::Median,
        _ => Beside::Paved,
    })
}

fn colour(name: &str) -> PaintColour {
    match name {
        "yellow" | "orange" | "amber" => PaintColour::Yellow,
        "red" => PaintColour::Red,
        "blue" => PaintColour::Blue,
        "green" => PaintColour::Green,
        _ => PaintColour::White,
    }
}

fn paint(mark: &RoadMark) -> Vec<Paint> {
    let lane = |id: Option<xodr::LaneId>| -> Option<LaneId> { id.map(lane_id) };
    let mut out: Vec<Paint> = Vec::new();
    for line in &mark.lines {
        let first = out.len();
        for piece in &line.pieces {
            let corners = piece.map(point);
            let [Some(a), Some(b), Some(c), Some(d)] = corners else {
                continue;
            };
            if let Some(longer) = out[first..]
                .last()
                .and_then(|last| joined(&last.corners_m, &[a, b, c, d]))
                && let Some(last) = out.last_mut()
            {
                last.corners_m = longer;
                continue;
            }
            out.push(Paint {
                corners_m: [a, b, c, d],
                colour: colour(&line.color),
                offset_m: Some(f64::from(line.t_offset)),
                between: [lane(mark.left), lane(mark.right)],
            });
        }
    }
    out
}

/// Two pieces as one, where the second goes straight on from the first's end.
fn joined(first: &[Point3<f64>; 4], second: &[Point3<f64>; 4]) -> Option<[Point3<f64>; 4]> {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (*first, *second);
    let length_m = (b1 - a0).norm();
    let touch = (a1 - b0).norm() < 1e-4 && (a2 - b3).norm() < 1e-4;
    let off = |begin: Point3<f64>, middle: Point3<f64>, end: Point3<f64>| {
        let whole: Vector3<f64> = end - begin;
        whole.cross(&(middle - begin)).norm() / whole.norm().max(1e-9)
    };
    let is_straight =
        off(a0, a1, b1) < STRAIGHT * length_m && off(a3, a2, b2) < STRAIGHT * length_m;
    (touch && is_straight && length_m < MAX_PIECE_M).then_some([a0, b1, b2, a3])
}

fn signal_face(signal: &Signal) -> Option<(SignalId, SignalFace)> {
    let position_m = point(signal.position)?;
    let yaw_rad = f64::from(signal.heading);
    let face = SignalFace {
        position_m,
        yaw_rad,
    };
    yaw_rad
        .is_finite()
        .then_some((SignalId(signal.id.0 as u32), face))
}

/// Signs of the German and American catalogues that rule no right of way.
fn sign(signal: &Signal) -> Option<RoadSign> {
    let face = match signal.kind.as_str() {
        "274" | "R2-1" => {
            let number = signal.value.or_else(|| signal.subtype.parse().ok())?;
            let number = (1.0..=200.0).contains(&number).then_some(number as u32)?;
            SignFace::SpeedLimit { number }
        }
        "301" | "306" => SignFace::Priority,
        "101" | "103" | "105" | "112" | "114" | "133" | "138" => SignFace::Warning,
        "332" | "333" | "438" | "439" | "449" => SignFace::Board,
        _ => return None,
    };
    let (
        _,
        SignalFace {
            position_m,
            yaw_rad,
        },
    ) = signal_face(signal)?;
    Some(RoadSign {
        face,
        position_m,
        yaw_rad,
    })
}

fn object(object: &Object) -> Option<RoadObject> {
    if matches!(object.subtype.as_str(), "car" | "parkedCar") {
        return None;
    }
    let kind = match object.kind {
        ObjectType::Pole => ObjectKind::Pole,
        ObjectType::Tree => ObjectKind::Tree,
        ObjectType::Vegetation => ObjectKind::Vegetation,
        ObjectType::Barrier | ObjectType::Railing => ObjectKind::Barrier,
        ObjectType::Building => ObjectKind::Building,
        ObjectType::TrafficIsland => ObjectKind::Island,
        ObjectType::StreetLamp => ObjectKind::StreetLamp,
        ObjectType::SoundBarrier => ObjectKind::SoundBarrier,
        ObjectType::ParkingSpace => ObjectKind::ParkingSpace,
        ObjectType::Obstacle => ObjectKind::Obstacle,
        _ => return None,
    };
    let shape = match &object.shape {
        Shape::Solid {
            position,
            heading,
            extent,
            ..
        } => {
            let size_m = match extent {
                Some(Extent::Box {
                    length,
                    width,
                    height,
                }) => Vector3::new(*length, *width, *height),
                Some(Extent::Cylinder { radius, height }) => {
                    Vector3::new(2.0 * radius, 2.0 * radius, *height)
                }
                _ => Vector3::zeros(),
            };
            let (size_m, yaw_rad) = (size_m.map(f64::from), f64::from(*heading));
            if !(size_m.iter().all(|x| x.is_finite() && *x >= 0.0) && yaw_rad.is_finite()) {
                return None;
            }
            ObjectShape::Solid {
                foot_m: point(*position)?,
                yaw_rad,
                size_m,
            }
        }
        Shape::Outline {
            corners, closed, ..
        } => ObjectShape::Outline {
            corners: corners
                .iter()
                .map(|corner| {
                    let (base, top) = (point(corner.base)?, point(corner.top)?);
                    Some((base, (top.z - base.z).max(0.0)))
                })
                .collect::<Option<Vec<_>>>()?,
            is_closed: *closed,
        },
        Shape::Sweep { sections, .. } => ObjectShape::Outline {
            corners: sections
                .iter()
                .map(|section| {
                    let (base, top) = (point(section.left.base)?, point(section.left.top)?);
                    Some((base, (top.z - base.z).max(0.0)))
                })
                .collect::<Option<Vec<_>>>()?,
            is_closed: false,
        },
        _ => return None,
    };
    Some(RoadObject { kind, shape })
}
