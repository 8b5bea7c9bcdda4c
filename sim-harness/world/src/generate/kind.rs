//! Which kinds of worlds there are, and the way from a seed to a text.

use super::{motorway, rural_draw, urban};

/// A kind of world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A town: 30 to 60 km/h, lights, signs, roundabouts, crosswalks.
    Urban,
    /// Country roads: winding, hilly, villages and side roads, 50 to 100 km/h.
    Rural,
    /// A motorway with ramps: two or three lanes each way, 100 to 130 km/h.
    Motorway,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Urban, Self::Rural, Self::Motorway];

    /// Its name, as commands use it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Urban => "urban",
            Self::Rural => "rural",
            Self::Motorway => "motorway",
        }
    }
}

/// The world of a seed as OpenDRIVE text: the same bytes on every machine.
///
/// ```
/// use trunkline_world::generate::{Kind, generate};
/// use trunkline_world::roads::Roads;
///
/// let text = generate(Kind::Rural, 4);
/// let map = Roads::read(&text, "rural 4")?.map;
/// assert!(map.driving_lanes().count() > 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn generate(kind: Kind, seed: u64) -> String {
    match kind {
        Kind::Urban => urban::town(seed),
        Kind::Rural => rural_draw::country(seed),
        Kind::Motorway => motorway::motorway(seed),
    }
    .document
    .xml()
}
