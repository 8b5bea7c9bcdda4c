//! The cheapest pairing of tracks and detections.

use lapjv::lapjv;
use ndarray::Array2;

use super::candidate::Candidate;
use super::components::components;

/// Groups with more tracks or detections than this are paired greedily: the exact solution is
/// cubic, and no real scene has a crowd of this size within each other's gates.
const MAX_EXACT: usize = 400;

/// The cheapest pairing: for each of `tracks` tracks its detection, if any. Every connected group
/// of candidates is solved by itself, so that effort grows with the crowd, not with the scene.
pub(crate) fn assign(
    candidates: &[Candidate],
    tracks: usize,
    detections: usize,
) -> Vec<Option<usize>> {
    let mut paired = vec![None; tracks];
    for group in components(candidates, tracks, detections) {
        for (track, detection) in solve(&group) {
            paired[track] = Some(detection);
        }
    }
    paired
}

/// Pairs (track, detection) of one group with the least total cost (Jonker, Volgenant 1987). Leaving a track
/// or detection alone costs a little more than the most expensive candidate of the group, so pairs
/// are preferred unless they force dearer ones.
fn solve(group: &[Candidate]) -> Vec<(usize, usize)> {
    if let [only] = group {
        return vec![(only.track, only.detection)];
    }
    let rows = distinct(group.iter().map(|c| c.track));
    let columns = distinct(group.iter().map(|c| c.detection));
    let size = rows.len().max(columns.len());
    if size > MAX_EXACT {
        return greedy(group);
    }
    let alone = alone_cost(group);
    // lapjv takes square matrices only: pad with the cost of staying alone.
    let mut costs = Array2::from_elem((size, size), alone);
    for c in group {
        if let (Ok(i), Ok(j)) = (
            rows.binary_search(&c.track),
            columns.binary_search(&c.detection),
        ) {
            costs[(i, j)] = c.cost;
        }
    }
    match lapjv(&costs) {
        Ok((column_of_row, _)) => rows
            .iter()
            .enumerate()
            .filter_map(|(i, track)| {
                let j = *column_of_row.get(i)?;
                let detection = *columns.get(j)?;
                (costs[(i, j)] < alone).then_some((*track, detection))
            })
            .collect(),
        Err(_) => greedy(group), // only for matrices that are not square, or cancelled
    }
}

/// What it costs to leave a node of the group alone.
fn alone_cost(group: &[Candidate]) -> f64 {
    group
        .iter()
        .map(|c| c.cost)
        .fold(f64::NEG_INFINITY, f64::max)
        + 1.0
}

fn distinct(nodes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut nodes: Vec<usize> = nodes.collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Cheapest pair first, ties by index.
fn greedy(group: &[Candidate]) -> Vec<(usize, usize)> {
    let mut sorted = group.to_vec();
    sorted.sort_by(|a, b| {
        a.cost
            .total_cmp(&b.cost)
            .then((a.track, a.detection).cmp(&(b.track, b.detection)))
    });
    let mut used = (
        std::collections::BTreeSet::new(),
        std::collections::BTreeSet::new(),
    );
    let mut pairs = Vec::new();
    for c in sorted {
        if !used.0.contains(&c.track) && !used.1.contains(&c.detection) {
            used.0.insert(c.track);
            used.1.insert(c.detection);
            pairs.push((c.track, c.detection));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(group: &[Candidate], pairs: &[(usize, usize)]) -> f64 {
        let size = distinct(group.iter().map(|c| c.track))
            .len()
            .max(distinct(group.iter().map(|c| c.detection)).len());
        let cost = |pair: &(usize, usize)| {
            group
                .iter()
                .find(|c| (c.track, c.detection) == *pair)
                .unwrap()
                .cost
        };
        pairs.iter().map(cost).sum::<f64>() + (size - pairs.len()) as f64 * alone_cost(group)
    }

    /// Every pairing, by trying all.
    fn best_by_force(group: &[Candidate], chosen: &mut Vec<(usize, usize)>, from: usize) -> f64 {
        let mut best = total(group, chosen);
        for (i, c) in group.iter().enumerate().skip(from) {
            if chosen
                .iter()
                .all(|(t, d)| *t != c.track && *d != c.detection)
            {
                chosen.push((c.track, c.detection));
                best = best.min(best_by_force(group, chosen, i + 1));
                chosen.pop();
            }
        }
        best
    }

    fn pair(track: usize, detection: usize, cost: f64) -> Candidate {
        Candidate {
            track,
            detection,
            cost,
        }
    }

    /// Two that greed pairs dearly (1 + 9 for 2 + 2), and others that have one choice each.
    fn crowd(size: usize) -> Vec<Candidate> {
        let torn = [
            pair(0, 0, 1.0),
            pair(0, 1, 2.0),
            pair(1, 0, 2.0),
            pair(1, 1, 9.0),
        ];
        torn.into_iter()
            .chain((2..size).map(|i| pair(i, i, 1.0)))
            .collect()
    }

    #[test]
    fn greed_is_not_optimal_here_but_the_solution_is() {
        assert_eq!(greedy(&crowd(2)), [(0, 0), (1, 1)]);
        assert_eq!(solve(&crowd(2)), [(0, 1), (1, 0)]);
    }

    #[test]
    fn a_crowd_beyond_all_measure_is_paired_greedily() {
        assert_eq!(solve(&crowd(MAX_EXACT))[..2], [(0, 1), (1, 0)]);
        let mut greedy = solve(&crowd(MAX_EXACT + 1));
        greedy.sort_unstable();
        assert_eq!(
            (greedy.len(), &greedy[..2]),
            (MAX_EXACT + 1, &[(0, 0), (1, 1)][..])
        );
    }

    #[test]
    fn who_has_no_candidate_stays_alone() {
        let candidates = [pair(3, 0, 1.0), pair(1, 0, 2.0), pair(0, 2, 9.0)];
        let paired = assign(&candidates, 5, 3);
        assert_eq!(paired, [Some(2), None, None, Some(0), None]);
        assert_eq!(assign(&[], 2, 0), [None, None]);
    }

    #[test]
    fn the_dearest_pair_is_better_than_none() {
        assert_eq!(solve(&[pair(0, 0, 5.0), pair(1, 0, 5.0)]).len(), 1);
    }

    proptest! {
        #[test]
        fn pairings_are_optimal(costs in prop::collection::vec(prop::option::of(-5.0..20.0_f64), 12)) {
            let group: Vec<Candidate> = costs.iter().enumerate()
                .filter_map(|(i, c)| c.map(|cost| Candidate { track: i / 4, detection: i % 4, cost }))
                .collect();
            prop_assume!(!group.is_empty());
            let pairs = solve(&group);
            let best = best_by_force(&group, &mut Vec::new(), 0);
            prop_assert!((total(&group, &pairs) - best).abs() < 1e-9, "{} against {best}", total(&group, &pairs));
        }
    }
}
