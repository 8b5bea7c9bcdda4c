//! The height of a road along its course: cubics between knots, without a step in the grade.

use super::cubic::Cubic;

/// Spacing at which the largest grade is looked for.
const STEEPNESS_STEP_M: f64 = 5.0;

/// A place with height and grade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Knot {
    pub(super) s_m: f64,
    pub(super) z_m: f64,
    /// Rise per metre of way.
    pub(super) grade: f64,
}

/// Heights by arc length; at least one knot, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heights {
    knots: Vec<Knot>,
}

impl Heights {
    /// Level ground.
    pub(super) fn level(z_m: f64) -> Self {
        Self::of(vec![Knot {
            s_m: 0.0,
            z_m,
            grade: 0.0,
        }])
    }

    /// Through the knots given.
    pub(super) fn of(knots: Vec<Knot>) -> Self {
        Self { knots }
    }

    /// From one height and grade to another.
    pub(super) fn between(length_m: f64, from: (f64, f64), to: (f64, f64)) -> Self {
        let knot = |s_m: f64, (z_m, grade): (f64, f64)| Knot { s_m, z_m, grade };
        Self::of(vec![knot(0.0, from), knot(length_m, to)])
    }

    /// Through points `(s, z)` with grades that overshoot nowhere: level at the ends and at every top
    /// and bottom, else the harmonic mean of the grades on both sides (Fritsch, Butland 1984,
    /// "A method for constructing local monotone piecewise cubic interpolants", eq. 5 with α = 1/2).
    pub(super) fn through(points: &[(f64, f64)]) -> Self {
        let secant = |i: usize| {
            let (a, b) = (points[i], points[i + 1]);
            (b.1 - a.1) / (b.0 - a.0)
        };
        let grade = |i: usize| {
            if i == 0 || i + 1 == points.len() {
                return 0.0;
            }
            let (before, after) = (secant(i - 1), secant(i));
            if before * after <= 0.0 {
                return 0.0;
            }
            2.0 * before * after / (before + after)
        };
        let knots = points.iter().enumerate().map(|(i, (s_m, z_m))| Knot {
            s_m: *s_m,
            z_m: *z_m,
            grade: grade(i),
        });
        Self::of(knots.collect())
    }

    /// Height and grade at an arc length; beyond the ends the grade stays.
    pub(super) fn at(&self, s_m: f64) -> (f64, f64) {
        let after = self.knots.partition_point(|knot| knot.s_m < s_m);
        let (before, next) = (after.checked_sub(1), self.knots.get(after));
        match (before.and_then(|i| self.knots.get(i)), next) {
            (Some(a), Some(b)) => {
                let [_, b1, c, d] = hermite(a, b);
                let u = s_m - a.s_m;
                (
                    a.z_m + u * (b1 + u * (c + u * d)),
                    b1 + u * (2.0 * c + 3.0 * u * d),
                )
            }
            (Some(only), None) | (None, Some(only)) => {
                (only.z_m + only.grade * (s_m - only.s_m), only.grade)
            }
            (None, None) => (0.0, 0.0),
        }
    }

    /// The largest grade, up or down, over a way of the given length.
    pub(super) fn steepest(&self, length_m: f64) -> f64 {
        let count = (length_m / STEEPNESS_STEP_M).ceil() as u32;
        (0..=count)
            .map(|i| self.at(STEEPNESS_STEP_M * f64::from(i)).1.abs())
            .fold(0.0, f64::max)
    }

    /// The part between two arc lengths, which begins at 0.
    pub(super) fn slice(&self, from_m: f64, to_m: f64) -> Self {
        let knot = |s_m: f64| {
            let (z_m, grade) = self.at(s_m);
            Knot {
                s_m: s_m - from_m,
                z_m,
                grade,
            }
        };
        let inner = self.knots.iter().map(|k| k.s_m);
        let inner = inner.filter(|s_m| *s_m > from_m + 1.0 && *s_m < to_m - 1.0);
        let ends = std::iter::once(from_m).chain(inner).chain([to_m]);
        Self::of(ends.map(knot).collect())
    }

    /// The same ground driven back over a way of the given length.
    pub(super) fn reversed(&self, length_m: f64) -> Self {
        let back = |knot: &Knot| Knot {
            s_m: length_m - knot.s_m,
            z_m: knot.z_m,
            grade: -knot.grade,
        };
        Self::of(self.knots.iter().rev().map(back).collect())
    }

    /// As OpenDRIVE's records of elevation.
    pub(super) fn records(&self) -> Vec<Cubic> {
        let mut records: Vec<Cubic> = self
            .knots
            .windows(2)
            .map(|pair| {
                let [a, b, c, d] = hermite(&pair[0], &pair[1]);
                Cubic::new(pair[0].s_m, [a, b, c, d])
            })
            .collect();
        if let (true, Some(only)) = (records.is_empty(), self.knots.first()) {
            records.push(Cubic::new(0.0, [only.z_m, only.grade, 0.0, 0.0]));
        }
        records
    }
}

/// Coefficients of the cubic between two knots, in the way from the first.
fn hermite(a: &Knot, b: &Knot) -> [f64; 4] {
    let length_m = (b.s_m - a.s_m).max(1e-6);
    let secant = (b.z_m - a.z_m) / length_m;
    let c = (3.0 * secant - 2.0 * a.grade - b.grade) / length_m;
    let d = (a.grade + b.grade - 2.0 * secant) / (length_m * length_m);
    [a.z_m, a.grade, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn heights_pass_through_their_knots_and_stay_between_them() {
        let heights = Heights::through(&[(0.0, 0.0), (100.0, 4.0), (200.0, 6.0), (300.0, 1.0)]);
        for (s, z) in [(0.0, 0.0), (100.0, 4.0), (200.0, 6.0), (300.0, 1.0)] {
            assert_abs_diff_eq!(heights.at(s).0, z, epsilon = 1e-12);
        }
        assert_abs_diff_eq!(heights.at(200.0).1, 0.0, epsilon = 1e-12); // the top
        // 2 · 0.04 · 0.02 / 0.06
        assert_abs_diff_eq!(heights.at(100.0).1, 0.026_666_666_666, epsilon = 1e-9);
        for i in 0..=300 {
            let (z, _) = heights.at(f64::from(i));
            assert!((0.0..=6.0).contains(&z), "{i}: {z}");
        }
    }

    #[test]
    fn a_slice_and_the_way_back_have_the_same_heights() {
        let heights = Heights::through(&[(0.0, 0.0), (120.0, 5.0), (300.0, 1.0)]);
        let slice = heights.slice(40.0, 250.0);
        let back = heights.reversed(300.0);
        for i in 0..=21 {
            let s = 10.0 * f64::from(i);
            let (z, grade) = heights.at(40.0 + s);
            assert_abs_diff_eq!(slice.at(s).0, z, epsilon = 1e-9);
            assert_abs_diff_eq!(back.at(260.0 - s).0, z, epsilon = 1e-9);
            assert_abs_diff_eq!(back.at(260.0 - s).1, -grade, epsilon = 1e-9);
        }
    }
}
