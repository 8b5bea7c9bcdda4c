//! Time to collision along straight lines (docs/METRICS.md 2.5).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::AgentId;
use trunkline_interfaces::messages::{Truth, TruthAgent};

use super::collisions::{BEHIND_RAD, CollisionEvent};
use super::drivable_area::off_area;
use super::ego_series::{EgoSample, EgoSeries};
use super::scoring_scene::ScoringScene;
use crate::drive_record::DriveRecord;

/// Slower than this nobody runs into anything.
const STOPPED_MPS: f64 = 0.005;
/// A road user at a smaller bearing is ahead.
const AHEAD_RAD: f64 = 30.0 * std::f64::consts::PI / 180.0;
/// Look-ahead in steps of 0.1 s: 0.1 … 2.9 s.
const GRID_STEPS: usize = 29;
/// Times on the grid per second.
const GRID_HZ: f64 = 10.0;
/// The term holds while the time to collision stays above this.
pub(crate) const BOUND_S: f64 = 0.95;

/// Time to collision at one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StepTtc {
    /// With whom.
    pub(super) agent: AgentId,
    /// How long until the boxes touch.
    pub(super) ttc_s: f64,
}

/// The term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeToCollision {
    /// 1 if above 0.95 s at every step, else 0.
    pub score: f64,
    /// The smallest, if any road user was on collision course within 2.9 s.
    pub least_s: Option<f64>,
    /// When that was.
    pub least_at_s: Option<f64>,
    /// With whom that was.
    pub least_agent: Option<AgentId>,
}

/// The time to collision at each truth of a drive, s; empty if the drive cannot be judged.
pub(crate) fn time_to_collision_s(
    record: &DriveRecord,
    scene: &ScoringScene,
    events: &[CollisionEvent],
) -> Vec<Option<f64>> {
    let truths = &record.truths;
    let Ok(series) = EgoSeries::new(truths, &record.vehicle, &scene.lanes) else {
        return Vec::new();
    };
    let is_off = off_area(&series, &scene.drivable, &scene.lanes);
    let steps = time_to_collision_steps(&series, truths, &is_off, events, &scene.ignored_agents);
    steps.iter().map(|s| s.as_ref().map(|s| s.ttc_s)).collect()
}

/// The time to collision per step; `None` where nobody is met within 2.9 s.
pub(super) fn time_to_collision_steps(
    series: &EgoSeries,
    truths: &[Arc<Truth>],
    is_off: &[bool],
    events: &[CollisionEvent],
    ignored: &BTreeSet<AgentId>,
) -> Vec<Option<StepTtc>> {
    let mut met = ignored.clone();
    let mut found = Vec::with_capacity(series.samples.len());
    for (step, (ego, truth)) in series.samples.iter().zip(truths).enumerate() {
        let here = events.iter().filter(|e| e.step == step);
        met.extend(here.clone().map(|e| e.agent));
        let blamed = here.clone().find(|e| e.is_at_fault);
        found.push(match blamed {
            Some(event) => Some(StepTtc {
                agent: event.agent,
                ttc_s: 0.0,
            }),
            None if ego.speed_mps <= STOPPED_MPS => None,
            None => {
                let is_wide = ego.is_in_several_lanes
                    || ego.is_in_intersection()
                    || is_off.get(step).copied().unwrap_or(false);
                let agents = truth.agents.iter().filter(|a| !met.contains(&a.id));
                least(ego, agents, is_wide)
            }
        });
    }
    found
}

/// The smallest over the relevant road users: those ahead, or all that are not behind.
fn least<'a>(
    ego: &EgoSample,
    agents: impl Iterator<Item = &'a TruthAgent>,
    is_wide: bool,
) -> Option<StepTtc> {
    let relevant = agents.filter(|a| {
        let bearing = ego.bearing_rad(a.bbox.center_m.xy());
        bearing < AHEAD_RAD || (is_wide && bearing <= BEHIND_RAD)
    });
    let times = relevant.filter_map(|agent| {
        Some(StepTtc {
            agent: agent.id,
            ttc_s: ttc_s(ego, agent)?,
        })
    });
    times.reduce(|best, t| if t.ttc_s < best.ttc_s { t } else { best })
}

