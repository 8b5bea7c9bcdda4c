//! Tracks against truth: who was missed, made up, mixed up, and by how much.
//! CLEAR MOT (Bernardin, Stiefelhagen 2008) with matching by class and distance of centres, as
//! nuScenes does (docs/METRICS.md 7).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{Tracks, Truth};
use trunkline_interfaces::{AgentId, TrackId};

use super::track_matching::TrackMatcher;
use super::truth_lookup::truth_at;
use crate::drive_record::DriveRecord;

/// Agents farther from the ego are not asked for, nor held against the tracker.
const RANGE_M: f64 = 50.0;
/// Agents that show less of themselves are not asked for.
const LEAST_VISIBILITY: f64 = 0.1;

/// How well tracks agree with truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackingScore {
    /// 1 − (missed + made up + switches) / agents; may be negative; null without agents.
    pub mota: Option<f64>,
    /// Agents over all steps, within 50 m and visible.
    pub agents: usize,
    /// Of these, without a track.
    pub missed: usize,
    /// Tracks without an agent.
    pub made_up: usize,
    /// Agents whose track changed its identity.
    pub identity_switches: usize,
    /// Mean distance of the centres of matched pairs; null without any.
    pub position_error_m: Option<f64>,
    /// Mean magnitude of the velocity error of matched pairs; null without any.
    pub velocity_error_mps: Option<f64>,
}

#[derive(Default)]
struct Counter {
    matcher: TrackMatcher,
    agents: usize,
    missed: usize,
    made_up: usize,
    switches: usize,
    matched: usize,
    position_m: f64,
    velocity_mps: f64,
}

/// Tracking over a drive; `None` if no tracks lie on a truth's time.
pub(super) fn tracking(record: &DriveRecord) -> Option<TrackingScore> {
    let mut counter = Counter::default();
    let mut steps = 0_usize;
    for tracks in &record.tracks {
        if let Some(truth) = truth_at(&record.truths, tracks.header.stamp) {
            counter.step(tracks, truth);
            steps += 1;
        }
    }
    (steps > 0).then(|| counter.score())
}

impl Counter {
    fn step(&mut self, tracks: &Tracks, truth: &Truth) {
        let ego_m = truth.ego.position_m.xy();
        let near = |p: nalgebra::Vector3<f64>| (p.xy() - ego_m).norm() <= RANGE_M;
        let asked: BTreeSet<AgentId> = truth
            .agents
            .iter()
            .filter(|a| near(a.bbox.center_m) && a.visibility >= LEAST_VISIBILITY)
            .map(|a| a.id)
            .collect();
        let pairs = self.matcher.pair(truth.agents.iter(), &tracks.tracks);
        let found: BTreeSet<AgentId> = pairs.iter().map(|p| p.agent.id).collect();
        let taken: BTreeSet<TrackId> = pairs.iter().map(|p| p.track.id).collect();
        self.agents += asked.len();
        self.missed += asked.difference(&found).count();
        let extra = tracks.tracks.iter().filter(|t| near(t.bbox.center_m));
        self.made_up += extra.filter(|t| !taken.contains(&t.id)).count();
        for pair in pairs.iter().filter(|p| asked.contains(&p.agent.id)) {
            self.switches += usize::from(pair.is_switch);
            self.matched += 1;
            self.position_m += pair.distance_m;
            self.velocity_mps += (pair.agent.velocity_mps - pair.track.velocity_mps).norm();
        }
    }

