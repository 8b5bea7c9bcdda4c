//! What is painted on the lanes of a map and what stands beside them, for pictures.

use std::collections::BTreeMap;

use nalgebra::{Point3, Vector3};
use trunkline_interfaces::{LaneId, SignalId};

/// Where a road leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RoadType {
    /// Between houses.
    Town,
    /// Over the country.
    Rural,
    /// Motor vehicles only, no crossings.
    Motorway,
}

/// What lies beside the lanes of traffic, of lanes that the lane map calls shoulders or others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Beside {
    /// Paved as the road is.
    Paved,
    /// Gravel or grass along the edge.
    Verge,
    /// A raised stone edge.
    Kerb,
    /// A strip between the directions of traffic.
    Median,
    /// Not part of the road.
    Nothing,
}

/// Colour of paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PaintColour {
    /// White, and whatever a map calls standard.
    White,
    /// Yellow, orange.
    Yellow,
    /// Red.
    Red,
    /// Blue.
    Blue,
    /// Green.
    Green,
}

/// A piece of a painted line: right begin, right end, left end, left begin, seen along the road.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paint {
    /// Corners, world.
    pub corners_m: [Point3<f64>; 4],
    /// Its colour.
    pub colour: PaintColour,
    /// How far its middle is meant to lie to the left of the border between two lanes, m; `None` if
    /// it follows no border.
    pub offset_m: Option<f64>,
    /// The lanes left and right of that border, seen along the road.
    pub between: [Option<LaneId>; 2],
}

/// A sign that does not rule the right of way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum SignFace {
    /// Not faster than this.
    SpeedLimit {
        /// Number on the sign.
        number: u32,
    },
    /// One has the right of way.
    Priority,
    /// Look out.
    Warning,
    /// A board with names and arrows.
    Board,
}

/// A sign and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RoadSign {
    /// What it shows.
    pub face: SignFace,
    /// Where its board's lower edge is.
    pub position_m: Point3<f64>,
    /// Which way it looks.
    pub yaw_rad: f64,
}

/// Where the board or the lamps of a signal look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SignalFace {
    /// The middle of its lower edge.
    pub position_m: Point3<f64>,
    /// Which way it looks: towards the traffic that it addresses.
    pub yaw_rad: f64,
}

/// What an object of a map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ObjectKind {
    Pole,
    Tree,
    Vegetation,
    Barrier,
    Building,
    Island,
    StreetLamp,
    SoundBarrier,
    ParkingSpace,
    Obstacle,
}

/// The room that an object takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ObjectShape {
    /// A box standing on a point.
    Solid {
        /// The middle of its foot.
        foot_m: Point3<f64>,
        /// Direction of its length.
        yaw_rad: f64,
        /// Length, width, height; 0 where the map gives none.
        size_m: Vector3<f64>,
    },
    /// A ring or line of walls: each corner's foot and its height.
    Outline {
        /// Corners in order.
        corners: Vec<(Point3<f64>, f64)>,
        /// Whether the last joins the first.
        is_closed: bool,
    },
}

/// Something that stands on or beside a road.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RoadObject {
    /// What it is.
    pub kind: ObjectKind,
    /// Where it is.
    pub shape: ObjectShape,
}

/// What a map tells beyond its lanes; all of it may be empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Roadside {
    /// Painted lines.
    pub paint: Vec<Paint>,
    /// Where roads lead, of lanes whose road says it.
    pub road_types: BTreeMap<LaneId, RoadType>,
    /// What shoulders and other lanes are.
    pub beside: BTreeMap<LaneId, Beside>,
    /// Faces of the lane map's signals.
    pub signal_faces: BTreeMap<SignalId, SignalFace>,
    /// Other signs.
    pub signs: Vec<RoadSign>,
    /// Objects that are neither crosswalks nor parked cars.
    pub objects: Vec<RoadObject>,
}

impl Roadside {
    /// The same elsewhere, with other numbers for lanes and signals.
    #[must_use]
    pub(super) fn moved(
        &self,
        by_m: Vector3<f64>,
        lane: impl Fn(LaneId) -> LaneId,
        signal: impl Fn(SignalId) -> SignalId,
    ) -> Self {
        let paint = self.paint.iter().map(|paint| Paint {
            corners_m: paint.corners_m.map(|corner| corner + by_m),
            between: paint.between.map(|id| id.map(&lane)),
            ..*paint
        });
        let objects = self.objects.iter().map(|object| RoadObject {
            kind: object.kind,
            shape: match &object.shape {
                ObjectShape::Solid {
                    foot_m,
                    yaw_rad,
                    size_m,
                } => ObjectShape::Solid {
                    foot_m: foot_m + by_m,
                    yaw_rad: *yaw_rad,
                    size_m: *size_m,
                },
                ObjectShape::Outline { corners, is_closed } => ObjectShape::Outline {
                    corners: corners
                        .iter()
                        .map(|(foot, up)| (foot + by_m, *up))
                        .collect(),
                    is_closed: *is_closed,
                },
            },
        });
        Self {
            paint: paint.collect(),
            road_types: self
                .road_types
                .iter()
                .map(|(id, t)| (lane(*id), *t))
                .collect(),
            beside: self.beside.iter().map(|(id, b)| (lane(*id), *b)).collect(),
            signal_faces: self
                .signal_faces
                .iter()
                .map(|(id, face)| {
                    let position_m = face.position_m + by_m;
                    (
                        signal(*id),
                        SignalFace {
                            position_m,
                            ..*face
                        },
                    )
                })
                .collect(),
            signs: self
                .signs
                .iter()
                .map(|sign| RoadSign {
                    position_m: sign.position_m + by_m,
                    ..*sign
                })
                .collect(),
            objects: objects.collect(),
        }
    }

    /// Also what another map tells.
    pub(super) fn extend(&mut self, other: Self) {
        self.paint.extend(other.paint);
        self.road_types.extend(other.road_types);
        self.beside.extend(other.beside);
        self.signal_faces.extend(other.signal_faces);
        self.signs.extend(other.signs);
        self.objects.extend(other.objects);
    }
}