/// First time on the grid at which the boxes overlap, both moving on along their own headings.
fn ttc_s(ego: &EgoSample, agent: &TruthAgent) -> Option<f64> {
    let other = agent.bbox.footprint();
    let own_mps = ego.footprint.axis * ego.speed_mps;
    let other_mps = other.axis * agent.speed_mps();
    let reach_m = ego.footprint.radius_m()
        + other.radius_m()
        + (own_mps - other_mps).norm() * GRID_STEPS as f64 / GRID_HZ;
    if (other.center_m - ego.footprint.center_m).norm() > reach_m {
        return None;
    }
    (1..=GRID_STEPS).map(|k| k as f64 / GRID_HZ).find(|t| {
        ego.footprint
            .moved(own_mps * *t)
            .overlaps(&other.moved(other_mps * *t))
    })
}

/// The term from the steps.
pub(super) fn time_to_collision(series: &EgoSeries, steps: &[Option<StepTtc>]) -> TimeToCollision {
    let mut least: Option<(usize, StepTtc)> = None;
    for (i, ttc) in steps.iter().enumerate() {
        if let Some(ttc) = ttc.filter(|t| least.is_none_or(|(_, l)| t.ttc_s < l.ttc_s)) {
            least = Some((i, ttc));
        }
    }
    TimeToCollision {
        score: if least.is_none_or(|(_, t)| t.ttc_s > BOUND_S) {
            1.0
        } else {
            0.0
        },
        least_s: least.map(|(_, t)| t.ttc_s),
        least_at_s: least.map(|(i, _)| series.samples[i].time_s),
        least_agent: least.map(|(_, t)| t.agent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, series, truth};
    use trunkline_interfaces::AgentClass;
    use trunkline_interfaces::geometry::Pose2;

    fn judged(ego_mps: f64, agents: Vec<TruthAgent>) -> TimeToCollision {
        let record = record(vec![truth(0, Pose2::default(), ego_mps, agents)]);
        let series = series(&record);
        let none = BTreeSet::new();
        let steps = time_to_collision_steps(&series, &record.truths, &[false], &[], &none);
        time_to_collision(&series, &steps)
    }

    #[test]
    fn the_worked_examples_come_out() {
        let lead = |x_m: f64| judged(10.0, vec![agent(1, AgentClass::Car, x_m, 0.0, 2.0)]);
        // Gap 16 m, closing at 8 m/s: the boxes touch at 2.0 s, and touching counts.
        assert_eq!((lead(20.0).least_s, lead(20.0).score), (Some(2.0), 1.0));
        // A centimetre more, 2.00125 s: 2.1 s is the first time on the grid.
        assert_eq!(lead(20.01).least_s, Some(2.1));
        // Gap 7 m: 0.875 s, the first time on the grid is 0.9 s. Gap 7.3 m: 0.9125 s, 1.0 s.
        assert_eq!((lead(11.0).least_s, lead(11.0).score), (Some(0.9), 0.0));
        assert_eq!((lead(11.3).least_s, lead(11.3).score), (Some(1.0), 1.0));
        // Gap 23.3 m: 2.9125 s, beyond the last time of the grid.
        assert_eq!(lead(27.3).least_s, None);
    }

    #[test]
    fn a_standing_ego_runs_into_nobody() {
        let term = judged(0.005, vec![agent(1, AgentClass::Car, 4.5, 0.0, -10.0)]);
        assert_eq!((term.score, term.least_s), (1.0, None));
    }

    #[test]
    fn who_is_beside_counts_only_when_the_ego_is_astray() {
        // From the side, 60° off: on collision course within a second.
        let mut crossing = agent(1, AgentClass::Car, 4.0, 7.0, 0.0);
        crossing.bbox.yaw_rad = -std::f64::consts::FRAC_PI_2;
        crossing.velocity_mps = [0.0, -8.0].into();
        assert_eq!(judged(4.0, vec![crossing]).score, 1.0);
        let record = record(vec![truth(0, Pose2::default(), 4.0, vec![crossing])]);
        let series = series(&record);
        let none = BTreeSet::new();
        let steps = time_to_collision_steps(&series, &record.truths, &[true], &[], &none);
        assert_eq!(time_to_collision(&series, &steps).score, 0.0);
        // So does the middle of a junction.
        let mut crossroads = series.clone();
        crossroads.samples[0].lane.as_mut().unwrap().is_in_junction = true;
        let steps = time_to_collision_steps(&crossroads, &record.truths, &[], &[], &none);
        assert_eq!(time_to_collision(&crossroads, &steps).score, 0.0);
    }

    fn steps_of(agents: Vec<TruthAgent>, events: &[CollisionEvent], is_wide: bool) -> Option<f64> {
        let record = record(vec![truth(0, Pose2::default(), 10.0, agents)]);
        let series = series(&record);
        let none = BTreeSet::new();
        let steps = time_to_collision_steps(&series, &record.truths, &[is_wide], events, &none);
        steps[0].map(|t| t.ttc_s)
    }

    #[test]
    fn who_is_nearly_ahead_counts_and_who_is_behind_never() {
        // 2.9 m beside at 5.4 m ahead is 28.2°, at 4.8 m 31.1°; both drift into the way.
        let drifting = |x_m: f64| {
            let mut other = agent(1, AgentClass::Car, x_m, 2.9, 0.0);
            other.bbox.yaw_rad = -std::f64::consts::FRAC_PI_2;
            other.velocity_mps = [0.0, -4.0].into();
            other
        };
        assert!(steps_of(vec![drifting(5.4)], &[], false).is_some());
        assert_eq!(steps_of(vec![drifting(4.8)], &[], false), None);
        assert!(steps_of(vec![drifting(4.8)], &[], true).is_some());
        let behind = || vec![agent(1, AgentClass::Car, -8.0, 0.0, 30.0)];
        assert_eq!(steps_of(behind(), &[], true), None);
    }

    #[test]
    fn who_was_hit_by_our_fault_is_met_now_and_who_hit_us_no_more() {
        let event = |is_at_fault| CollisionEvent {
            time_s: 0.0,
            agent: AgentId(1),
            class: AgentClass::Car,
            kind: crate::metrics::CollisionKind::ActiveLateral,
            is_at_fault,
            closing_mps: 1.0,
            step: 0,
        };
        let ahead = || vec![agent(1, AgentClass::Car, 20.0, 0.0, 2.0)];
        assert_eq!(steps_of(ahead(), &[], false), Some(2.0));
        assert_eq!(steps_of(ahead(), &[event(true)], false), Some(0.0));
        assert_eq!(steps_of(ahead(), &[event(false)], false), None);
        let later = CollisionEvent {
            step: 1,
            ..event(false)
        };
        assert_eq!(steps_of(ahead(), &[later], false), Some(2.0));
    }

    #[test]
    fn the_smallest_is_told_with_its_time_and_its_partner() {
        let at = |k: u64, x_m: f64| {
            let others = vec![
                agent(1, AgentClass::Car, 30.0, 0.0, 2.0),
                agent(2, AgentClass::Car, x_m, 0.0, 2.0),
            ];
            truth(k, Pose2::default(), 10.0, others)
        };
        let record = record(vec![at(0, 20.0), at(1, 12.0), at(2, 20.0)]);
        let series = series(&record);
        let none = BTreeSet::new();
        let steps = time_to_collision_steps(&series, &record.truths, &[], &[], &none);
        let term = time_to_collision(&series, &steps);
        assert_eq!((term.least_s, term.least_at_s), (Some(1.0), Some(0.1)));
        assert_eq!(term.least_agent, Some(AgentId(2)));
    }
}
