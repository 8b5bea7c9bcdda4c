//! CARLA's driving score and what went wrong.

use trunkline_interfaces::SignalKind;

use super::row::Row;
use crate::metrics::CarlaScore;
use crate::metrics::Scorecard;
use crate::report::format::{NOT_APPLICABLE, number, quantity, score};

pub(super) fn carla_rows(carla: &CarlaScore, card: &Scorecard) -> Vec<Row> {
    let i = &carla.infractions;
    let count = |name, n: u32| Row::new(name, "", n.to_string(), String::new()).bad_if(n > 0);
    let optional = |name, value: Option<String>| {
        let value = value.unwrap_or_else(|| NOT_APPLICABLE.to_owned());
        Row::new(name, "", value, String::new())
    };
    let times = |kind: SignalKind| {
        let found = card.route.violations.iter().filter(|v| v.kind == kind);
        let times: Vec<String> = found.map(|v| format!("{:.1} s", v.time_s)).collect();
        times.join(", ")
    };
    let mut red = count("red lights run", i.red_lights);
    red.detail = times(SignalKind::TrafficLight);
    let mut stop = count("stop signs run", i.stop_signs);
    stop.detail = times(SignalKind::Stop);
    let per_km = carla.infractions_per_km;
    vec![
        Row::new(
            "driving score 2.1",
            "0 to 100",
            score(Some(carla.driving_v2_1)),
            String::new(),
        ),
        Row::new(
            "driving score 2.0",
            "0 to 100",
            score(Some(carla.driving_v2_0)),
            String::new(),
        ),
        Row::new(
            "route completion",
            "",
            format!("{} %", number(carla.route_completion_percent)),
            format!("{} m driven", number(card.route.driven_m)),
        ),
        count("collisions with people on foot", i.pedestrian_collisions),
        count("collisions with vehicles", i.vehicle_collisions),
        count("collisions with things", i.static_collisions),
        red,
        stop,
        Row::new(
            "driven outside lanes",
            "",
            format!("{} %", number(i.outside_lanes_percent)),
            String::new(),
        )
        .bad_if(i.outside_lanes_percent > 0.0),
        optional(
            "scenario timeouts",
            i.scenario_timeouts.map(|n| n.to_string()),
        ),
        optional(
            "emergency vehicles not yielded to",
            i.emergency_vehicles.map(|n| n.to_string()),
        ),
        optional(
            "speed relative to the traffic",
            i.min_speed_percent.map(|p| format!("{} %", number(p))),
        ),
        Row::new(
            "infractions per km",
            "",
            quantity(per_km, ""),
            String::new(),
        ),
    ]
}
