//! What is painted on signs.

use trunkline_interfaces::SemanticClass;

use super::super::face::{Face, scaled};
use super::super::materials::glossy;
use super::kind::SignKind;
use crate::mesh::Surface;

const fn paint(albedo: [f32; 3]) -> Surface {
    glossy(SemanticClass::TrafficSign, albedo, 0.15)
}

pub(in super::super) const RED: Surface = paint([0.55, 0.02, 0.025]);
pub(in super::super) const WHITE: Surface = paint([0.74, 0.74, 0.72]);
pub(in super::super) const BLACK: Surface = paint([0.02, 0.02, 0.02]);
pub(in super::super) const BLUE: Surface = paint([0.015, 0.085, 0.4]);
const YELLOW: Surface = paint([0.72, 0.47, 0.015]);
const GREEN: Surface = paint([0.01, 0.25, 0.09]);
/// The unpainted back.
pub(in super::super) const BACK: Surface = paint([0.3, 0.31, 0.32]);

/// Names of places that are none.
pub(in super::super) const NAMES: [&str; 12] = [
    "NORDAU", "SEEBERG", "HALTEN", "MITTE", "WALDEN", "RIEDHEIM", "LINDAU", "OSTFELD", "MOORTAL",
    "STEINACH", "HAFEN", "BRUNNEN",
];

impl SignKind {
    /// What its outline is filled with at first.
    pub(super) fn rim(self) -> Surface {
        match self {
            Self::Yield
            | Self::CurveLeft
            | Self::CurveRight
            | Self::Deer
            | Self::Danger
            | Self::SpeedLimit(_) => RED,
            Self::TownBegin | Self::TownEnd => BLACK,
            Self::BusStop => GREEN,
            _ => WHITE,
        }
    }

    /// Everything on top of that.
    pub(super) fn picture(self, face: &mut Face<'_>, outline: &[[f32; 2]]) {
        let inner = |share: f32| scaled(outline, share);
        match self {
            Self::Stop => {
                face.paint(RED).flat(&inner(0.94));
                face.paint(WHITE).text("STOP", [0.0, 0.0], 0.25);
            }
            Self::Yield => {
                face.paint(WHITE).flat(&inner(0.68));
            }
            Self::Priority => {
                face.paint(YELLOW).flat(&inner(0.72));
            }
            Self::SpeedLimit(kmh) => {
                face.paint(WHITE).flat(&inner(0.78));
                let text = kmh.to_string();
                let high = if text.len() > 2 { 0.21 } else { 0.28 };
                face.paint(BLACK).text(&text, [0.0, 0.0], high);
            }
            Self::Parking => {
                face.paint(BLUE).flat(&inner(0.94));
                face.paint(WHITE).text("P", [0.0, 0.0], 0.46);
            }
            Self::BusStop => {
                face.paint(YELLOW).flat(&inner(0.84));
                face.paint(GREEN).text("H", [0.0, 0.0], 0.26);
            }
            Self::TownBegin | Self::TownEnd => {
                face.paint(YELLOW).flat(&inner(0.96));
                face.paint(BLACK).text(NAMES[5], [0.0, 0.08], 0.21);
                face.text(NAMES[9], [0.0, -0.25], 0.09);
                if self == Self::TownEnd {
                    face.paint(RED).stroke([-0.68, -0.4], [0.68, 0.4], 0.07);
                }
            }
            Self::Motorway => motorway(face, &inner(0.94)),
            Self::Crosswalk => crosswalk(face, &inner(0.94)),
            Self::CurveLeft | Self::CurveRight | Self::Deer | Self::Danger => {
                self.warning(face, &inner(0.7));
            }
        }
    }

    fn warning(self, face: &mut Face<'_>, inside: &[[f32; 2]]) {
        face.paint(WHITE).flat(inside);
        face.paint(BLACK);
        match self {
            Self::CurveLeft | Self::CurveRight => {
                let s = if self == Self::CurveRight { 1.0 } else { -1.0 };
                let course = [[-0.06, -0.15], [-0.06, -0.04], [0.0, 0.03], [0.12, 0.11]];
                face.arrow(&course.map(|[y, z]| [s * y, z]), 0.05);
            }
            Self::Deer => deer(face),
            _ => {
                face.flat(&[[-0.04, 0.2], [-0.022, -0.04], [0.022, -0.04], [0.04, 0.2]]);
                face.disc([0.0, -0.105], 0.036);
            }
        }
    }
}

fn motorway(face: &mut Face<'_>, inside: &[[f32; 2]]) {
    face.paint(BLUE).flat(inside);
    face.paint(WHITE);
    for s in [-1.0, 1.0] {
        face.flat(&[
            [s * 0.02, -0.32],
            [s * 0.22, -0.32],
            [s * 0.09, 0.3],
            [s * 0.02, 0.3],
        ]);
    }
    face.paint(BLUE).rectangle([0.0, 0.1], [0.66, 0.13]);
    face.paint(WHITE).rectangle([0.0, 0.1], [0.6, 0.07]);
    for y in [-0.26, 0.26] {
        face.stroke([y, 0.08], [1.2 * y, -0.02], 0.05);
    }
}

fn crosswalk(face: &mut Face<'_>, inside: &[[f32; 2]]) {
    face.paint(BLUE).flat(inside);
    face.paint(WHITE)
        .flat(&[[-0.26, -0.21], [0.26, -0.21], [0.0, 0.25]]);
    face.paint(BLACK).disc([0.015, 0.13], 0.032);
    face.stroke([0.01, 0.1], [-0.01, -0.03], 0.05);
    face.line(&[[-0.01, -0.03], [-0.06, -0.09], [-0.1, -0.18]], 0.032);
    face.line(&[[-0.01, -0.03], [0.04, -0.09], [0.05, -0.18]], 0.032);
    face.line(&[[0.01, 0.09], [-0.05, 0.04], [-0.08, 0.0]], 0.022);
    face.line(&[[0.01, 0.09], [0.06, 0.03], [0.09, 0.02]], 0.022);
}

fn deer(face: &mut Face<'_>) {
    face.flat(&[
        [-0.13, -0.02],
        [-0.1, -0.07],
        [0.05, -0.03],
        [0.1, 0.06],
        [0.06, 0.08],
        [-0.1, 0.04],
    ]);
    face.line(&[[0.07, 0.05], [0.1, 0.13], [0.15, 0.12]], 0.04);
    face.line(&[[0.1, 0.15], [0.06, 0.2], [0.1, 0.22]], 0.014);
    face.line(&[[-0.1, -0.03], [-0.15, -0.1], [-0.19, -0.16]], 0.028);
    face.line(&[[-0.07, -0.05], [-0.08, -0.12], [-0.13, -0.17]], 0.024);
    face.line(&[[0.05, 0.0], [0.13, -0.03], [0.1, -0.1]], 0.024);
    face.line(&[[0.06, 0.02], [0.16, 0.02], [0.18, -0.05]], 0.024);
}
