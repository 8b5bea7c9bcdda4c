//! Benches, shelters, bins.

mod roadside; // of verges: posts, phones, bales
mod street; // of pavements

use trunkline_interfaces::Random;

use super::materials::POLE;
use crate::mesh::Mesh;
use crate::models::MeshBuilder;

/// What stands on pavements and verges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FurnitureKind {
    /// A post that keeps cars away.
    Bollard,
    /// To sit on, towards x.
    Bench,
    /// For litter.
    Bin,
    /// Where one waits for the bus, open towards x: 1.6 m deep, 4.2 m wide.
    BusShelter,
    /// For the fire brigade.
    Hydrant,
    /// For letters.
    LetterBox,
    /// Hoops for bicycles in a row along y.
    BicycleRack,
    /// A round column with posters.
    AdvertisingColumn,
    /// A box of the power or telephone company.
    ElectricCabinet,
    /// A tub with a plant.
    Planter,
    /// A post with a reflector beside a rural road.
    ReflectorPost,
    /// A small board with the kilometre.
    KilometrePost,
    /// A bale of straw.
    Haystack,
    /// A phone for emergencies beside a motorway.
    EmergencyPhone,
}

impl FurnitureKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Bollard,
        Self::Bench,
        Self::Bin,
        Self::BusShelter,
        Self::Hydrant,
        Self::LetterBox,
        Self::BicycleRack,
        Self::AdvertisingColumn,
        Self::ElectricCabinet,
        Self::Planter,
        Self::ReflectorPost,
        Self::KilometrePost,
        Self::Haystack,
        Self::EmergencyPhone,
    ];

    /// Depth (x), width (y), height of the space that it fills, m.
    pub const fn size_m(self) -> [f32; 3] {
        match self {
            Self::Bollard => [0.2, 0.2, 0.95],
            Self::Bench => [0.7, 1.8, 0.85],
            Self::Bin => [0.45, 0.45, 1.0],
            Self::BusShelter => [1.6, 4.2, 2.5],
            Self::Hydrant => [0.36, 0.36, 0.9],
            Self::LetterBox => [0.4, 0.5, 1.4],
            Self::BicycleRack => [0.8, 3.0, 0.8],
            Self::AdvertisingColumn => [1.3, 1.3, 3.4],
            Self::ElectricCabinet => [0.4, 1.2, 1.3],
            Self::Planter => [0.9, 0.9, 1.1],
            Self::ReflectorPost => [0.12, 0.12, 1.0],
            Self::KilometrePost => [0.08, 0.5, 1.1],
            Self::Haystack => [1.4, 1.2, 1.4],
            Self::EmergencyPhone => [0.3, 0.4, 1.9],
        }
    }
}

/// A piece of furniture.
pub fn furniture(kind: FurnitureKind, seed: u64) -> Mesh {
    let mut random = Random::new(seed, "render/furniture", kind as u64);
    let mut b = MeshBuilder::new(POLE);
    let size_m = kind.size_m();
    let build = match kind {
        FurnitureKind::Bollard => street::bollard,
        FurnitureKind::Bench => street::bench,
        FurnitureKind::Bin => street::bin,
        FurnitureKind::BusShelter => street::bus_shelter,
        FurnitureKind::Hydrant => street::hydrant,
        FurnitureKind::LetterBox => street::letter_box,
        FurnitureKind::BicycleRack => street::bicycle_rack,
        FurnitureKind::AdvertisingColumn => street::advertising_column,
        FurnitureKind::ElectricCabinet => street::electric_cabinet,
        FurnitureKind::Planter => street::planter,
        FurnitureKind::ReflectorPost => roadside::reflector_post,
        FurnitureKind::KilometrePost => roadside::kilometre_post,
        FurnitureKind::Haystack => roadside::haystack,
        FurnitureKind::EmergencyPhone => roadside::emergency_phone,
    };
    build(&mut b, size_m, &mut random);
    b.build()
}
