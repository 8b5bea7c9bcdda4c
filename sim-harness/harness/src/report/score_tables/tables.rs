//! Which tables a scorecard has.

use super::carla::carla_rows;
use super::data_age::data_age_rows;
use super::nuplan::nuplan_rows;
use super::row::{Row, Table};
use super::safety::safety_rows;
use super::understanding::understanding_rows;
use crate::metrics::Scorecard;

/// Every table of a scorecard.
pub(in crate::report) fn tables(card: &Scorecard) -> Vec<Table> {
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
