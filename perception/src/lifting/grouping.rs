//! Points that belong together: connected over steps of a radius (DBSCAN with one point as a
//! core: Ester, Kriegel, Sander, Xu 1996).

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use nalgebra::Vector2;

/// Group number of each point, from 0 in the order in which groups first appear.
pub(super) fn groups(points_m: &[Vector2<f64>], radius_m: f64) -> Vec<usize> {
    let entries: Vec<[f64; 2]> = points_m.iter().map(|p| [p.x, p.y]).collect();
    let tree = match entries.is_empty() {
        true => None,
        false => ImmutableKdTree::<f64, 2>::new_from_slice(&entries).ok(),
    };
    let Some(tree) = tree else {
        return vec![0; points_m.len()]; // nothing, or too many equal points: one group
    };
    const NONE: usize = usize::MAX;
    let mut group_of = vec![NONE; points_m.len()];
    let mut count = 0;
    let mut open = Vec::new();
    for seed in 0..points_m.len() {
        if group_of[seed] != NONE {
            continue;
        }
        group_of[seed] = count;
        open.push(seed);
        while let Some(index) = open.pop() {
            tree.query(&entries[index])
                .within::<SquaredEuclidean<f64>>(radius_m * radius_m)
                .unsorted()
                .visit(|near| {
                    let item = near.item as usize;
                    if let Some(group) = group_of.get_mut(item).filter(|g| **g == NONE) {
                        *group = count;
                        open.push(item);
                    }
                });
        }
        count += 1;
    }
    group_of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_within_steps_of_the_radius_are_one_group() {
        let points: Vec<_> = [0.0, 5.0, 0.4, 0.8, 5.3, 9.0]
            .map(|x| Vector2::new(x, 0.0))
            .into();
        assert_eq!(groups(&points, 0.5), [0, 1, 0, 0, 1, 2]);
    }

    #[test]
    fn nothing_and_many_equal_points_are_no_trouble() {
        assert!(groups(&[], 0.5).is_empty());
        let same = vec![Vector2::new(1.0, 2.0); 500];
        assert_eq!(groups(&same, 0.5), vec![0; 500]);
    }
}
