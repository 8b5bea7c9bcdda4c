//! Maps that are part of the binary.

use trunkline_interfaces::LaneMap;

use super::{MapError, Roads};

/// Names and texts of the maps in `maps/`.
const MAPS: [(&str, &str); 3] = [
    ("urban", include_str!("../../maps/urban.xodr")),
    ("rural", include_str!("../../maps/rural.xodr")),
    ("motorway", include_str!("../../maps/motorway.xodr")),
];

/// Names that [`builtin`] knows.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    MAPS.iter().map(|(name, _)| *name)
}

/// One of our own maps by name; `None` if there is none of that name.
pub fn builtin(name: &str) -> Option<Result<LaneMap, MapError>> {
    Roads::builtin(name).map(|roads| roads.map(|roads| roads.map))
}

impl Roads {
    /// One of our own maps by name, with its parked cars; `None` if there is none of that name.
    pub fn builtin(name: &str) -> Option<Result<Self, MapError>> {
        MAPS.iter()
            .find(|(known, _)| *known == name)
            .map(|(name, text)| Self::read(text, name))
    }
}
