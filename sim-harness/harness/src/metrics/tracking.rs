//! Tracks against truth: who was missed, made up, mixed up, and by how much.
//! CLEAR MOT (Bernardin, Stiefelhagen 2008) with matching by distance of centres, as nuScenes does.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use trunkline_interfaces::messages::{Track, Tracks, Truth, TruthAgent};
use trunkline_interfaces::{AgentId, TrackId};

use super::DriveRecord;
use super::truth_lookup::{MATCH_M, truth_at};

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
    /// Last track of each agent.
    identity: BTreeMap<AgentId, TrackId>,
    agents: usize,
    missed: usize,
    made_up: usize,
    switches: usize,
    matched: usize,
    position_m: f64,
    velocity_mps: f64,
}

/// Tracking over a drive; `None` if no tracks lie on a truth's time.
pub fn tracking(record: &DriveRecord) -> Option<TrackingScore> {
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
        let pairs = self.matches(tracks, truth);
        self.agents += asked.len();
        self.missed += asked.iter().filter(|id| !pairs.contains_key(*id)).count();
        let taken: BTreeSet<TrackId> = pairs.values().map(|t| t.id).collect();
        let extra = tracks.tracks.iter().filter(|t| near(t.bbox.center_m));
        self.made_up += extra.filter(|t| !taken.contains(&t.id)).count();
        for (id, track) in pairs {
            let Some(agent) = truth.agent(id) else {
                continue;
            };
            let before = self.identity.insert(id, track.id);
            if asked.contains(&id) {
                self.switches += usize::from(before.is_some_and(|b| b != track.id));
                self.matched += 1;
                self.position_m += distance_m(agent, track);
                self.velocity_mps += (agent.velocity_mps - track.velocity_mps).norm();
            }
        }
    }

    /// Pairs within 2 m: those of the step before first, then the nearest first.
    fn matches<'a>(&self, tracks: &'a Tracks, truth: &Truth) -> BTreeMap<AgentId, &'a Track> {
        let mut candidates: Vec<(bool, f64, AgentId, &Track)> = Vec::new();
        for agent in &truth.agents {
            for track in &tracks.tracks {
                let distance_m = distance_m(agent, track);
                if distance_m <= MATCH_M {
                    let is_new = self.identity.get(&agent.id) != Some(&track.id);
                    candidates.push((is_new, distance_m, agent.id, track));
                }
            }
        }
        candidates.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then(a.1.total_cmp(&b.1))
                .then(a.2.cmp(&b.2))
                .then(a.3.id.cmp(&b.3.id))
        });
        let mut pairs: BTreeMap<AgentId, &Track> = BTreeMap::new();
        let mut taken: BTreeSet<TrackId> = BTreeSet::new();
        for (_, _, agent, track) in candidates {
            if !pairs.contains_key(&agent) && taken.insert(track.id) {
                pairs.insert(agent, track);
            }
        }
        pairs
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

fn distance_m(agent: &TruthAgent, track: &Track) -> f64 {
    (agent.bbox.center_m.xy() - track.bbox.center_m.xy()).norm()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, record, truth};
    use nalgebra::Matrix4;
    use std::sync::Arc;
    use trunkline_interfaces::geometry::Pose2;
    use trunkline_interfaces::messages::Header;
    use trunkline_interfaces::{AgentClass, Duration, Stamp};

    fn track(id: u32, agent: &TruthAgent, off_m: f64) -> Track {
        let mut bbox = agent.bbox;
        bbox.center_m.y += off_m;
        Track {
            id: TrackId(id),
            class: agent.class,
            bbox,
            velocity_mps: agent.velocity_mps,
            yaw_rate_radps: 0.0,
            covariance: Matrix4::identity(),
            existence: 1.0,
            detection: None,
            first_seen: Stamp::ZERO,
            coasting: Duration::ZERO,
        }
    }

    /// Two agents over four steps; `tracks` makes the tracks of a step.
    fn judged(tracks: impl Fn(u64, &[TruthAgent]) -> Vec<Track>) -> TrackingScore {
        let agents = vec![
            agent(1, AgentClass::Car, 10.0, 0.0, 0.0),
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
        let score = judged(|_, a| vec![track(1, &a[0], 0.0), track(2, &a[1], 0.0)]);
        assert_eq!(score.mota, Some(1.0));
        assert_eq!(score.position_error_m, Some(0.0));
    }

    #[test]
    fn misses_inventions_and_switches_are_told_apart() {
        let score = judged(|k, a| {
            // Agent 1 changes from track 1 to 7 at the third step; agent 2 is never seen; in the
            // first step there is a ghost.
            let id = if k < 2 { 1 } else { 7 };
            let mut tracks = vec![track(id, &a[0], 0.5)];
            if k == 0 {
                tracks.push(track(9, &a[1], 8.0));
            }
            tracks
        });
        assert_eq!(
            (score.missed, score.made_up, score.identity_switches),
            (4, 1, 1)
        );
        assert_eq!(score.mota, Some(1.0 - 6.0 / 8.0));
        assert_eq!(score.position_error_m, Some(0.5));
    }

    #[test]
    fn without_tracks_there_is_no_score() {
        assert!(tracking(&record(Vec::new())).is_none());
    }
}
