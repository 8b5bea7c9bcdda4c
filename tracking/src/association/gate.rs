//! Which pairs are possible at all: near enough, and near enough for what is known.

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use nalgebra::{Matrix2, Vector2};
use trunkline_interfaces::AgentClass;

use super::candidate::Candidate;

/// Probability that a detector names the wrong one of classes that are alike.
const CONFUSION: f64 = 0.05;

/// Where a track is expected, or something is detected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub(crate) center_m: Vector2<f64>,
    pub(crate) covariance_m2: Matrix2<f64>,
    pub(crate) class: AgentClass,
}

/// Bounds on distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gate {
    /// Quantile of χ² with 2 degrees of freedom.
    chi_squared: f64,
    min_m: f64,
    max_m: f64,
}

impl Gate {
    /// A gate that a true pair passes with the given probability; pairs within `min_m` always
    /// pass, pairs beyond `max_m` never.
    pub(crate) fn new(probability: f64, min_m: f64, max_m: f64) -> Option<Self> {
        // With 2 degrees of freedom P(χ² ≤ x) = 1 − exp(−x/2).
        let chi_squared = -2.0 * libm::log1p(-probability);
        chi_squared.is_finite().then_some(Self {
            chi_squared,
            min_m,
            max_m,
        })
    }

    /// All possible pairs with their costs.
    ///
    /// Cost: d² + ln |S| − 2 ln(confusion) if the classes differ, which is −2 ln of the likelihood
    /// without its constant (Blackman, Popoli 1999, section 6.4); d² is cut at the gate.
    pub(crate) fn candidates(&self, tracks: &[Place], detections: &[Place]) -> Vec<Candidate> {
        let points: Vec<[f64; 2]> = tracks
            .iter()
            .map(|t| [t.center_m.x, t.center_m.y])
            .collect();
        // A tree that cannot be built (of nothing, of too many equal points) is no loss: all pairs
        // are looked at then.
        let tree = (!points.is_empty())
            .then(|| ImmutableKdTree::<f64, 2>::new_from_slice(&points).ok())
            .flatten();
        let mut found = Vec::new();
        for (detection, place) in detections.iter().enumerate() {
            let mut near: Vec<usize> = match &tree {
                Some(tree) => tree
                    .query(&[place.center_m.x, place.center_m.y])
                    .within::<SquaredEuclidean<f64>>(self.max_m * self.max_m)
                    .unsorted()
                    .execute()
                    .into_iter()
                    .map(|n| n.item as usize)
                    .collect(),
                None => (0..tracks.len()).collect(),
            };
            near.sort_unstable();
            found.extend(near.into_iter().filter_map(|track| {
                let cost = self.cost(tracks.get(track)?, place)?;
                Some(Candidate {
                    track,
                    detection,
                    cost,
                })
            }));
        }
        found
    }

    /// The cost of a pair, `None` if it is not possible.
    fn cost(&self, track: &Place, detection: &Place) -> Option<f64> {
        if !are_alike(track.class, detection.class) {
            return None;
        }
        let offset_m = detection.center_m - track.center_m;
        let distance_m = offset_m.norm();
        if distance_m > self.max_m {
            return None;
        }
        let s = track.covariance_m2 + detection.covariance_m2;
        let squared = offset_m.dot(&s.cholesky()?.solve(&offset_m));
        if squared > self.chi_squared && distance_m > self.min_m {
            return None;
        }
        let class = if track.class == detection.class {
            0.0
        } else {
            -2.0 * libm::log(CONFUSION)
        };
        let cost = squared.min(self.chi_squared) + libm::log(s.determinant()) + class;
        cost.is_finite().then_some(cost)
    }
}

