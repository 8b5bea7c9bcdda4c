//! What road users are made of, and in which colours.

use trunkline_interfaces::{Random, SemanticClass};

use crate::mesh::{Lamp, Surface, Texture};

/// Car paints, linear RGB, with their share on European roads.
const CAR_PAINTS: [(f64, [f32; 3]); 14] = [
    (0.17, [0.72, 0.73, 0.72]),
    (0.15, [0.025, 0.026, 0.028]),
    (0.12, [0.17, 0.175, 0.18]),
    (0.12, [0.42, 0.43, 0.44]),
    (0.06, [0.075, 0.08, 0.088]),
    (0.08, [0.03, 0.075, 0.2]),
    (0.05, [0.02, 0.035, 0.09]),
    (0.07, [0.4, 0.025, 0.025]),
    (0.03, [0.16, 0.015, 0.025]),
    (0.04, [0.05, 0.11, 0.07]),
    (0.03, [0.42, 0.36, 0.26]),
    (0.03, [0.1, 0.3, 0.42]),
    (0.03, [0.62, 0.3, 0.03]),
    (0.02, [0.65, 0.52, 0.06]),
];

/// Colours of lorries' boxes, buses and trailers.
const LIVERIES: [[f32; 3]; 8] = [
    [0.72, 0.72, 0.7],
    [0.62, 0.06, 0.05],
    [0.05, 0.16, 0.42],
    [0.62, 0.44, 0.04],
    [0.07, 0.26, 0.13],
    [0.5, 0.52, 0.54],
    [0.1, 0.32, 0.5],
    [0.66, 0.25, 0.04],
];

/// A car's paint, as often as it is on the road.
pub(super) fn car_paint(random: &mut Random) -> [f32; 3] {
    let mut pick = random.uniform();
    let is_it = |(share, _): &&(f64, [f32; 3])| {
        pick -= share;
        pick < 0.0
    };
    CAR_PAINTS
        .iter()
        .find(is_it)
        .map_or(CAR_PAINTS[0].1, |(_, paint)| *paint)
}

/// A company's colour.
pub(super) fn livery(random: &mut Random) -> [f32; 3] {
    LIVERIES[random.index(LIVERIES.len())]
}

const fn vehicle(albedo: [f32; 3], texture: Texture, gloss: f32) -> Surface {
    Surface {
        gloss,
        ..Surface::matt(SemanticClass::Vehicle, albedo, texture)
    }
}

/// Varnished sheet metal.
pub(super) const fn lacquer(albedo: [f32; 3]) -> Surface {
    vehicle(albedo, Texture::Plain, 0.5)
}

/// Panes, from outside by day.
pub(super) const GLASS: Surface = vehicle([0.018, 0.022, 0.025], Texture::Plain, 0.8);
/// Unpainted plastic.
pub(super) const PLASTIC: Surface = vehicle([0.03, 0.03, 0.032], Texture::Plain, 0.15);
/// Where no light comes.
pub(super) const DARK: Surface = vehicle([0.008, 0.008, 0.008], Texture::Plain, 0.0);
/// Tyres.
pub(super) const RUBBER: Surface = vehicle([0.02, 0.02, 0.021], Texture::Plain, 0.05);
/// Rims, tanks, exhausts.
pub(super) const ALLOY: Surface = vehicle([0.4, 0.41, 0.42], Texture::Plain, 0.5);
/// Frames of lorries and two-wheelers.
pub(super) const STEEL: Surface = vehicle([0.09, 0.09, 0.095], Texture::Plain, 0.3);
/// Number plates.
pub(super) const PLATE: Surface = vehicle([0.75, 0.75, 0.72], Texture::Plain, 0.2);
/// Canvas, box walls.
pub(super) const fn canvas(albedo: [f32; 3]) -> Surface {
    vehicle(albedo, Texture::Plain, 0.12)
}

const fn lamp(albedo: [f32; 3], emission: [f32; 3], lamp: Lamp) -> Surface {
    Surface {
        emission,
        lamp: Some(lamp),
        ..vehicle(albedo, Texture::Plain, 0.6)
    }
}

/// Headlights.
pub(super) const HEADLIGHT: Surface = lamp([0.55, 0.57, 0.58], [4.0, 3.9, 3.5], Lamp::Headlight);
/// Tail lights.
pub(super) const TAIL: Surface = lamp([0.28, 0.012, 0.012], [0.75, 0.02, 0.02], Lamp::Tail);
/// Brake lights.
pub(super) const BRAKE: Surface = lamp([0.25, 0.01, 0.01], [2.6, 0.06, 0.05], Lamp::Brake);
/// Indicators.
pub(super) const fn indicator(side: f32) -> Surface {
    let which = if side > 0.0 {
        Lamp::IndicatorLeft
    } else {
        Lamp::IndicatorRight
    };
    lamp([0.42, 0.17, 0.02], [2.6, 1.05, 0.06], which)
}
