//! What people wear, and the colours of skins, hair and cloth.

use trunkline_interfaces::{Random, SemanticClass};

use crate::mesh::{Surface, Texture};

/// Skins and hair, linear RGB.
const SKINS: [[f32; 3]; 6] = [
    [0.62, 0.4, 0.3],
    [0.55, 0.34, 0.24],
    [0.45, 0.26, 0.17],
    [0.3, 0.16, 0.1],
    [0.16, 0.085, 0.055],
    [0.58, 0.38, 0.26],
];
const HAIRS: [[f32; 3]; 6] = [
    [0.012, 0.01, 0.01],
    [0.04, 0.022, 0.012],
    [0.09, 0.045, 0.02],
    [0.32, 0.2, 0.08],
    [0.35, 0.35, 0.35],
    [0.2, 0.07, 0.025],
];
/// Jackets, shirts.
const TOPS: [[f32; 3]; 16] = [
    [0.02, 0.02, 0.022],
    [0.03, 0.045, 0.1],
    [0.13, 0.13, 0.135],
    [0.65, 0.65, 0.63],
    [0.4, 0.03, 0.03],
    [0.05, 0.16, 0.4],
    [0.06, 0.2, 0.09],
    [0.55, 0.4, 0.03],
    [0.5, 0.16, 0.03],
    [0.25, 0.18, 0.11],
    [0.12, 0.03, 0.09],
    [0.45, 0.2, 0.25],
    [0.3, 0.42, 0.5],
    [0.1, 0.11, 0.06],
    [0.04, 0.25, 0.26],
    [0.35, 0.33, 0.29],
];
/// Trousers, skirts.
const BOTTOMS: [[f32; 3]; 8] = [
    [0.02, 0.02, 0.022],
    [0.035, 0.055, 0.12],
    [0.06, 0.09, 0.17],
    [0.11, 0.11, 0.115],
    [0.2, 0.16, 0.11],
    [0.05, 0.05, 0.04],
    [0.3, 0.29, 0.26],
    [0.08, 0.03, 0.03],
];

const fn cloth(albedo: [f32; 3]) -> Surface {
    Surface::matt(SemanticClass::Pedestrian, albedo, Texture::Plain)
}

/// Dark glass of a helmet.
pub(super) const VISOR: Surface = Surface {
    gloss: 0.8,
    ..cloth([0.015, 0.016, 0.018])
};

/// What somebody wears.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clothes {
    pub(super) skin: Surface,
    pub(super) hair: Surface,
    pub(super) top: Surface,
    pub(super) bottom: Surface,
    pub(super) shoes: Surface,
    /// Helmet instead of hair.
    pub(super) helmet: Option<Surface>,
    /// The helmet covers the face.
    pub(super) has_visor: bool,
    pub(super) has_long_hair: bool,
    pub(super) has_bare_arms: bool,
    /// Reaches down the thighs: coat or dress.
    pub(super) has_skirt: bool,
}

impl Clothes {
    pub(super) fn drawn(random: &mut Random) -> Self {
        let skin = cloth(SKINS[random.index(SKINS.len())]);
        let has_skirt = random.chance(0.22);
        let top = TOPS[random.index(TOPS.len())];
        Self {
            skin,
            hair: cloth(HAIRS[random.index(HAIRS.len())]),
            top: cloth(top),
            bottom: cloth(BOTTOMS[random.index(BOTTOMS.len())]),
            shoes: cloth([[0.02; 3], [0.5, 0.5, 0.48], [0.12, 0.06, 0.03]][random.index(3)]),
            helmet: None,
            has_visor: false,
            has_long_hair: random.chance(0.35),
            has_bare_arms: random.chance(0.3),
            has_skirt,
        }
    }

    pub(super) fn with_helmet(mut self, albedo: [f32; 3]) -> Self {
        self.helmet = Some(Surface {
            gloss: 0.5,
            ..cloth(albedo)
        });
        self.has_long_hair = false;
        self
    }

    /// Something carried.
    pub(super) fn bag(random: &mut Random) -> Surface {
        cloth(TOPS[random.index(TOPS.len())])
    }
}
