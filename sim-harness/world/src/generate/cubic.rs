//! Cubics along a road.

use super::xml::{decimal, scientific};

/// A cubic from an arc length on: a + b·ds + c·ds² + d·ds³.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cubic {
    pub(super) s_m: f64,
    pub(super) coefficients: [f64; 4],
}

impl Cubic {
    pub(super) const fn new(s_m: f64, coefficients: [f64; 4]) -> Self {
        Self { s_m, coefficients }
    }

    /// Always the same.
    pub(super) const fn constant(value: f64) -> Self {
        Self::new(0.0, [value, 0.0, 0.0, 0.0])
    }

    /// From one value to another, level at both ends.
    pub(super) fn taper(s_m: f64, length_m: f64, from: f64, to: f64) -> Self {
        let c = 3.0 * (to - from) / (length_m * length_m);
        let d = -2.0 * (to - from) / (length_m * length_m * length_m);
        Self::new(s_m, [from, 0.0, c, d])
    }

    /// Half as high everywhere.
    pub(super) fn halved(self) -> Self {
        Self::new(self.s_m, self.coefficients.map(|k| 0.5 * k))
    }

    pub(super) fn at(&self, s_m: f64) -> f64 {
        let u = s_m - self.s_m;
        let [a, b, c, d] = self.coefficients;
        a + u * (b + u * (c + u * d))
    }

    /// Its attributes, the first one by the name given.
    pub(super) fn xml(&self, s: &str) -> String {
        let [a, b, c, d] = self.coefficients;
        format!(
            r#"{s}="{}" a="{}" b="{}" c="{}" d="{}""#,
            decimal(self.s_m, 6),
            scientific(a),
            scientific(b),
            scientific(c),
            scientific(d)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn a_taper_is_level_at_both_ends() {
        let taper = Cubic::taper(10.0, 40.0, 3.0, 1.0);
        assert_abs_diff_eq!(taper.at(10.0), 3.0, epsilon = 1e-12);
        assert_abs_diff_eq!(taper.at(30.0), 2.0, epsilon = 1e-12); // half-way
        assert_abs_diff_eq!(taper.at(50.0), 1.0, epsilon = 1e-12);
    }
}
