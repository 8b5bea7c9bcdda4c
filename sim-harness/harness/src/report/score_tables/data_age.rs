//! Age of the data that outputs rested on.

use super::row::Row;
use crate::metrics::Scorecard;
use crate::metrics::Spread;
use crate::report::format::{number, quantity};

pub(super) fn data_age_rows(card: &Scorecard) -> Vec<Row> {
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