/// Whether a detector may take one class for the other: those that look alike and move alike.
pub(crate) fn are_alike(one: AgentClass, other: AgentClass) -> bool {
    let kind = |class| match class {
        AgentClass::Car | AgentClass::Truck | AgentClass::Bus => 0,
        AgentClass::Motorcycle | AgentClass::Bicycle => 1,
        AgentClass::Pedestrian => 2,
        AgentClass::StaticObject => 3,
    };
    kind(one) == kind(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn prediction(x: f64, variance: f64) -> Place {
        Place {
            center_m: Vector2::new(x, 0.0),
            covariance_m2: Matrix2::identity() * variance,
            class: AgentClass::Car,
        }
    }

    fn sighting(x: f64, class: AgentClass) -> Place {
        Place {
            center_m: Vector2::new(x, 0.0),
            covariance_m2: Matrix2::identity() * 0.5,
            class,
        }
    }

    fn gate() -> Gate {
        Gate::new(0.99, 0.5, 5.0).unwrap()
    }

    #[test]
    fn the_gate_is_the_quantile_of_chi_squared() {
        // −2 ln(1 − 0.99) = 9.2103 for 2 degrees of freedom
        assert_abs_diff_eq!(gate().chi_squared, 9.210_340, epsilon = 1e-5);
        // S = 1: passes up to √9.21 = 3.035 m
        let tracks = [prediction(0.0, 0.5)];
        assert_eq!(
            gate()
                .candidates(&tracks, &[sighting(3.03, AgentClass::Car)])
                .len(),
            1
        );
        assert_eq!(
            gate()
                .candidates(&tracks, &[sighting(3.04, AgentClass::Car)])
                .len(),
            0
        );
    }

    #[test]
    fn classes_of_other_kinds_never_pair_and_confused_ones_cost_more() {
        let tracks = [prediction(0.0, 0.5)];
        assert!(
            gate()
                .candidates(&tracks, &[sighting(0.1, AgentClass::Pedestrian)])
                .is_empty()
        );
        let cost = |class| gate().candidates(&tracks, &[sighting(0.1, class)])[0].cost;
        // −2 ln 0.05 = 5.9915
        assert_abs_diff_eq!(
            cost(AgentClass::Truck) - cost(AgentClass::Car),
            5.991_465,
            epsilon = 1e-5
        );
    }

    #[test]
    fn thousands_of_equal_points_are_all_found() {
        let tracks = vec![prediction(1.0, 0.5); 3000];
        let found = gate().candidates(&tracks, &[sighting(1.0, AgentClass::Car)]);
        assert_eq!(found.len(), 3000);
    }

    #[test]
    fn within_the_least_distance_everything_passes_and_beyond_the_largest_nothing() {
        // S = 2e-4: the gate of χ² is 0.043 m wide.
        let narrow = |x| Place {
            covariance_m2: Matrix2::identity() * 1e-4,
            ..sighting(x, AgentClass::Car)
        };
        let tracks = [narrow(0.0)];
        let costs = |x| {
            gate()
                .candidates(&tracks, &[narrow(x)])
                .first()
                .map(|c| c.cost)
        };
        assert!(costs(0.5).is_some() && costs(0.51).is_none());
        // d² is cut at the gate: 9.2103 + ln (2e-4)² = −7.8240
        assert_abs_diff_eq!(costs(0.4).unwrap(), -7.824_046, epsilon = 1e-4);
        assert_abs_diff_eq!(costs(0.01).unwrap(), 0.5 - 17.034_386, epsilon = 1e-4); // 1e-4 / 2e-4
        let wide = |x| Place {
            covariance_m2: Matrix2::identity() * 1e3,
            ..sighting(x, AgentClass::Car)
        };
        let passes = |x| !gate().candidates(&[wide(0.0)], &[wide(x)]).is_empty();
        assert!(passes(5.0) && !passes(5.001));
        assert!(Gate::new(1.0, 0.5, 5.0).is_none());
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_a_look_at_every_pair_finds(
            tracks in prop::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 0..12),
            detections in prop::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 0..12),
        ) {
            let place = |(x, y): &(f64, f64)| Place { center_m: Vector2::new(*x, *y), ..prediction(0.0, 0.5) };
            let tracks: Vec<Place> = tracks.iter().map(place).collect();
            let detections: Vec<Place> = detections.iter().map(place).collect();
            let mut expected = Vec::new();
            for (detection, found) in detections.iter().enumerate() {
                for (track, at) in tracks.iter().enumerate() {
                    expected.extend(gate().cost(at, found).map(|cost| Candidate { track, detection, cost }));
                }
            }
            prop_assert_eq!(gate().candidates(&tracks, &detections), expected);
        }
    }
}
