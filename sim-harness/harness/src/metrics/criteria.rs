//! Whether a run passed: the criteria of its scenario against its scorecard, one by one.

use std::fmt;

use serde::Serialize;
use trunkline_interfaces::SignalKind;
use trunkline_world::Criteria;

use super::scorecard::Scorecard;

/// One pass criterion of a run. In words: "route completion at least 90 %: 40 %".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// What was asked: "route completion at least 90 %".
    pub asked: String,
    /// What came out: "100 %".
    pub got: String,
    /// Whether it was met.
    pub is_met: bool,
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.asked, self.got)
    }
}

/// What was asked of a drive and what came of it. A drive with a fault is asked nothing else.
pub fn judge(criteria: &Criteria, card: &Scorecard) -> Vec<Criterion> {
    if let Some(fault) = &card.fault {
        return vec![Criterion {
            asked: "a drive without a fault".to_owned(),
            got: fault.clone(),
            is_met: false,
        }];
    }
    let red_lights = card.route.violations.iter();
    let red_lights = red_lights.filter(|v| v.kind == SignalKind::TrafficLight);
    let mut judged = vec![
        at_most(
            "collisions by our fault",
            card.at_fault_collisions(),
            criteria.max_at_fault_collisions,
        ),
        at_most(
            "red lights run",
            red_lights.count(),
            criteria.max_red_lights_run,
        ),
    ];
    if criteria.min_route_completion > 0.0 {
        let (completion, least) = (card.route.completion, criteria.min_route_completion);
        judged.push(Criterion {
            asked: format!("route completion at least {:.0} %", 100.0 * least),
            got: format!("{:.0} %", (100.0 * completion).floor()),
            is_met: completion >= least,
        });
    }
    if let Some(least) = criteria.min_nuplan {
        let score = card.nuplan_score();
        judged.push(Criterion {
            asked: format!("nuPlan score at least {least:.0}"),
            got: score.map_or("not evaluated".into(), |s| format!("{s:.1}")),
            is_met: score.is_some_and(|s| s >= least),
        });
    }
    judged
}

/// The criteria that are not met, in words; empty if the drive passed.
pub(crate) fn unmet(judged: &[Criterion]) -> Vec<String> {
    let unmet = judged.iter().filter(|c| !c.is_met);
    unmet.map(ToString::to_string).collect()
}

fn at_most(what: &str, found: usize, most: u32) -> Criterion {
    Criterion {
        asked: format!("{what} at most {most}"),
        got: found.to_string(),
        is_met: found <= most as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{alone, record};
    use crate::metrics::route_events::{RouteEvents, SignalViolation};
    use crate::metrics::{ScoringScene, score};
    use trunkline_interfaces::SignalId;
    use trunkline_interfaces::geometry::Pose2;

    fn arrived() -> Scorecard {
        Scorecard {
            route: RouteEvents {
                completion: 1.0,
                ..RouteEvents::default()
            },
            ..Scorecard::default()
        }
    }

    fn missed(card: &Scorecard, criteria: &Criteria) -> Vec<String> {
        unmet(&judge(criteria, card))
    }

    #[test]
    fn each_criterion_is_missed_alone_and_says_so() {
        let usual = Criteria::default();
        assert_eq!(missed(&arrived(), &usual), Vec::<String>::new());
        assert_eq!(
            missed(&Scorecard::default(), &usual),
            ["route completion at least 90 %: 0 %"]
        );
        let mut reckless = arrived();
        reckless.route.violations = vec![SignalViolation {
            time_s: 3.0,
            signal: SignalId(1),
            kind: SignalKind::TrafficLight,
        }];
        assert_eq!(missed(&reckless, &usual), ["red lights run at most 0: 1"]);
        // A stop sign that was run is not a red light.
        reckless.route.violations[0].kind = SignalKind::Stop;
        assert_eq!(missed(&reckless, &usual), Vec::<String>::new());
        let strict = Criteria {
            min_nuplan: Some(50.0),
            ..usual
        };
        assert_eq!(
            missed(&arrived(), &strict),
            ["nuPlan score at least 50: not evaluated"]
        );
    }

    #[test]
    fn just_short_of_what_was_asked_does_not_read_as_reached() {
        let mut nearly = arrived();
        nearly.route.completion = 0.8999;
        assert_eq!(
            missed(&nearly, &Criteria::default()),
            ["route completion at least 90 %: 89 %"]
        );
        nearly.route.completion = f64::NAN;
        assert_eq!(missed(&nearly, &Criteria::default()).len(), 1);
    }

    #[test]
    fn a_fault_is_the_one_criterion_that_is_missed() {
        let failed = Scorecard::failed("x", "the planner panicked".into());
        let judged = judge(&Criteria::default(), &failed);
        assert_eq!(
            unmet(&judged),
            ["a drive without a fault: the planner panicked"]
        );
        assert_eq!(judged.len(), 1);
    }

    #[test]
    fn what_is_just_reached_is_met_and_what_is_not_asked_is_not_judged() {
        let mut card = arrived();
        card.route.completion = 0.9;
        assert_eq!(missed(&card, &Criteria::default()), Vec::<String>::new());
        let lenient = Criteria {
            max_red_lights_run: 1,
            min_route_completion: 0.0,
            ..Criteria::default()
        };
        card.route.violations = vec![SignalViolation {
            time_s: 3.0,
            signal: SignalId(1),
            kind: SignalKind::TrafficLight,
        }];
        let judged = judge(&lenient, &card);
        assert!(judged.iter().all(|c| c.is_met));
        assert_eq!(judged.len(), 2, "no route is asked for: {judged:?}");
    }

    #[test]
    fn a_score_as_high_as_asked_is_met() {
        let ahead = |t: f64| (Pose2::new(10.0 * t, 0.0, 0.0), 10.0);
        let record = record(alone(101, ahead));
        let card = score(&record, &ScoringScene::for_scenario(&record, 100.0));
        let wanting = |least| Criteria {
            min_nuplan: Some(least),
            min_route_completion: 0.0,
            ..Criteria::default()
        };
        assert_eq!(missed(&card, &wanting(100.0)), Vec::<String>::new());
        assert_eq!(
            missed(&card, &wanting(100.1)),
            ["nuPlan score at least 100: 100.0"]
        );
    }
}
