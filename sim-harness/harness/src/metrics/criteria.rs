//! Whether a run passed: the criteria of its scenario against its scorecard.

use trunkline_world::Criteria;

use super::Scorecard;

/// What a run failed, in words; empty if it passed. A run that could not be judged fails.
pub fn failed_criteria(card: &Scorecard, criteria: &Criteria) -> Vec<String> {
    let mut failed = Vec::new();
    if let Some(fault) = &card.fault {
        failed.push(format!("the run could not be judged: {fault}"));
        return failed;
    }
    let at_fault = card.at_fault_collisions();
    if at_fault > criteria.max_at_fault_collisions as usize {
        failed.push(format!(
            "{at_fault} collisions at fault, at most {} allowed",
            criteria.max_at_fault_collisions
        ));
    }
    let completion = card.route.completion;
    if !(completion >= criteria.min_route_completion) {
        failed.push(format!(
            "{:.0} % of the route driven, at least {:.0} % asked for",
            100.0 * completion,
            100.0 * criteria.min_route_completion
        ));
    }
    let red_lights = card.carla.map_or(0, |c| c.infractions.red_lights);
    if red_lights > criteria.max_red_lights_run {
        failed.push(format!(
            "{red_lights} red lights run, at most {} allowed",
            criteria.max_red_lights_run
        ));
    }
    if let Some(least) = criteria.min_nuplan {
        let score = card.nuplan_score().unwrap_or(0.0);
        if !(score >= least) {
            failed.push(format!(
                "nuPlan score {score:.1}, at least {least:.1} asked for"
            ));
        }
    }
    failed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::route_events::RouteEvents;

    #[test]
    fn each_criterion_fails_alone_and_says_so() {
        let good = Scorecard {
            route: RouteEvents {
                completion: 1.0,
                ..RouteEvents::default()
            },
            ..Scorecard::default()
        };
        assert!(failed_criteria(&good, &Criteria::default()).is_empty());
        let slow = Scorecard::default();
        let failed = failed_criteria(&slow, &Criteria::default());
        assert_eq!(failed, ["0 % of the route driven, at least 90 % asked for"]);
        let strict = Criteria {
            min_nuplan: Some(50.0),
            ..Criteria::default()
        };
        assert_eq!(failed_criteria(&good, &strict).len(), 1);
        let broken = Scorecard::failed("x", "NaN".into());
        assert_eq!(failed_criteria(&broken, &Criteria::default()).len(), 1);
    }
}
