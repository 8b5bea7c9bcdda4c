//! What stands beside roads is made of; albedos are linear.

use trunkline_interfaces::{Random, SemanticClass};

use crate::mesh::{Lamp, Surface, Texture};

/// A matt surface.
pub(super) const fn matt(class: SemanticClass, albedo: [f32; 3], texture: Texture) -> Surface {
    Surface::matt(class, albedo, texture)
}

/// A surface that shines a little: paint, sheet metal, plastic.
pub(super) const fn glossy(class: SemanticClass, albedo: [f32; 3], gloss: f32) -> Surface {
    Surface {
        gloss,
        ..Surface::matt(class, albedo, Texture::Plain)
    }
}

/// The same, seen from its back too.
pub(super) const fn two_sided(surface: Surface) -> Surface {
    Surface {
        is_two_sided: true,
        ..surface
    }
}

/// The same, shining while a lamp is lit.
pub(super) const fn lit_by(lamp: Lamp, emission: [f32; 3], surface: Surface) -> Surface {
    Surface {
        emission,
        lamp: Some(lamp),
        ..surface
    }
}

/// A size within bounds, the lower one if it is not a number.
pub(super) fn sound(size_m: f32, low_m: f32, high_m: f32) -> f32 {
    if size_m.is_finite() {
        size_m.clamp(low_m, high_m)
    } else {
        low_m
    }
}

/// One of several.
pub(super) fn pick<T: Copy, const N: usize>(random: &mut Random, from: &[T; N]) -> T {
    from[random.index(N)]
}

/// A length between two.
pub(super) fn between(random: &mut Random, low: f32, high: f32) -> f32 {
    random.range(f64::from(low), f64::from(high)) as f32
}

/// How far poles and walls reach below the ground, for those that stand on a slope.
pub(super) const FOOT_M: f32 = 0.4;

/// Galvanised steel of poles.
pub(super) const POLE: Surface = glossy(SemanticClass::Pole, [0.25, 0.26, 0.265], 0.3);
/// Painted steel of masts.
pub(super) const MAST: Surface = glossy(SemanticClass::Pole, [0.12, 0.13, 0.135], 0.3);
