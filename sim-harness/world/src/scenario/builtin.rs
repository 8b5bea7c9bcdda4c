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
    "rural_tractor",
    "rural_cyclist_fog",
    "rural_roadside_walker",
    "rural_crest",
    "rural_oncoming_bend",
    "rural_rain_bend",
    "rural_motorcycle",
    "rural_animal",
    "rural_village",
    "rural_yield",
    "rural_left_turn",
    "motorway_rain",
    "motorway_hard_braking",
    "motorway_queue",
    "motorway_cut_in",
    "motorway_trucks",
    "motorway_merging_car",
    "motorway_debris",
    "motorway_breakdown",
    "motorway_dense",
    "motorway_lane_drop",
    "motorway_exit",
    "motorway_on_ramp",
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
