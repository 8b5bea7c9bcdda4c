//! What stands beside roads is made of; albedos are linear.

use trunkline_interfaces::SemanticClass;

use crate::mesh::{Surface, Texture};

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

/// A size within bounds, the lower one if it is not a number.
pub(super) fn sound(size_m: f32, low_m: f32, high_m: f32) -> f32 {
    if size_m.is_finite() {
        size_m.clamp(low_m, high_m)
    } else {
        low_m
    }
}

/// Galvanised steel of poles.
pub(super) const POLE: Surface = glossy(SemanticClass::Pole, [0.3, 0.31, 0.32], 0.3);
