//! Smearing by the lens.

use rayon::prelude::*;

/// Blur below this changes nothing that eight bits show.
const LEAST_PX: f64 = 0.05;

/// One side of a Gaussian kernel, the middle first, that sums to one; empty where there is no blur.
pub(super) fn kernel(deviation_px: f64) -> Vec<f32> {
    if deviation_px < LEAST_PX {
        return Vec::new();
    }
    let radius = libm::ceil(2.5 * deviation_px) as usize;
    let weights = (0..=radius).map(|k| {
        // The share of the Gaussian over the pixel.
        let edge = |x: f64| libm::erf(x / (deviation_px * std::f64::consts::SQRT_2));
        0.5 * (edge(k as f64 + 0.5) - edge(k as f64 - 0.5))
    });
    let weights = weights.collect::<Vec<_>>();
    let total = 2.0 * weights.iter().sum::<f64>() - weights[0];
    weights.iter().map(|w| (w / total) as f32).collect()
}

/// Blurs a picture in place; `spare` becomes a buffer of its size.
pub(super) fn blur(
    light: &mut [[f32; 3]],
    spare: &mut Vec<[f32; 3]>,
    width: usize,
    kernel: &[f32],
) {
    if kernel.is_empty() || width == 0 {
        return;
    }
    spare.resize(light.len(), [0.0; 3]);
    let rows = spare.par_chunks_mut(width).zip(light.par_chunks(width));
    rows.for_each(|(out, row)| along_row(out.as_flattened_mut(), row.as_flattened(), kernel));
    let height = light.len() / width;
    let source = spare.as_slice();
    light
        .par_chunks_mut(width)
        .enumerate()
        .for_each(|(y, out)| {
            let row = |y: usize| source[y * width..(y + 1) * width].as_flattened();
            let out = out.as_flattened_mut();
            let middle = row(y);
            for (out, middle) in out.iter_mut().zip(middle) {
                *out = middle * kernel[0];
            }
            for (k, weight) in kernel.iter().enumerate().skip(1) {
                let (above, below) = (row(y.saturating_sub(k)), row((y + k).min(height - 1)));
                for ((out, above), below) in out.iter_mut().zip(above).zip(below) {
                    *out += (above + below) * weight;
                }
            }
        });
}

/// Along a row of three interleaved colours; the edge's pixels stand for those beyond it.
fn along_row(out: &mut [f32], row: &[f32], kernel: &[f32]) {
    let radius = 3 * (kernel.len() - 1);
    let inner = match row.len() > 2 * radius {
        true => radius..row.len() - radius,
        false => 0..0,
    };
    for (out, middle) in out.iter_mut().zip(row) {
        *out = middle * kernel[0];
    }
    for (k, weight) in kernel.iter().enumerate().skip(1) {
        let sides = row[inner.start - inner.start.min(3 * k)..]
            .iter()
            .zip(&row[(inner.start + 3 * k).min(row.len())..]);
        for (out, (left, right)) in out[inner.clone()].iter_mut().zip(sides) {
            *out += (left + right) * weight;
        }
    }
    let last = row.len() / 3 - 1;
    for at in (0..inner.start).chain(inner.end..row.len()) {
        let (pixel, colour) = (at / 3, at % 3);
        for (k, weight) in kernel.iter().enumerate().skip(1) {
            let left = row[3 * pixel.saturating_sub(k) + colour];
            let right = row[3 * (pixel + k).min(last) + colour];
            out[at] += (left + right) * weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blur_keeps_an_even_picture_and_the_sum_of_a_spot() {
        let kernel = kernel(1.3);
        let mut even = vec![[0.25, 0.5, 1.0]; 20 * 9];
        let mut spare = Vec::new();
        blur(&mut even, &mut spare, 20, &kernel);
        for pixel in &even {
            for (value, expected) in pixel.iter().zip([0.25, 0.5, 1.0]) {
                assert!((value - expected).abs() < 1e-6, "{value} is not {expected}");
            }
        }
        let mut spot = vec![[0.0; 3]; 21 * 21];
        spot[10 * 21 + 10] = [1.0; 3];
        blur(&mut spot, &mut spare, 21, &kernel);
        let sum = spot.iter().map(|p| p[1]).sum::<f32>();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        assert!(spot[10 * 21 + 10][0] < 0.2);
        assert_eq!(spot[10 * 21 + 9], spot[9 * 21 + 10]);
    }

    #[test]
    fn an_image_smaller_than_the_kernel_is_blurred_too() {
        let mut tiny = vec![[1.0; 3]; 2];
        blur(&mut tiny, &mut Vec::new(), 2, &kernel(5.0));
        assert!(tiny.iter().all(|p| (p[0] - 1.0).abs() < 1e-5));
    }
}
