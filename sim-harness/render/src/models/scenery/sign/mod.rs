//! Traffic signs on their poles.

mod pictures; // what is painted on them

use super::face::{Face, rectangle, regular, triangle};
use super::materials::{FOOT_M, POLE};
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

pub(super) use pictures::{BACK, BLACK, BLUE, NAMES, RED, WHITE};

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
    /// Yellow disc with a green H.
    BusStop,
}

/// Height of the lower edge of the lowest sign, m.
const CLEAR_M: f32 = 2.0;
/// Between signs on one pole.
const GAP_M: f32 = 0.06;

/// A sign on its pole, facing x, its lower edge 2 m above the ground.
pub fn sign(kind: SignKind) -> Mesh {
    sign_stack(&[kind])
}

/// Signs on one pole, the first at the top. None at all is a pole; more than six are too many.
pub fn sign_stack(kinds: &[SignKind]) -> Mesh {
    let kinds = &kinds[..kinds.len().min(6)];
    let heights = kinds.iter().map(|kind| kind.size_m()[1] + GAP_M);
    let top = CLEAR_M + heights.sum::<f32>();
    let widest = kinds
        .iter()
        .map(|kind| kind.size_m()[0])
        .fold(0.0, f32::max);
    let mut b = MeshBuilder::new(POLE);
    // Wide boards stand on two poles.
    let feet = if widest > 1.0 {
        vec![-0.36 * widest, 0.36 * widest]
    } else {
        vec![0.0]
    };
    for y in feet {
        b.post([0.0, y, -FOOT_M], top + FOOT_M, 0.038, 7);
    }
    let mut z = top;
    for kind in kinds {
        let high = kind.size_m()[1];
        z -= high + GAP_M;
        kind.plate(&mut b, z + 0.5 * high);
    }
    b.build()
}

impl SignKind {
    /// Width and height of the plate, m.
    pub const fn size_m(self) -> [f32; 2] {
        match self {
            Self::Stop => [0.84, 0.84],
            Self::Yield
            | Self::CurveLeft
            | Self::CurveRight
            | Self::Deer
            | Self::Danger
            | Self::SignalsAhead => [0.94, 0.82],
            Self::Priority => [0.84, 0.84],
            Self::OneWay => [0.96, 0.36],
            Self::TownBegin | Self::TownEnd => [1.5, 0.9],
            Self::Motorway => [0.84, 0.84],
            Self::BusStop => [0.5, 0.5],
            _ => [0.64, 0.64],
        }
    }

    /// Its plate with its middle at a height.
    fn plate(self, b: &mut MeshBuilder, z_m: f32) {
        let [wide, high] = self.size_m();
        let mut middle_m = [0.07, 0.0, z_m];
        let radius = 0.5 * wide;
        let outline = match self {
            // Half the diagonal: the width lies between flat sides, at an eighth of a turn.
            Self::Stop => regular(8, radius / 0.923_88, core::f32::consts::FRAC_PI_8),
            Self::Priority => regular(4, radius, 0.0),
            Self::Yield
            | Self::CurveLeft
            | Self::CurveRight
            | Self::Deer
            | Self::Danger
            | Self::SignalsAhead => {
                // A triangle's middle lies a third of its height above its side.
                let up = if self == Self::Yield { -1.0 } else { 1.0 };
                middle_m[2] -= up * 0.16 * high;
                triangle(0.66 * high, up)
            }
            Self::SpeedLimit(_)
            | Self::EndOfLimit
            | Self::NoEntry
            | Self::NoOvertaking
            | Self::KeepRight
            | Self::Roundabout
            | Self::BusStop => regular(20, radius, 0.0),
            _ => rectangle([wide, high]).to_vec(),
        };
        let mut face = Face::new(b, middle_m, &outline, [self.rim(), BACK]);
        self.picture(&mut face, &outline);
    }
}
