//! Which track is which road user, step by step: the one matching that counts of identities,
//! misses and inventions rest on (CLEAR MOT; Bernardin, Stiefelhagen 2008).

use std::collections::{BTreeMap, BTreeSet};

use trunkline_interfaces::messages::{Track, TruthAgent};
use trunkline_interfaces::{AgentId, TrackId};

use super::truth_lookup::MATCH_M;

/// A road user and the track that is taken for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair<'a> {
    /// The road user.
    pub(crate) agent: &'a TruthAgent,
    /// Its track.
    pub(crate) track: &'a Track,
    /// Distance of the centres in the plane.
    pub(crate) distance_m: f64,
    /// Whether it had another track when it was last paired.
    pub(crate) is_switch: bool,
}

/// Pairs tracks with road users of their class, and remembers who had which track.
#[derive(Debug, Default)]
pub(crate) struct TrackMatcher {
    last: BTreeMap<AgentId, TrackId>,
}

impl TrackMatcher {
    /// The pairs of the next step, at most one for each, by ascending agent. Whose track is still
    /// within [`MATCH_M`] keeps it, however near another one is; the others come nearest first.
    pub(crate) fn pair<'a>(
        &mut self,
        agents: impl Iterator<Item = &'a TruthAgent>,
        tracks: &'a [Track],
    ) -> Vec<Pair<'a>> {
        let mut candidates: Vec<(bool, Pair<'a>)> = Vec::new();
        for agent in agents {
            let last = self.last.get(&agent.id).copied();
            for track in tracks.iter().filter(|t| t.class == agent.class) {
                let distance_m = (agent.bbox.center_m.xy() - track.bbox.center_m.xy()).norm();
                if distance_m <= MATCH_M {
                    let pair = Pair {
                        agent,
                        track,
                        distance_m,
                        is_switch: last.is_some_and(|id| id != track.id),
                    };
                    candidates.push((last == Some(track.id), pair));
                }
            }
        }
        candidates.sort_by(|(a_is_kept, a), (b_is_kept, b)| {
            (b_is_kept.cmp(a_is_kept))
                .then(a.distance_m.total_cmp(&b.distance_m))
                .then((a.agent.id, a.track.id).cmp(&(b.agent.id, b.track.id)))
        });
        let mut pairs: BTreeMap<AgentId, Pair<'a>> = BTreeMap::new();
        let mut taken: BTreeSet<TrackId> = BTreeSet::new();
        for (_, pair) in candidates {
            if !pairs.contains_key(&pair.agent.id) && taken.insert(pair.track.id) {
                self.last.insert(pair.agent.id, pair.track.id);
                pairs.insert(pair.agent.id, pair);
            }
        }
        pairs.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixtures::{agent, track};
    use trunkline_interfaces::AgentClass;

    fn car(id: u32, x_m: f64) -> TruthAgent {
        agent(id, AgentClass::Car, x_m, 0.0, 0.0)
    }

    fn tracks(places: &[(u32, f64)]) -> Vec<Track> {
        places
            .iter()
            .map(|(id, x)| track(*id, &car(0, *x)))
            .collect()
    }

    /// Agent and track of each pair, and whether it is a switch.
    fn ids(pairs: &[Pair<'_>]) -> Vec<(u32, u32, bool)> {
        let id = |p: &Pair<'_>| (p.agent.id.0, p.track.id.0, p.is_switch);
        pairs.iter().map(id).collect()
    }

    #[test]
    fn the_nearest_pair_comes_first_and_each_is_taken_once() {
        // Agent 9 lies between both tracks, nearer to 2; agent 8 is near 1 only.
        let agents = [car(8, -0.2), car(9, 1.0)];
        let tracks = tracks(&[(1, 0.0), (2, 1.5)]);
        let pairs = TrackMatcher::default().pair(agents.iter(), &tracks);
        assert_eq!(ids(&pairs), [(8, 1, false), (9, 2, false)]);
    }

    #[test]
    fn a_track_is_kept_while_it_is_within_two_metres() {
        let agents = [car(9, 0.0)];
        let mut matcher = TrackMatcher::default();
        let first = tracks(&[(1, 0.5)]);
        assert_eq!(ids(&matcher.pair(agents.iter(), &first)), [(9, 1, false)]);
        // A newcomer is nearer, but 1 is within 2.0 m still.
        let both = tracks(&[(1, 2.0), (2, 0.1)]);
        assert_eq!(ids(&matcher.pair(agents.iter(), &both)), [(9, 1, false)]);
        let gone = tracks(&[(1, 2.01), (2, 0.1)]);
        assert_eq!(ids(&matcher.pair(agents.iter(), &gone)), [(9, 2, true)]);
    }

    #[test]
    fn a_switch_is_seen_across_a_gap() {
        let agents = [car(9, 0.0)];
        let mut matcher = TrackMatcher::default();
        assert_eq!(matcher.pair(agents.iter(), &tracks(&[(1, 0.0)])).len(), 1);
        assert!(matcher.pair(agents.iter(), &[]).is_empty());
        let other = tracks(&[(2, 0.0)]);
        assert_eq!(ids(&matcher.pair(agents.iter(), &other)), [(9, 2, true)]);
    }

    #[test]
    fn classes_do_not_mix() {
        let agents = [agent(9, AgentClass::Pedestrian, 0.0, 0.0, 0.0)];
        let cars = tracks(&[(1, 0.0)]);
        assert!(
            TrackMatcher::default()
                .pair(agents.iter(), &cars)
                .is_empty()
        );
    }
}
