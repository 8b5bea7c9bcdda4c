//! Builds of cars and their measures. Lengths are from the front bumper backwards, heights from
//! the ground.

use trunkline_interfaces::Random;

/// A build of car.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Build {
    City,
    Hatchback,
    Saloon,
    Estate,
    Suv,
    Van,
    LargeVan,
}

impl Build {
    /// The build that has such a size.
    pub(super) fn of([length_m, _, height_m]: [f32; 3], random: &mut Random) -> Self {
        if height_m > 2.25 {
            Self::LargeVan
        } else if height_m > 1.8 {
            Self::Van
        } else if height_m > 1.57 {
            Self::Suv
        } else if length_m < 3.9 {
            Self::City
        } else if length_m < 4.45 {
            Self::Hatchback
        } else {
            [Self::Saloon, Self::Estate, Self::Saloon, Self::Hatchback][random.index(4)]
        }
    }
}

/// Measures of one car, m.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proportions {
    pub(super) build: Build,
    pub(super) length: f32,
    /// Half of the width.
    pub(super) half: f32,
    /// Of the roof.
    pub(super) height: f32,
    pub(super) nose_z: f32,
    pub(super) cowl_z: f32,
    /// Where the rear window ends.
    pub(super) deck_z: f32,
    pub(super) sill_z: f32,
    /// Foot of the windscreen, its head, end of the roof, foot of the rear window.
    pub(super) cowl: f32,
    pub(super) roof_front: f32,
    pub(super) roof_rear: f32,
    pub(super) deck: f32,
    pub(super) wheel_radius: f32,
    pub(super) front_axle: f32,
    pub(super) rear_axle: f32,
    /// Half widths at the belt and at the roof, as shares of `half`.
    pub(super) belt_share: f32,
    pub(super) roof_share: f32,
}

/// Of a build: usual length and height; nose, cowl, deck and sill heights; cowl and roof front from
/// the front; roof rear and deck from the rear; wheel radius; front overhang; wheelbase; roof share.
const fn measures(build: Build) -> [f32; 14] {
    match build {
        Build::City => [
            3.6, 1.49, 0.72, 0.99, 1.02, 0.2, 0.82, 1.5, 0.5, 0.1, 0.285, 0.7, 2.3, 0.77,
        ],
        Build::Hatchback => [
            4.25, 1.47, 0.7, 0.96, 1.0, 0.19, 1.1, 1.92, 0.62, 0.14, 0.315, 0.85, 2.62, 0.75,
        ],
        Build::Saloon => [
            4.75, 1.45, 0.7, 0.95, 1.03, 0.18, 1.24, 2.12, 1.42, 0.66, 0.325, 0.9, 2.79, 0.73,
        ],
        Build::Estate => [
            4.78, 1.5, 0.71, 0.96, 1.02, 0.18, 1.22, 2.08, 0.5, 0.12, 0.325, 0.9, 2.79, 0.74,
        ],
        Build::Suv => [
            4.5, 1.66, 0.88, 1.12, 1.14, 0.26, 1.12, 1.86, 0.58, 0.14, 0.36, 0.87, 2.67, 0.78,
        ],
        Build::Van => [
            4.95, 1.97, 0.86, 1.16, 1.12, 0.22, 0.74, 1.6, 0.16, 0.05, 0.335, 0.93, 3.0, 0.87,
        ],
        Build::LargeVan => [
            5.95, 2.6, 0.98, 1.36, 1.3, 0.25, 0.92, 1.85, 0.1, 0.04, 0.345, 1.0, 3.66, 0.9,
        ],
    }
}

impl Proportions {
    /// The measures of a build, stretched to a size. `roof_sign_m` of the height is left free.
    pub(super) fn new(build: Build, size_m: [f32; 3], roof_sign_m: f32) -> Self {
        let [
            usual_length,
            usual_height,
            nose_z,
            cowl_z,
            deck_z,
            sill_z,
            cowl,
            roof_front,
            roof_from_rear,
            deck_from_rear,
            wheel_radius,
            front_overhang,
            wheelbase,
            roof_share,
        ] = measures(build);
        let [length, width, height] = size_m;
        let height = height - roof_sign_m;
        let (along, up) = (length / usual_length, height / usual_height);
        let front_axle = front_overhang * along;
        Self {
            build,
            length,
            half: 0.5 * width,
            height,
            nose_z: nose_z * up,
            cowl_z: cowl_z * up,
            deck_z: deck_z * up,
            sill_z: sill_z * up,
            cowl: cowl * along,
            roof_front: roof_front * along,
            roof_rear: length - roof_from_rear * along,
            deck: length - deck_from_rear * along,
            wheel_radius: wheel_radius * up.min(along),
            front_axle,
            rear_axle: front_axle + wheelbase * along,
            belt_share: 0.93,
            roof_share,
        }
    }

    /// From the front backwards to the frame of the box.
    pub(super) fn x(&self, from_front_m: f32) -> f32 {
        0.5 * self.length - from_front_m
    }

    /// Height of the belt line.
    pub(super) fn belt_z(&self, from_front_m: f32) -> f32 {
        let share = (from_front_m - self.cowl) / (self.deck - self.cowl);
        self.cowl_z + share.clamp(0.0, 1.0) * (self.deck_z - self.cowl_z)
    }

    /// Whether it has a lid behind the rear window.
    pub(super) fn has_boot(&self) -> bool {
        self.build == Build::Saloon
    }

    /// Whether the walls behind the front doors are closed.
    pub(super) fn is_panelled(&self) -> bool {
        self.build == Build::LargeVan
    }
}
