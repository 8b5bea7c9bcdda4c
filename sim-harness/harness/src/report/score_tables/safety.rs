//! Collisions, distances, times.

use super::row::Row;
use crate::metrics::Scorecard;
use crate::report::format::{NOT_APPLICABLE, percent, quantity};

pub(super) fn safety_rows(card: &Scorecard) -> Vec<Row> {
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
