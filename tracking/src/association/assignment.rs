//! The cheapest pairing of one group of candidates.

use lapjv::lapjv;
use ndarray::Array2;

use super::Candidate;

/// Groups with more tracks or detections than this are paired greedily: the exact solution is
/// cubic, and no real scene has a crowd of this size within each other's gates.
const MAX_EXACT: usize = 400;

/// Pairs of (track, detection) with the least total cost (Jonker, Volgenant 1987). Leaving a track
/// or detection alone costs a little more than the most expensive candidate of the group, so pairs
/// are preferred unless they force dearer ones.
pub(super) fn solve(group: &[Candidate]) -> Vec<(usize, usize)> {
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

    #[test]
    fn greed_is_not_optimal_here_but_the_solution_is() {
        let pair = |track, detection, cost| Candidate {
            track,
            detection,
            cost,
        };
        let group = [
            pair(0, 0, 1.0),
            pair(0, 1, 2.0),
            pair(1, 0, 2.0),
            pair(1, 1, 9.0),
        ];
        assert_eq!(greedy(&group), [(0, 0), (1, 1)]); // 1 + 9
        assert_eq!(solve(&group), [(0, 1), (1, 0)]); // 2 + 2
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
