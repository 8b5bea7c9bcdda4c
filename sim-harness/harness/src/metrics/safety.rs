//! Safety measures of a drive together (docs/METRICS.md 8).

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::Truth;

use super::collisions::CollisionEvent;
use super::ego_series::EgoSeries;
use super::proximity::{Nearest, max_drac_mps2, nearest};
use super::rss::{Rss, rss};
use super::statistics::quantile;
use super::time_to_collision::StepTtc;

/// How safe the drive was; null where nobody was there to be measured against.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Safety {
    /// Collisions per kilometre, whoever's fault; null if nothing was driven.
    pub collisions_per_km: Option<f64>,
    /// Share of the collisions that were the ego's fault; null without any.
    pub at_fault_share: Option<f64>,
    /// 5 % quantile of the time to collision over the steps on collision course.
    pub ttc_p5_s: Option<f64>,
    /// Smallest distance from box to box.
    pub nearest: Option<Nearest>,
    /// Largest deceleration that would have been needed to avoid a crash.
    pub max_drac_mps2: Option<f64>,
    /// Time below RSS distance.
    pub rss: Option<Rss>,
}

/// The measures of a drive of `driven_m`.
pub(super) fn safety(
    series: &EgoSeries,
    truths: &[Arc<Truth>],
    events: &[CollisionEvent],
    ttc: &[Option<StepTtc>],
    driven_m: f64,
) -> Safety {
    let mut times: Vec<f64> = ttc.iter().flatten().map(|t| t.ttc_s).collect();
    let at_fault = events.iter().filter(|e| e.is_at_fault).count();
    Safety {
        collisions_per_km: (driven_m > 1.0).then(|| events.len() as f64 / (driven_m / 1000.0)),
        at_fault_share: (!events.is_empty()).then(|| at_fault as f64 / events.len() as f64),
        ttc_p5_s: quantile(&mut times, 0.05),
        nearest: nearest(series, truths),
        max_drac_mps2: max_drac_mps2(series, truths),
        rss: rss(series, truths),
    }
}
