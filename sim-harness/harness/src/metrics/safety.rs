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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::collisions::CollisionKind;
    use trunkline_interfaces::{AgentClass, AgentId};

    fn event(is_at_fault: bool) -> CollisionEvent {
        CollisionEvent {
            time_s: 0.0,
            agent: AgentId(1),
            class: AgentClass::Car,
            kind: CollisionKind::ActiveFront,
            is_at_fault,
            closing_mps: 1.0,
            step: 0,
        }
    }

    #[test]
    fn rates_shares_and_quantiles_are_those_of_the_drive() {
        let events = [event(true), event(false), event(false), event(false)];
        let ttc: Vec<_> = (1..=20)
            .map(|k| {
                (k % 2 == 0).then_some(StepTtc {
                    agent: AgentId(1),
                    ttc_s: 0.1 * f64::from(k),
                })
            })
            .collect();
        let measured = |driven_m| safety(&EgoSeries::default(), &[], &events, &ttc, driven_m);
        let found = measured(500.0);
        assert_eq!(found.collisions_per_km, Some(8.0)); // 4 in half a kilometre
        assert_eq!(found.at_fault_share, Some(0.25));
        // Of 0.2, 0.4, … 2.0 s: place (10 + 1/3) · 0.05 + 1/3 < 1 is the first.
        assert_eq!(found.ttc_p5_s, Some(0.2));
        assert_eq!(
            (found.nearest, found.max_drac_mps2, found.rss),
            (None, None, None)
        );
        assert_eq!(measured(1.0).collisions_per_km, None);
        let nothing = safety(&EgoSeries::default(), &[], &[], &[], 500.0);
        assert_eq!((nothing.at_fault_share, nothing.ttc_p5_s), (None, None));
        assert_eq!(nothing.collisions_per_km, Some(0.0));
    }
}
