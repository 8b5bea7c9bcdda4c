//! What the stack made of the others: tracks and forecasts against truth.

use super::row::Row;
use crate::metrics::Scorecard;
use crate::report::format::{NOT_APPLICABLE, number, percent, quantity};

pub(super) fn understanding_rows(card: &Scorecard) -> Vec<Row> {
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
