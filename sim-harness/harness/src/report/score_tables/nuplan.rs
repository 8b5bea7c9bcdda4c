//! nuPlan's closed-loop score, part by part.

use super::row::Row;
use crate::metrics::Comfort;
use crate::metrics::DrivableArea;
use crate::metrics::NuPlanScore;
use crate::metrics::Scorecard;
use crate::report::format::{number, percent, quantity};

pub(super) fn nuplan_rows(nuplan: &NuPlanScore, card: &Scorecard) -> Vec<Row> {
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
