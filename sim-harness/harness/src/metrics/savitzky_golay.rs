//! Smoothing and derivatives by local polynomials (Savitzky, Golay 1964). At the ends the
//! polynomial of the last whole window is evaluated (scipy's mode `interp`).

use nalgebra::{DMatrix, DVector};

/// Derivative of order `derivative` (0 = smoothing) of equally spaced values, by polynomials of
/// degree `order` over `window` values. The window is clipped to the series and made odd, the
/// degree to what the window can hold, so that any series of any length is served.
pub(super) fn savitzky_golay(
    values: &[f64],
    window: usize,
    order: usize,
    derivative: usize,
    dt: f64,
) -> Vec<f64> {
    let n = values.len();
    let window = odd_at_most(window.min(n));
    let order = order.min(window.saturating_sub(1));
    if n == 0 || derivative > order || (derivative > 0 && !(dt > 0.0)) {
        return vec![0.0; n];
    }
    let half = window / 2;
    let weights = weights(window, order, derivative);
    let scale = dt.powi(derivative as i32);
    (0..n)
        .map(|i| {
            let start = i.saturating_sub(half).min(n - window);
            let row = &weights[i - start];
            let terms = row.iter().zip(&values[start..start + window]);
            terms.map(|(w, v)| w * v).sum::<f64>() / scale
        })
        .collect()
}

/// The largest odd number up to `n`, at least 1.
fn odd_at_most(n: usize) -> usize {
    (n.saturating_sub(1) / 2) * 2 + 1
}

/// For each place in the window the weights whose sum with the values is the derivative there.
fn weights(window: usize, order: usize, derivative: usize) -> Vec<Vec<f64>> {
    // Centred abscissae keep the normal equations well conditioned.
    let half = (window / 2) as f64;
    let vandermonde = DMatrix::from_fn(window, order + 1, |row, power| {
        (row as f64 - half).powi(power as i32)
    });
    let normal = vandermonde.transpose() * &vandermonde;
    let Some(cholesky) = normal.cholesky() else {
        return vec![vec![0.0; window]; window]; // cannot be: distinct abscissae, order < window
    };
    let fit = cholesky.solve(&vandermonde.transpose()); // coefficients from values
    (0..window)
        .map(|place| {
            let x = place as f64 - half;
            let basis = DVector::from_fn(order + 1, |power, _| {
                if power < derivative {
                    return 0.0;
                }
                let falling: f64 = (0..derivative).map(|k| (power - k) as f64).product();
                falling * x.powi((power - derivative) as i32)
            });
            fit.tr_mul(&basis).iter().copied().collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn polynomials_of_its_order_are_reproduced_with_their_derivatives_up_to_the_ends() {
        // x(t) = 3 − 2t + 0.5t²: x' = −2 + t, x'' = 1.
        let t = |i: usize| 0.1 * i as f64;
        let x: Vec<f64> = (0..20)
            .map(|i| 3.0 - 2.0 * t(i) + 0.5 * t(i) * t(i))
            .collect();
        for i in 0..20 {
            assert_abs_diff_eq!(savitzky_golay(&x, 7, 2, 0, 0.1)[i], x[i], epsilon = 1e-10);
            assert_abs_diff_eq!(
                savitzky_golay(&x, 9, 2, 1, 0.1)[i],
                -2.0 + t(i),
                epsilon = 1e-9
            );
            assert_abs_diff_eq!(savitzky_golay(&x, 5, 3, 2, 0.1)[i], 1.0, epsilon = 1e-8);
        }
    }

    #[test]
    fn the_classic_five_point_weights_come_out() {
        // Savitzky and Golay 1964, table I: (−3, 12, 17, 12, −3) / 35.
        let row = &weights(5, 2, 0)[2];
        for (w, expected) in row.iter().zip([-3.0, 12.0, 17.0, 12.0, -3.0]) {
            assert_abs_diff_eq!(*w, expected / 35.0, epsilon = 1e-12);
        }
    }

    #[test]
    fn short_series_are_served() {
        for n in 0..6 {
            let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
            for derivative in 0..=2 {
                let y = savitzky_golay(&x, 15, 2, derivative, 0.1);
                assert_eq!(y.len(), n);
                assert!(y.iter().all(|v| v.is_finite()));
            }
        }
    }
}
