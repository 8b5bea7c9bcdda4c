//! Groups of candidates that share neither track nor detection with any other group.

use std::collections::BTreeMap;

use super::Candidate;

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
}
