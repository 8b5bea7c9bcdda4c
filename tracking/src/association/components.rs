//! Groups of candidates that share neither track nor detection with any other group.

use std::collections::BTreeMap;

use super::candidate::Candidate;

/// Splits candidates into connected groups, ordered by their smallest node (union-find with path
/// halving; Tarjan, van Leeuwen 1984).
pub(super) fn components(
    candidates: &[Candidate],
    tracks: usize,
    detections: usize,
) -> Vec<Vec<Candidate>> {
    let mut parent: Vec<usize> = (0..tracks + detections).collect();
    for c in candidates {
        let (a, b) = (
            root(&mut parent, c.track),
            root(&mut parent, tracks + c.detection),
        );
        let (low, high) = (a.min(b), a.max(b));
        parent[high] = low;
    }
    let mut groups: BTreeMap<usize, Vec<Candidate>> = BTreeMap::new();
    for c in candidates {
        groups
            .entry(root(&mut parent, c.track))
            .or_default()
            .push(*c);
    }
    groups.into_values().collect()
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chains_stay_together_and_strangers_apart() {
        let pair = |track, detection| Candidate {
            track,
            detection,
            cost: 1.0,
        };
        let groups = components(&[pair(0, 0), pair(1, 0), pair(1, 1), pair(2, 3)], 3, 4);
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
    }

    proptest! {
        #[test]
        fn groups_share_nothing_and_cannot_be_split(
            pairs in prop::collection::btree_set((0..8_usize, 0..8_usize), 0..14),
        ) {
            let candidates: Vec<_> = pairs.iter()
                .map(|(track, detection)| Candidate { track: *track, detection: *detection, cost: 0.0 })
                .collect();
            let groups = components(&candidates, 8, 8);
            prop_assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), candidates.len());
            let touch = |a: &Candidate, b: &Candidate| a.track == b.track || a.detection == b.detection;
            for (i, group) in groups.iter().enumerate() {
                for other in groups[..i].iter().flatten() {
                    prop_assert!(group.iter().all(|c| !touch(c, other)));
                }
                // From the first one reaches all of its group, step by step.
                let mut reached = vec![group[0]];
                while let Some(next) = group.iter().find(|c| !reached.contains(c) && reached.iter().any(|r| touch(r, c))) {
                    reached.push(*next);
                }
                prop_assert_eq!(reached.len(), group.len());
            }
        }
    }
}
