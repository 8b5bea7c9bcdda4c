//! Maps that are part of the binary.

use super::error::MapError;
use super::load::Roads;

/// Names and texts of the maps in `maps/`.
const MAPS: [(&str, &str); 3] = [
    ("urban", include_str!("../../maps/urban.xodr")),
    ("rural", include_str!("../../maps/rural.xodr")),
    ("motorway", include_str!("../../maps/motorway.xodr")),
];

/// Names that [`Roads::builtin`] knows.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    MAPS.iter().map(|(name, _)| *name)
}

impl Roads {
    /// One of our own maps by name, with its parked cars; `None` if there is none of that name.
    ///
    /// # Errors
    /// [`MapError`] if it cannot be driven on: a fault of ours.
    pub fn builtin(name: &str) -> Option<Result<Self, MapError>> {
        MAPS.iter()
            .find(|(known, _)| *known == name)
            .map(|(name, text)| Self::read(text, name))
    }
}
