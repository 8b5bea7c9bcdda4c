//! Prediction and correction of any linearised model (extended Kalman filter).

use nalgebra::{ArrayStorage, Const, DimMin, SMatrix, SVector};
use thiserror::Error;

/// Why a filter cannot take a step.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub(crate) enum FilterError {
    /// The innovation's covariance is not positive definite.
    #[error(
        "innovation covariance is not positive definite (first diagonal entry {0}): measurement variances must be > 0"
    )]
    NotPositive(f64),
}

/// Covariance after a step: F P Fᵀ + Q, symmetrised, because products lose symmetry in the last
/// bits.
pub(super) fn predicted<const N: usize>(
    p: &SMatrix<f64, N, N>,
    f: &SMatrix<f64, N, N>,
    q: &SMatrix<f64, N, N>,
) -> SMatrix<f64, N, N> {
    symmetric(&(f * p * f.transpose() + q))
}

/// Corrects state and covariance with an innovation.
///
/// S = H P Hᵀ + R, K = P Hᵀ S⁻¹, x ← x + K·ν, P ← (I − KH) P (I − KH)ᵀ + K R Kᵀ (Joseph form, which
/// stays positive; Bucy, Joseph 1968).
///
/// # Errors
/// [`FilterError::NotPositive`] if S is not positive definite.
pub(super) fn correct<const N: usize, const M: usize>(
    x: &mut SVector<f64, N>,
    p: &mut SMatrix<f64, N, N>,
    innovation: &SVector<f64, M>,
    h: &SMatrix<f64, M, N>,
    r: &SMatrix<f64, M, M>,
) -> Result<(), FilterError>
where
    Const<M>: DimMin<Const<M>, Output = Const<M>>,
    ArrayStorage<f64, M, M>: Sized,
{
    let s = symmetric(&(h * *p * h.transpose() + r));
    let s_chol = s.cholesky().ok_or(FilterError::NotPositive(s[(0, 0)]))?;
    let gain = s_chol.solve(&(h * *p)).transpose(); // P Hᵀ S⁻¹, as P and S are symmetric
    let i_kh = SMatrix::<f64, N, N>::identity() - gain * h;
    *x += gain * innovation;
    *p = symmetric(&(i_kh * *p * i_kh.transpose() + gain * r * gain.transpose()));
    Ok(())
}

/// The symmetric part.
pub(super) fn symmetric<const N: usize>(m: &SMatrix<f64, N, N>) -> SMatrix<f64, N, N> {
    (m + m.transpose()) * 0.5
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use nalgebra::{Matrix2, Vector1, Vector2};
    use proptest::prelude::*;

    #[test]
    fn two_equal_sources_meet_in_the_middle() {
        let (mut x, mut p) = (Vector1::new(0.0), nalgebra::Matrix1::new(4.0));
        let one = nalgebra::Matrix1::new(1.0);
        correct(
            &mut x,
            &mut p,
            &Vector1::new(2.0),
            &one,
            &nalgebra::Matrix1::new(4.0),
        )
        .unwrap();
        assert_abs_diff_eq!(x[0], 1.0, epsilon = 1e-12); // gain 4/(4+4) = 1/2
        assert_abs_diff_eq!(p[0], 2.0, epsilon = 1e-12); // 4·4/(4+4)
    }

    #[test]
    fn a_measurement_without_noise_of_a_known_state_is_refused() {
        let (mut x, mut p) = (Vector1::new(0.0), nalgebra::Matrix1::new(0.0));
        let one = nalgebra::Matrix1::new(1.0);
        let error = correct(
            &mut x,
            &mut p,
            &Vector1::new(2.0),
            &one,
            &nalgebra::Matrix1::new(0.0),
        );
        assert_eq!(error, Err(FilterError::NotPositive(0.0)));
    }

    proptest! {
        #[test]
        fn a_correction_never_grows_uncertainty_and_stays_positive(
            a in 1e-3..1e3_f64, b in 1e-3..1e3_f64, c in -0.9..0.9_f64, r in 1e-4..1e3_f64, z in -1e3..1e3_f64,
        ) {
            let cross = c * (a * b).sqrt();
            let before = Matrix2::new(a, cross, cross, b);
            let (mut x, mut p) = (Vector2::zeros(), before);
            let h = nalgebra::RowVector2::new(1.0, 0.3);
            correct(&mut x, &mut p, &Vector1::new(z), &h, &nalgebra::Matrix1::new(r)).unwrap();
            prop_assert!(p.trace() <= before.trace() * (1.0 + 1e-12));
            prop_assert!(p.cholesky().is_some(), "not positive definite: {}", p);
            prop_assert_eq!(p, p.transpose());
        }
    }
}
