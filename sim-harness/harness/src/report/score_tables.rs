//! Scores as rows of tables: every part, "not applicable" included.

use serde::Serialize;

use trunkline_interfaces::SignalKind;

use super::format::{NOT_APPLICABLE, number, percent, quantity, score};
use crate::metrics::Scorecard;
use crate::metrics::carla::CarlaScore;
use crate::metrics::comfort::Comfort;
use crate::metrics::drivable_area::DrivableArea;
use crate::metrics::nuplan::NuPlanScore;
use crate::metrics::statistics::Spread;

/// One row: what, how it counts, its value, and what lies behind it.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    name: String,
    role: String,
    value: String,
    detail: String,
    is_applicable: bool,
    is_bad: bool,
}

impl Row {
    fn new(name: &str, role: &str, value: String, detail: String) -> Self {
        Self {
            is_applicable: value != NOT_APPLICABLE,
            is_bad: false,
            name: name.to_owned(),
            role: role.to_owned(),
            value,
            detail,
        }
    }

    fn bad_if(mut self, is_bad: bool) -> Self {
        self.is_bad = is_bad;
        self
    }
}

/// A titled table.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    title: &'static str,
    note: &'static str,
    rows: Vec<Row>,
}

/// Every table of a scorecard.
pub(super) fn tables(card: &Scorecard) -> Vec<Table> {
    let mut tables = Vec::new();
    if let Some(nuplan) = &card.nuplan {
        tables.push(Table {
            title: "nuPlan closed-loop score",
            note: "product of the multipliers × weighted mean of the parts; a part that is not applicable counts as 1",
            rows: nuplan_rows(nuplan, card),
        });
    }
    if let Some(carla) = &card.carla {
        tables.push(Table {
            title: "CARLA driving score",
            note: "route completion × penalty for what went wrong",
            rows: carla_rows(carla, card),
        });
    }
    tables.push(Table {
        title: "Safety",
        note: "",
        rows: safety_rows(card),
    });
    tables.push(Table {
        title: "Age of the data",
        note: "from the oldest sensor capture to the output",
        rows: data_age_rows(card),
    });
    tables.push(Table {
        title: "Tracking and forecasting against truth",
        note: "",
        rows: understanding_rows(card),
    });
    if !card.gate_interventions.is_empty() {
        let row = |(name, count): (&String, &usize)| {
            Row::new(
                &name.replace('_', " "),
                "",
                count.to_string(),
                String::new(),
            )
        };
        tables.push(Table {
            title: "Interventions of the gate",
            note: "commands that were changed",
            rows: card.gate_interventions.iter().map(row).collect(),
        });
    }
    tables
}

fn nuplan_rows(nuplan: &NuPlanScore, card: &Scorecard) -> Vec<Row> {
    let part = |name, role, value: Option<f64>, detail: String| {
        Row::new(name, role, quantity(value, ""), detail).bad_if(value.is_some_and(|v| v < 1.0))
    };
    let at_fault = card.at_fault_collisions();
    let others = card.collisions.len() - at_fault;
    let ttc = &nuplan.time_to_collision;
    vec![
        part(
            "no at-fault collision",
            "multiplier",
            Some(nuplan.no_at_fault_collisions),
            format!("{at_fault} at fault, {others} not at fault"),
        ),
        part(
            "drivable area",
            "multiplier",
            nuplan.drivable_area.score,
            area_detail(&nuplan.drivable_area),
        ),
        part(
            "driving direction",
            "multiplier",
            Some(nuplan.driving_direction.score),
            format!(
                "{} m against traffic",
                number(nuplan.driving_direction.against_m)
            ),
        ),
        part(
            "making progress",
            "multiplier",
            Some(nuplan.progress.making_progress),
            String::new(),
        ),
        part(
            "progress",
            "weight 5",
            nuplan.progress.ratio,
            format!(
                "{} m of the expert's {} m",
                number(nuplan.progress.ego_m),
                number(nuplan.progress.expert_m)
            ),
        ),
        part(
            "time to collision",
            "weight 5",
            Some(ttc.score),
            match (ttc.least_s, ttc.least_at_s) {
                (Some(least), Some(at)) => format!("least {} s, at {at:.1} s", number(least)),
                _ => "nobody on collision course within 2.9 s".to_owned(),
            },
        ),
        part(
            "speed limit",
            "weight 4",
            nuplan.speed_limit.score,
            format!(
                "limit known for {} of the time, at most {} m/s over",
                percent(nuplan.speed_limit.known_share),
                number(nuplan.speed_limit.max_over_mps)
            ),
        ),
        part(
            "comfort",
            "weight 2",
            nuplan.comfort.score,
            comfort_detail(&nuplan.comfort),
        ),
    ]
}

