//! When to look: the moments of a drive that deserve it most.

use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{Plan, Tracks};
use trunkline_interfaces::{AgentId, TrackId};

use super::collisions::CollisionEvent;
use super::data_age::age_ms;
use super::ego_series::EgoSeries;
use super::proximity::Nearest;
use super::time_to_collision::StepTtc;
use crate::drive_record::DriveRecord;

/// How far into the plans their agreement is looked at, s.
const PLAN_AHEAD_S: f64 = 1.0;

/// What was worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentKind {
    /// A collision; value: closing speed.
    Collision,
    /// Smallest time to collision.
    SmallestTtc,
    /// Smallest distance.
    SmallestDistance,
    /// A track that jumped farthest from where its velocity would have brought it.
    TrackJump,
    /// A plan that differs most from the one before, one second ahead.
    PlanJump,
    /// A command that rests on the oldest data.
    OldestData,
}

/// One such moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorstMoment {
    /// What.
    pub kind: MomentKind,
    /// When, s since the start of the run.
    pub time_s: f64,
    /// How bad.
    pub value: f64,
    /// Unit of the value.
    pub unit: String,
    /// Who was involved, if anybody.
    pub agent: Option<AgentId>,
    /// Which track, if any.
    pub track: Option<TrackId>,
    /// The same in words.
    pub sentence: String,
}

/// The worst moments of a drive, by time.
pub(super) fn worst_moments(
    record: &DriveRecord,
    series: &EgoSeries,
    events: &[CollisionEvent],
    ttc: &[Option<StepTtc>],
    nearest: Option<Nearest>,
) -> Vec<WorstMoment> {
    let start_s = record.truths.first().map_or(0.0, |t| t.header.stamp.s());
    let mut moments: Vec<WorstMoment> = events
        .iter()
        .map(|e| WorstMoment {
            kind: MomentKind::Collision,
            time_s: start_s + e.time_s,
            value: e.closing_mps,
            unit: "m/s".into(),
            agent: Some(e.agent),
            track: None,
            sentence: format!(
                "collision with {} {} at {:.1} m/s, {}",
                e.class.name(),
                e.agent.0,
                e.closing_mps,
                if e.is_at_fault {
                    "at fault"
                } else {
                    "not at fault"
                }
            ),
        })
        .collect();
    moments.extend(smallest_ttc(series, ttc, start_s));
    moments.extend(nearest.map(|n| WorstMoment {
        kind: MomentKind::SmallestDistance,
        time_s: start_s + n.time_s,
        value: n.distance_m,
        unit: "m".into(),
        agent: Some(n.agent),
        track: None,
        sentence: format!("{:.2} m from {}", n.distance_m, n.agent),
    }));
    moments.extend(track_jump(record));
    moments.extend(plan_jump(record));
    moments.extend(oldest_data(record));
    moments.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    moments
}

fn smallest_ttc(series: &EgoSeries, ttc: &[Option<StepTtc>], start_s: f64) -> Option<WorstMoment> {
    let found = series.samples.iter().zip(ttc);
    let (sample, least) = found
        .filter_map(|(sample, t)| Some((sample, (*t)?)))
        .reduce(|best, t| if t.1.ttc_s < best.1.ttc_s { t } else { best })?;
    Some(WorstMoment {
        kind: MomentKind::SmallestTtc,
        time_s: start_s + sample.time_s,
        value: least.ttc_s,
        unit: "s".into(),
        agent: Some(least.agent),
        track: None,
        sentence: format!("{:.1} s to a collision with {}", least.ttc_s, least.agent),
    })
}

fn track_jump(record: &DriveRecord) -> Option<WorstMoment> {
    let jumps = record
        .tracks
        .windows(2)
        .flat_map(|w| jumps_between(&w[0], &w[1]));
    let (time_s, track, jump_m) = jumps.reduce(|best, j| if j.2 > best.2 { j } else { best })?;
    Some(WorstMoment {
        kind: MomentKind::TrackJump,
        time_s,
        value: jump_m,
        unit: "m".into(),
        agent: None,
        track: Some(track),
        sentence: format!("{track} jumped by {jump_m:.2} m"),
    })
}

fn jumps_between<'a>(
    before: &'a Tracks,
    now: &'a Tracks,
) -> impl Iterator<Item = (f64, TrackId, f64)> + 'a {
    let dt_s = (now.header.stamp - before.header.stamp).s();
    now.tracks.iter().filter_map(move |track| {
        let last = before.get(track.id)?;
        let expected_m = last.bbox.center_m.xy() + last.velocity_mps * dt_s;
        let jump_m = (track.bbox.center_m.xy() - expected_m).norm();
        Some((now.header.stamp.s(), track.id, jump_m))
    })
}

fn plan_jump(record: &DriveRecord) -> Option<WorstMoment> {
    let pairs = record.plans.windows(2);
    let jumps =
        pairs.filter_map(|w| Some((w[1].header.stamp.s(), plan_difference_m(&w[0], &w[1])?)));
    let (time_s, jump_m) = jumps.reduce(|best, j| if j.1 > best.1 { j } else { best })?;
    Some(WorstMoment {
        kind: MomentKind::PlanJump,
        time_s,
        value: jump_m,
        unit: "m".into(),
        agent: None,
        track: None,
        sentence: format!("the plan moved by {jump_m:.2} m, {PLAN_AHEAD_S:.0} s ahead"),
    })
}