    fn score(&self) -> TrackingScore {
        let errors = self.missed + self.made_up + self.switches;
        let mean = |sum: f64| (self.matched > 0).then(|| sum / self.matched as f64);
        TrackingScore {
            mota: (self.agents > 0).then(|| 1.0 - errors as f64 / self.agents as f64),
            agents: self.agents,
            missed: self.missed,
            made_up: self.made_up,
            identity_switches: self.switches,
            position_error_m: mean(self.position_m),
            velocity_error_mps: mean(self.velocity_mps),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, track, truth};
    use std::sync::Arc;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::messages::{Header, Track, TruthAgent};
    use trunkline_interfaces::{AgentClass, Stamp};

    fn beside(id: u32, agent: &TruthAgent, off_m: f64) -> Track {
        let mut track = track(id, agent);
        track.bbox.center_m.y += off_m;
        track
    }

    /// Two agents over four steps; `tracks` makes the tracks of a step.
    fn judged(tracks: impl Fn(u64, &[TruthAgent]) -> Vec<Track>) -> TrackingScore {
        let agents = vec![
            agent(1, AgentClass::Car, 10.0, 0.0, 2.0),
            agent(2, AgentClass::Car, 20.0, 0.0, 0.0),
        ];
        let mut record = record(
            (0..4)
                .map(|k| truth(k, Pose2::default(), 0.0, agents.clone()))
                .collect(),
        );
        record.tracks = (0..4)
            .map(|k| {
                Arc::new(Tracks {
                    header: Header::sensor(k, Stamp::from_s(0.1 * k as f64)),
                    tracks: tracks(k, &agents),
                })
            })
            .collect();
        tracking(&record).unwrap()
    }

    #[test]
    fn perfect_tracks_have_no_error() {
        let score = judged(|_, a| vec![track(1, &a[0]), track(2, &a[1])]);
        assert_eq!(score.mota, Some(1.0));
        assert_eq!(score.position_error_m, Some(0.0));
    }

    #[test]
    fn misses_inventions_and_switches_are_told_apart() {
        let score = judged(|k, a| {
            // Agent 1 changes from track 1 to 7 at the third step; agent 2 is never seen; in the
            // first step there is a ghost.
            let id = if k < 2 { 1 } else { 7 };
            let mut tracks = vec![beside(id, &a[0], 0.5)];
            if k == 0 {
                tracks.push(beside(9, &a[1], 8.0));
            }
            tracks
        });
        assert_eq!(
            (score.missed, score.made_up, score.identity_switches),
            (4, 1, 1)
        );
        // 2 agents in 4 steps; 4 missed, 1 made up, 1 switch.
        assert_eq!((score.agents, score.mota), (8, Some(1.0 - 6.0 / 8.0)));
        assert_eq!(score.position_error_m, Some(0.5));
        assert_eq!(score.velocity_error_mps, Some(0.0));
    }

    #[test]
    fn who_cannot_be_seen_or_is_far_is_not_asked_for() {
        let judged = |change: &dyn Fn(&mut TruthAgent)| {
            let mut other = agent(1, AgentClass::Car, 10.0, 0.0, 0.0);
            change(&mut other);
            let mut record = record(vec![truth(0, Pose2::default(), 0.0, vec![other])]);
            record.tracks = vec![Arc::new(Tracks::default())];
            tracking(&record).unwrap()
        };
        assert_eq!(judged(&|_| {}).missed, 1);
        assert_eq!(judged(&|a| a.visibility = 0.09).agents, 0);
        assert_eq!(judged(&|a| a.visibility = 0.1).agents, 1);
        assert_eq!(judged(&|a| a.bbox.center_m.x = 50.1).mota, None);
        assert_eq!(judged(&|a| a.bbox.center_m.x = 50.0).agents, 1);
    }

    #[test]
    fn without_tracks_there_is_no_score() {
        assert!(tracking(&record(Vec::new())).is_none());
    }

    #[test]
    fn errors_are_means_and_a_track_far_away_is_nobodys_fault() {
        let score = judged(|k, a| {
            let mut tracks = vec![beside(1, &a[0], 0.0), beside(2, &a[1], 1.0)];
            tracks[0].velocity_mps.x += if k == 0 { 4.0 } else { 0.0 };
            tracks.push(beside(3, &a[0], 51.0)); // beyond 50 m of the ego
            tracks
        });
        assert_eq!((score.made_up, score.missed), (0, 0));
        assert_eq!(score.position_error_m, Some(0.5)); // (0 + 1) / 2
        assert_eq!(score.velocity_error_mps, Some(0.5)); // 4 / 8
    }
}
