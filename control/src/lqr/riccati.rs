//! The discrete algebraic Riccati equation of a system with one input.

use nalgebra::{Matrix3, RowVector3, Vector3};

/// Doubling converges quadratically; a stabilisable system needs about ten.
const MAX_DOUBLINGS: usize = 40;
/// Relative change at which the solution stands.
const TOLERANCE: f64 = 1e-10;

/// Gain K of u = −K·x that minimises Σ xᵀQx + r·u² for x' = A·x + b·u; `None` if the equation has
/// no stabilising solution that can be found.
///
/// Structure-preserving doubling (Chu, Fan, Lin, Wang 2004, algorithm for one period): with
/// W = I + G·H: A ← A·W⁻¹·A, G ← G + A·W⁻¹·G·Aᵀ, H ← H + Aᵀ·H·W⁻¹·A from G = b·r⁻¹·bᵀ, H = Q; H
/// tends to the solution P, and K = (r + bᵀPb)⁻¹·bᵀPA.
pub(super) fn gain(
    a: &Matrix3<f64>,
    b: &Vector3<f64>,
    q: &Matrix3<f64>,
    r: f64,
) -> Option<RowVector3<f64>> {
    let (mut ak, mut g, mut h) = (*a, b * b.transpose() / r, *q);
    for _ in 0..MAX_DOUBLINGS {
        let w_inverse = (Matrix3::identity() + g * h).try_inverse()?;
        let aw = ak * w_inverse;
        let next = h + ak.transpose() * h * w_inverse * ak;
        let change = (next - h).abs().max();
        g += aw * g * ak.transpose();
        ak = aw * ak;
        h = (next + next.transpose()) * 0.5;
        if change <= TOLERANCE * h.abs().max() {
            let bph = b.transpose() * h;
            let k = bph * a / (r + (bph * b)[(0, 0)]);
            return k.iter().all(|v| v.is_finite()).then_some(k);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    /// The same by plain iteration of the Riccati recursion.
    fn gain_by_recursion(
        a: &Matrix3<f64>,
        b: &Vector3<f64>,
        q: &Matrix3<f64>,
        r: f64,
    ) -> RowVector3<f64> {
        let mut p = *q;
        let mut k = RowVector3::zeros();
        for _ in 0..20_000 {
            let bp = b.transpose() * p;
            k = bp * a / (r + (bp * b)[(0, 0)]);
            p = q + a.transpose() * p * (a - b * k);
        }
        k
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn doubling_agrees_with_the_recursion(v in 1.0..30.0_f64, lag in 0.05..0.5_f64, r in 0.1..1e3_f64) {
            let a = Matrix3::new(1.0, 0.02 * v, 0.0, 0.0, 1.0, 0.02 * v / 2.75, 0.0, 0.0, 1.0 - 0.02 / lag);
            let b = Vector3::new(0.0, 0.0, 0.02 / lag);
            let q = Matrix3::from_diagonal(&Vector3::new(10.0, 40.0, 0.0));
            let fast = gain(&a, &b, &q, r).unwrap();
            prop_assert!((fast - gain_by_recursion(&a, &b, &q, r)).abs().max() < 1e-5 * fast.abs().max());
            // stable: powers of the closed loop vanish
            let closed = (0..14).fold(a - b * fast, |m, _| m * m);
            prop_assert!(closed.abs().max() < 1e-6);
        }
    }

    #[test]
    fn a_scalar_case_has_the_golden_ratio() {
        // x' = x + u, q = r = 1: p = (1 + √5)/2, k = p/(1 + p) = 0.618034; the rest decays by itself
        let a = Matrix3::from_diagonal(&Vector3::new(1.0, 0.5, 0.5));
        let k = gain(
            &a,
            &Vector3::new(1.0, 0.0, 0.0),
            &Matrix3::from_diagonal(&Vector3::new(1.0, 0.0, 0.0)),
            1.0,
        );
        assert_abs_diff_eq!(k.unwrap()[0], 0.618_033_988_7, epsilon = 1e-9);
    }

    #[test]
    fn numbers_that_are_not_finite_have_no_gain() {
        let a = Matrix3::from_element(f64::NAN);
        assert_eq!(gain(&a, &Vector3::zeros(), &Matrix3::identity(), 1.0), None);
    }
}