fn area_detail(area: &DrivableArea) -> String {
    match area.first_off_s {
        Some(t) => format!(
            "off for {} of the time, first at {t:.1} s",
            percent(area.off_share)
        ),
        None => format!("judged by {}", area.test),
    }
}

fn comfort_detail(comfort: &Comfort) -> String {
    let broken: Vec<String> = comfort
        .bounds
        .iter()
        .filter(|b| !b.holds)
        .map(|b| {
            let (name, unit) = b.name.rsplit_once('_').unwrap_or((&b.name, ""));
            let name = name.replace('_', " ");
            format!("{name} {} … {} {unit}", number(b.min), number(b.max))
        })
        .collect();
    if broken.is_empty() {
        "every bound held".to_owned()
    } else {
        format!("out of bounds: {}", broken.join(", "))
    }
}

fn carla_rows(carla: &CarlaScore, card: &Scorecard) -> Vec<Row> {
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

fn safety_rows(card: &Scorecard) -> Vec<Row> {
    let s = &card.safety;
    let nearest = s.nearest.as_ref();
    vec![
        Row::new(
            "collisions per km",
            "",
            quantity(s.collisions_per_km, ""),
            String::new(),
        ),
        Row::new(
            "share of them at fault",
            "",
            s.at_fault_share
                .map_or_else(|| NOT_APPLICABLE.to_owned(), percent),
            String::new(),
        ),
        Row::new(
            "smallest distance",
            "",
            quantity(nearest.map(|n| n.distance_m), "m"),
            nearest.map_or_else(String::new, |n| format!("{} at {:.1} s", n.agent, n.time_s)),
        ),
        Row::new(
            "time to collision, 5 % quantile",
            "",
            quantity(s.ttc_p5_s, "s"),
            "over the steps on collision course".to_owned(),
        ),
        Row::new(
            "deceleration to avoid a crash, largest",
            "",
            quantity(s.max_drac_mps2, "m/s²"),
            String::new(),
        ),
        Row::new(
            "time below RSS distance",
            "",
            s.rss
                .as_ref()
                .map_or_else(|| NOT_APPLICABLE.to_owned(), |r| percent(r.share_below)),
            s.rss.as_ref().map_or_else(String::new, |r| {
                format!("{} steps with a vehicle ahead", r.judged_steps)
            }),
        ),
    ]
}

fn data_age_rows(card: &Scorecard) -> Vec<Row> {
    let ages = &card.data_age;
    let row = |name, spread: &Option<Spread>| {
        let value = spread.as_ref().map(|s| s.p99);
        let detail = spread.as_ref().map_or_else(String::new, |s| {
            format!("median {} ms, largest {} ms", number(s.p50), number(s.max))
        });
        Row::new(name, "p99", quantity(value, "ms"), detail)
    };
    vec![
        row("at the command", &ages.command_ms),
        row("at the plan", &ages.plan_ms),
        row("at the forecasts", &ages.forecasts_ms),
        row("at the tracks", &ages.tracks_ms),
        row("at the detections", &ages.detections_ms),
    ]
}

fn understanding_rows(card: &Scorecard) -> Vec<Row> {
    let mut rows = Vec::new();
    match &card.tracking {
        Some(t) => rows.extend([
            Row::new(
                "MOTA",
                "tracker",
                quantity(t.mota, ""),
                format!(
                    "{} agents, {} missed, {} made up",
                    t.agents, t.missed, t.made_up
                ),
            ),
            Row::new(
                "identity switches",
                "tracker",
                t.identity_switches.to_string(),
                String::new(),
            ),
            Row::new(
                "position error",
                "tracker",
                quantity(t.position_error_m, "m"),
                String::new(),
            ),
            Row::new(
                "velocity error",
                "tracker",
                quantity(t.velocity_error_mps, "m/s"),
                String::new(),
            ),
        ]),
        None => rows.push(Row::new(
            "tracking",
            "tracker",
            NOT_APPLICABLE.to_owned(),
            String::new(),
        )),
    }
    if card.forecasts.is_empty() {
        let none = NOT_APPLICABLE.to_owned();
        rows.push(Row::new("forecasting", "forecaster", none, String::new()));
    }
    rows.extend(card.forecasts.iter().map(|f| {
        Row::new(
            &format!("minADE, {} at {} s", f.group, number(f.horizon_s)),
            "forecaster",
            quantity(Some(f.min_ade_m), "m"),
            format!(
                "minFDE {} m, missed {}, {} forecasts",
                number(f.min_fde_m),
                percent(f.miss_rate),
                f.n
            ),
        )
    }));
    rows
}