/// Distance between two plans at one time, a second after the later one's start.
fn plan_difference_m(before: &Plan, now: &Plan) -> Option<f64> {
    let later_s = (now.header.stamp - before.header.stamp).s();
    let a = before.trajectory.at(PLAN_AHEAD_S + later_s)?;
    let b = now.trajectory.at(PLAN_AHEAD_S)?;
    Some((a.position_m - b.position_m).norm())
}

fn oldest_data(record: &DriveRecord) -> Option<WorstMoment> {
    let ages = record
        .commands
        .iter()
        .map(|c| (c.header.produced.s(), age_ms(&c.header)));
    let (time_s, age) = ages.reduce(|best, a| if a.1 > best.1 { a } else { best })?;
    Some(WorstMoment {
        kind: MomentKind::OldestData,
        time_s,
        value: age,
        unit: "ms".into(),
        agent: None,
        track: None,
        sentence: format!("a command rested on data {age:.0} ms old"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, series, track, truth};
    use nalgebra::Vector2;
    use std::sync::Arc;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::messages::{Actuation, Command, Header, Trajectory, TrajectoryPoint};
    use trunkline_interfaces::{AgentClass, Stamp};

    fn plan(k: u64, y_m: f64) -> Arc<Plan> {
        let point = |i: u32| TrajectoryPoint {
            time_s: 0.1 * f64::from(i),
            position_m: Vector2::new(k as f64 + f64::from(i), y_m),
            yaw_rad: 0.0,
            speed_mps: 10.0,
            acceleration_mps2: 0.0,
            curvature_1pm: 0.0,
        };
        Arc::new(Plan {
            header: Header::sensor(k, Stamp::from_s(0.1 * k as f64)),
            trajectory: Trajectory {
                points: (0..30).map(point).collect(),
            },
            ..Plan::default()
        })
    }

    #[test]
    fn the_plan_that_jumps_and_the_oldest_data_are_found() {
        let command = |k: u64| {
            Arc::new(Command {
                header: Header {
                    produced: Stamp::from_s(0.1 * k as f64),
                    captured: Stamp::from_s(if k == 3 { 0.05 } else { 0.1 * k as f64 }),
                    ..Header::default()
                },
                actuation: Actuation::Trajectory(Trajectory::default()),
                interventions: Vec::new(),
            })
        };
        let record = DriveRecord {
            plans: (0..6)
                .map(|k| plan(k, if k < 4 { 0.0 } else { 1.5 }))
                .collect(),
            commands: (0..6).map(command).collect(),
            ..DriveRecord::default()
        };
        let moments = worst_moments(&record, &EgoSeries::default(), &[], &[], None);
        let of = |kind| moments.iter().find(|m| m.kind == kind).unwrap();
        let jump = of(MomentKind::PlanJump);
        assert!((jump.time_s - 0.4).abs() < 1e-9 && (jump.value - 1.5).abs() < 1e-9);
        let old = of(MomentKind::OldestData);
        assert!((old.time_s - 0.3).abs() < 1e-9 && (old.value - 250.0).abs() < 1e-6);
    }

    #[test]
    fn an_empty_drive_has_no_worst_moment() {
        let record = DriveRecord::default();
        assert!(worst_moments(&record, &EgoSeries::default(), &[], &[], None).is_empty());
    }

    #[test]
    fn the_track_that_jumps_farthest_from_its_way_is_found() {
        let car = |x_m: f64| agent(0, AgentClass::Car, x_m, 0.0, 10.0);
        // Both drive 1 m a step; track 2 is 0.75 m short at the third.
        let step = |k: u64| {
            let x_m = k as f64;
            let late_m = if k == 2 { 0.75 } else { 0.0 };
            Arc::new(Tracks {
                header: Header::sensor(k, Stamp::from_s(0.1 * x_m)),
                tracks: vec![track(1, &car(x_m)), track(2, &car(x_m - late_m))],
            })
        };
        let record = DriveRecord {
            tracks: (0..3).map(step).collect(),
            ..DriveRecord::default()
        };
        let moments = worst_moments(&record, &EgoSeries::default(), &[], &[], None);
        assert_eq!(moments.len(), 1);
        let jump = &moments[0];
        assert_eq!(
            (jump.kind, jump.track),
            (MomentKind::TrackJump, Some(TrackId(2)))
        );
        assert!((jump.time_s - 0.2).abs() < 1e-9 && (jump.value - 0.75).abs() < 1e-9);
    }

    #[test]
    fn moments_come_in_the_order_of_time_and_count_from_the_start_of_the_run() {
        let later = |k: u64| {
            let mut truth = (*truth(k, Pose2::default(), 0.0, Vec::new())).clone();
            truth.header.stamp = Stamp::from_s(5.0 + 0.1 * k as f64);
            Arc::new(truth)
        };
        let record = record((0..3).map(later).collect());
        let ttc_of = |ttc_s| {
            Some(StepTtc {
                agent: AgentId(4),
                ttc_s,
            })
        };
        let ttc = [ttc_of(2.0), None, ttc_of(1.5)];
        let nearest = Nearest {
            distance_m: 3.0,
            time_s: 0.1,
            agent: AgentId(5),
        };
        let moments = worst_moments(&record, &series(&record), &[], &ttc, Some(nearest));
        let told: Vec<_> = moments.iter().map(|m| (m.kind, m.value, m.agent)).collect();
        let expected = [
            (MomentKind::SmallestDistance, 3.0, Some(AgentId(5))),
            (MomentKind::SmallestTtc, 1.5, Some(AgentId(4))),
        ];
        assert_eq!(told, expected);
        assert!((moments[0].time_s - 5.1).abs() < 1e-9 && (moments[1].time_s - 5.2).abs() < 1e-9);
    }
}
