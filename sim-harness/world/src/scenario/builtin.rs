//! Scenarios that are part of the binary.

macro_rules! scenarios {
    ($($name:literal),* $(,)?) => {
        /// Names and texts of the files in `scenarios/`.
        const SCENARIOS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../scenarios/", $name, ".toml")))),*];
    };
}

scenarios![
    "free_drive",
    "following",
    "hard_braking_lead",
    "stopped_vehicle",
    "cut_in",
    "slow_bicycle",
    "narrow_passage",
    "crossing_pedestrian",
    "occluded_pedestrian",
    "red_signal",
    "unprotected_left",
    "yield_crossing",
    "stop_sign",
    "roundabout",
    "dense_traffic",
];

/// The text of a scenario by name.
pub(super) fn text(name: &str) -> Option<&'static str> {
    SCENARIOS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// Every name, in the order of tables.
pub(super) fn names() -> Vec<&'static str> {
    SCENARIOS.iter().map(|(name, _)| *name).collect()
}
