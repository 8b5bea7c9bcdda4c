//! Traffic signs on their poles.

use trunkline_interfaces::SemanticClass;

use super::materials::{POLE, glossy};
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// What a sign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignKind {
    /// Red octagon.
    Stop,
    /// White triangle on its tip, red rim.
    Yield,
    /// Yellow diamond.
    Priority,
    /// Red ring with a number, km/h.
    SpeedLimit(u8),
    /// Black strokes across a white disc.
    EndOfLimit,
    /// Blue square with a walker.
    Crosswalk,
    /// Triangle: a bend to the left.
    CurveLeft,
    /// Triangle: a bend to the right.
    CurveRight,
    /// Triangle: deer.
    Deer,
    /// Triangle: an exclamation mark.
    Danger,
    /// Triangle: traffic lights.
    SignalsAhead,
    /// Red disc with a white bar.
    NoEntry,
    /// Red ring with two cars.
    NoOvertaking,
    /// Blue disc with an arrow to the right.
    KeepRight,
    /// Blue disc with arrows in a circle.
    Roundabout,
    /// Blue square with a P.
    Parking,
    /// White arrow on blue.
    OneWay,
    /// Yellow board at the begin of a town.
    TownBegin,
    /// The same, struck through.
    TownEnd,
    /// Blue board: a motorway begins.
    Motorway,
    /// Green disc with an H, or a bus.
    BusStop,
}

/// A sign on its pole, facing x.
pub fn sign(kind: SignKind) -> Mesh {
    sign_stack(&[kind])
}

/// Signs on one pole, the first at the top. None at all is a pole.
pub fn sign_stack(kinds: &[SignKind]) -> Mesh {
    const FACE_M: f32 = 0.6;
    let top = 2.1 + 0.7 * kinds.len().max(1) as f32;
    let mut b = MeshBuilder::new(POLE);
    b.rod([0.0; 3], [0.0, 0.0, top], [0.038; 2], 6, true);
    b.surface(glossy(SemanticClass::TrafficSign, [0.6, 0.05, 0.05], 0.3));
    for i in 0..kinds.len() {
        let middle = top - 0.35 - 0.7 * i as f32;
        b.cuboid(
            [0.04, -0.5 * FACE_M, middle - 0.5 * FACE_M],
            [0.06, 0.5 * FACE_M, middle + 0.5 * FACE_M],
        );
    }
    b.build()
}
